#include "tally/viewer_sample.h"

#include <absl/numeric/int128.h>

#include <algorithm>
#include <array>
#include <mutex>

namespace seenby {

void ViewerSample::append(std::span<const ViewerEntry> entries, ViewerPartition& partition,
                          TallyRoom& room, ViewerSorter& sorter) {
  const std::shared_lock lock(mutex_);
  std::size_t begin = 0;
  const auto pass_on = [&](std::size_t end) {
    if (end == begin) return;
    partition.append(entries.subspan(begin, end - begin), room, sorter);
    entries_.fetch_add(end - begin, std::memory_order_relaxed);
  };
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (entries[i].viewer() < ceiling(entries[i].group())) continue;
    pass_on(i);
    begin = i + 1;
  }
  pass_on(entries.size());
}

void ViewerSample::trim_when_due(std::span<ViewerPartition> partitions, TallyRoom& room,
                                 ViewerSorter& sorter) {
  if (!is_due()) return;
  const std::unique_lock lock(mutex_);
  // Another thread that waited here before may have done it.
  if (is_due()) trim_locked(partitions, room, sorter);
}

void ViewerSample::trim(std::span<ViewerPartition> partitions, TallyRoom& room,
                        ViewerSorter& sorter) {
  const std::unique_lock lock(mutex_);
  trim_locked(partitions, room, sorter);
}

void ViewerSample::trim_locked(std::span<ViewerPartition> partitions, TallyRoom& room,
                               ViewerSorter& sorter) {
  ++trims_;
  std::vector<std::uint32_t> kept;  // of each group
  std::uint64_t entries = 0;
  for (ViewerPartition& partition : partitions) {
    partition.compact(room, sorter);
    partition.keep_if(
        [&](const ViewerEntry& entry) {
          const std::uint32_t group = entry.group();
          if (group >= ceilings_.size()) ceilings_.resize(group + std::size_t{1}, kNoCeiling);
          if (group >= kept.size()) kept.resize(ceilings_.size());
          if (entry.viewer() >= ceilings_[group]) return false;
          if (kept[group] < most_) {
            ++kept[group];
            ++entries;
            return true;
          }
          ceilings_[group] = entry.viewer();
          return false;
        },
        room);
  }
  entries_ = entries;
  due_ = std::max(kLeastDue, 2 * entries);
}

void ViewerSample::lower(std::uint32_t group, std::uint64_t ceiling) {
  const std::unique_lock lock(mutex_);
  if (group >= ceilings_.size()) ceilings_.resize(group + std::size_t{1}, kNoCeiling);
  ceilings_[group] = std::min(ceilings_[group], ceiling);
}

std::uint64_t estimate(std::uint64_t count, std::uint64_t ceiling) {
  const absl::uint128 scaled = absl::uint128(count) * ViewerSample::kNoCeiling;
  return absl::Uint128Low64((scaled + ceiling / 2) / ceiling);
}

}  // namespace seenby
