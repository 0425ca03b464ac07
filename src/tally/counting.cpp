#include "tally/counting.h"

#include <algorithm>
#include <span>

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

void ViewerPartition::queue(std::span<const ViewerUpdate> updates) {
  const std::lock_guard lock(mutex_);
  queued_.insert(queued_.end(), updates.begin(), updates.end());
  if (queued_.size() < std::clamp(table_.size(), kLeastQueued, kMostQueued)) return;
  table_.apply(queued_);
  queued_.clear();
}

void ViewerPartition::apply_queued() {
  table_.apply(queued_);
  queued_.clear();
  queued_.shrink_to_fit();
}

Counting::Counting(ViewerPartitions& partitions)
    : partitions_(partitions),
      buffers_(std::make_unique_for_overwrite<std::array<Buffer, kPartitions>>()) {}

void Counting::count(std::uint32_t group, const Worth& worth) {
  if (group >= counts_.groups.size()) counts_.groups.resize(group + std::size_t{1});
  GroupCounts& counts = counts_.groups[group];
  ++counts.by_class[static_cast<std::size_t>(worth.event_class)];
  if (worth.has_cost) {
    counts.spend_micros += worth.cost_micros;
    counts_.has_cost = true;
  }
}

void Counting::count_viewer(std::uint32_t group, EventClass event_class, std::uint64_t viewer) {
  const bool saw = event_class == EventClass::kImpression;
  counts_.groups[group].identified_impressions += saw ? 1 : 0;
  const std::size_t partition = partition_of(viewer);
  std::size_t& buffered = buffered_[partition];
  (*buffers_)[partition].updates[buffered++] = {viewer, group,
                                                saw ? ViewerAct::kSaw : ViewerAct::kClicked};
  if (buffered == kBuffered) send(partition);
}

void Counting::send(std::size_t partition) {
  partitions_[partition].queue(
      std::span(std::as_const((*buffers_)[partition].updates)).first(buffered_[partition]));
  buffered_[partition] = 0;
}

Counts Counting::finish() {
  for (std::size_t partition = 0; partition < kPartitions; ++partition) {
    if (buffered_[partition] > 0) send(partition);
  }
  return std::move(counts_);
}

}  // namespace seenby
