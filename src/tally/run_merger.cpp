#include "tally/run_merger.h"

#include <algorithm>
#include <limits>

namespace seenby {
namespace {

constexpr std::size_t kMostBuffer = std::size_t{1} << 16;
constexpr std::size_t kLeastBuffer = std::size_t{1} << 12;
constexpr std::size_t kMerged = std::size_t{1} << 12;
/// Beyond every hash, which has 63 bits.
constexpr std::uint64_t kEnd = std::numeric_limits<std::uint64_t>::max();

}  // namespace

RunMerger::RunMerger(const SpillFile& file, std::span<const SpillExtent> runs,
                     const Paged<ViewerEntry>& in_memory, std::size_t buffer_bytes)
    : file_(file), in_memory_(in_memory), sources_(runs.size() + 1), keys_(sources_.size()) {
  const std::size_t bytes =
      std::clamp(buffer_bytes / std::max<std::size_t>(runs.size(), 1), kLeastBuffer, kMostBuffer);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    sources_[i].left = runs[i];
    sources_[i].buffer.resize(bytes / sizeof(ViewerEntry), ViewerEntry::saw(0, 0, 0));
  }
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    fill(i);
    set_key(i);
  }
  merged_.reserve(kMerged);
  build();
}

void RunMerger::fill(std::size_t number) {
  Source& source = sources_[number];
  if (number + 1 == sources_.size()) {
    if (next_page_ == in_memory_.page_count()) return;
    const std::span<const ViewerEntry> page = in_memory_.page(next_page_++);
    source.at = page.data();
    source.end = page.data() + page.size();
    return;
  }
  const std::size_t bytes =
      std::min<std::uint64_t>(source.left.bytes, source.buffer.size() * sizeof(ViewerEntry));
  if (bytes == 0) return;
  file_.read(source.left.offset, source.buffer.data(), bytes);
  source.left.offset += bytes;
  source.left.bytes -= bytes;
  source.at = source.buffer.data();
  source.end = source.at + bytes / sizeof(ViewerEntry);
}

void RunMerger::set_key(std::size_t source) {
  const ViewerEntry* const at = sources_[source].at;
  keys_[source] = at != sources_[source].end ? Key{at->viewer(), at->group()} : Key{kEnd, 0};
}

bool RunMerger::is_before(std::size_t a, std::size_t b) const {
  const Key& left = keys_[a];
  const Key& right = keys_[b];
  return left.viewer != right.viewer ? left.viewer < right.viewer : left.group < right.group;
}

/// Source i plays from below node (i + sources) / 2, node n against what won below 2n and 2n + 1.
void RunMerger::build() {
  const std::size_t count = sources_.size();
  losers_.assign(count, 0);
  std::vector<std::size_t> winners(2 * count);
  for (std::size_t i = 0; i < count; ++i) winners[count + i] = i;
  for (std::size_t node = count - 1; node > 0; --node) {
    const std::size_t a = winners[2 * node];
    const std::size_t b = winners[2 * node + 1];
    winners[node] = is_before(b, a) ? b : a;
    losers_[node] = is_before(b, a) ? a : b;
  }
  losers_[0] = winners[1];
}

void RunMerger::replay(std::size_t source) {
  std::size_t winner = source;
  for (std::size_t node = (source + sources_.size()) / 2; node > 0; node /= 2) {
    if (is_before(losers_[node], winner)) std::swap(losers_[node], winner);
  }
  losers_[0] = winner;
}

std::span<const ViewerEntry> RunMerger::next() {
  merged_.clear();
  while (true) {
    const std::size_t number = losers_[0];
    if (keys_[number].viewer == kEnd) break;
    Source& source = sources_[number];
    if (!merged_.empty() && merged_.back().is_same_pair(*source.at)) {
      merged_.back() += *source.at;
    } else {
      if (merged_.size() == kMerged) break;
      merged_.push_back(*source.at);
    }
    if (++source.at == source.end) fill(number);
    set_key(number);
    replay(number);
  }
  return merged_;
}

}  // namespace seenby
