#include "tally/counting.h"

#include <algorithm>
#include <utility>

namespace seenby {

Counting::Counting(Viewers& viewers)
    : viewers_(viewers), buffers_(kPartitions * kBuffered, ViewerEntry::saw(0, 0, 0)) {}

void Counting::make_room(std::span<const std::uint32_t> groups) {
  std::uint32_t last = 0;
  for (const std::uint32_t group : groups) last = std::max(last, group);
  if (!groups.empty()) make_room(last + std::size_t{1});
}

void Counting::send(std::size_t partition) {
  const auto entries =
      std::span(std::as_const(buffers_)).subspan(partition * kBuffered, buffered_[partition]);
  buffered_[partition] = 0;
  if (viewers_.sample == nullptr) {
    viewers_.partitions[partition].append(entries, viewers_.room, sorter_);
    return;
  }
  viewers_.sample->append(entries, viewers_.partitions[partition], viewers_.room, sorter_);
  viewers_.sample->trim_when_due(viewers_.partitions, viewers_.room, sorter_);
}

void Counting::finish() {
  for (std::size_t partition = 0; partition < kPartitions; ++partition) {
    if (buffered_[partition] > 0) send(partition);
  }
}

}  // namespace seenby
