// Approximate reach: of each group only the viewers with the smallest hashes stay, as many as a
// nominal k, and the smallest hash that had to go is the group's ceiling. Hashes are uniform, so
// those below the ceiling are a fair sample of share ceiling / 2^63 (the Theta sketch, Dasgupta,
// Lang, Rhodes, Thaler 2015). Which viewers stay depends on the viewers alone: what is trimmed on
// the way is above where the ceiling ends, so threads, order and splits change nothing.
// Appending takes the lock shared; trimming, each time the entries have doubled, takes it alone.
// Limit: 4096 of them and ±1.6% are the default; a group with at most k viewers is exact.
#pragma once

#include <atomic>
#include <cstdint>
#include <shared_mutex>
#include <span>
#include <vector>

#include "tally/viewers.h"

namespace seenby {

class ViewerSample {
 public:
  /// Hashes have 63 bits; no viewer is at or above this.
  static constexpr std::uint64_t kNoCeiling = std::uint64_t{1} << 63;

  /// Keeps 2^lg_k viewers of each group.
  explicit ViewerSample(unsigned lg_k) : most_(std::uint32_t{1} << lg_k) {}

  /// Appends what is below the ceilings. From any thread.
  void append(std::span<const ViewerEntry> entries, ViewerPartition& partition, TallyRoom& room,
              ViewerSorter& sorter);
  /// Trims when the entries have doubled, which whoever appended sees to.
  void trim_when_due(std::span<ViewerPartition> partitions, TallyRoom& room, ViewerSorter& sorter);
  /// Leaves the smallest of each group. All `partitions`, in order.
  void trim(std::span<ViewerPartition> partitions, TallyRoom& room, ViewerSorter& sorter);
  [[nodiscard]] std::uint64_t trims() const { return trims_; }

  /// A ceiling that a part of the data had.
  void lower(std::uint32_t group, std::uint64_t ceiling);
  /// Not while others append.
  [[nodiscard]] std::uint64_t ceiling(std::size_t group) const {
    return group < ceilings_.size() ? ceilings_[group] : kNoCeiling;
  }

 private:
  /// Entries that are worth a trim.
  static constexpr std::uint64_t kLeastDue = std::uint64_t{1} << 19;

  [[nodiscard]] bool is_due() const { return entries_.load(std::memory_order_relaxed) >= due_; }
  void trim_locked(std::span<ViewerPartition> partitions, TallyRoom& room, ViewerSorter& sorter);

  std::uint32_t most_;
  std::shared_mutex mutex_;
  std::vector<std::uint64_t> ceilings_;  ///< by group number
  std::atomic<std::uint64_t> entries_ = 0;
  std::atomic<std::uint64_t> due_ = kLeastDue;
  std::uint64_t trims_ = 0;
};

/// How many viewers a sample of `count` below `ceiling` stands for, rounded.
std::uint64_t estimate(std::uint64_t count, std::uint64_t ceiling);

}  // namespace seenby
