#include "tally/counting.h"

#include <span>
#include <utility>

namespace seenby {

GroupCounts& GroupCounts::operator+=(const GroupCounts& other) {
  for (std::size_t i = 0; i < by_class.size(); ++i) by_class[i] += other.by_class[i];
  identified_impressions += other.identified_impressions;
  spend_micros += other.spend_micros;
  return *this;
}

Counts& Counts::operator+=(const Counts& other) {
  if (groups.size() < other.groups.size()) groups.resize(other.groups.size());
  for (std::size_t i = 0; i < other.groups.size(); ++i) groups[i] += other.groups[i];
  has_cost |= other.has_cost;
  return *this;
}

Counting::Counting(Viewers& viewers)
    : viewers_(viewers), buffers_(kPartitions * kBuffered, ViewerEntry::saw(0, 0, 0)) {}

void Counting::count(std::uint32_t group, const Worth& worth) {
  if (group >= counts_.groups.size()) counts_.groups.resize(group + std::size_t{1});
  GroupCounts& counts = counts_.groups[group];
  counts.by_class[static_cast<std::size_t>(worth.event_class)] += worth.weight;
  if (worth.has_cost) {
    counts.spend_micros += worth.cost_micros;
    counts_.has_cost = true;
  }
}

void Counting::count_viewer(std::uint32_t group, const Worth& worth, std::uint64_t viewer) {
  if (worth.weight == 0) return;
  const bool saw = worth.event_class == EventClass::kImpression;
  counts_.groups[group].identified_impressions += saw ? worth.weight : 0;
  const std::size_t partition = partition_of(viewer);
  buffers_[partition * kBuffered + buffered_[partition]] =
      saw ? ViewerEntry::saw(viewer, group, worth.weight)
          : ViewerEntry::clicked(viewer, group, worth.weight);
  if (++buffered_[partition] == kBuffered) send(partition);
}

void Counting::send(std::size_t partition) {
  viewers_.partitions[partition].append(
      std::span(std::as_const(buffers_)).subspan(partition * kBuffered, buffered_[partition]),
      viewers_.pool, sorter_);
  buffered_[partition] = 0;
}

Counts Counting::finish() {
  for (std::size_t partition = 0; partition < kPartitions; ++partition) {
    if (buffered_[partition] > 0) send(partition);
  }
  return std::move(counts_);
}

}  // namespace seenby
