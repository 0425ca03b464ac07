// Who saw what, in one partition: entries of 16 bytes, each a (viewer, row) pair with its count.
// Entries add (commutative, associative), so they are simply appended; now and then the partition
// is compacted: sorted by viewer and row, with the entries of one pair added up. Sorting works in
// the second-level cache where a hash table of all pairs would miss memory on every record, and
// it leaves a viewer's rows side by side, in hash order.
// Cost: 16 bytes a pair, twice that before compaction. Limit: 2^30 - 1 impressions of one viewer
// on one row; more is an Error, never a wrap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "tally/page_pool.h"

namespace seenby {

class ViewerEntry {
 public:
  static constexpr std::uint32_t kMostCount = (std::uint32_t{1} << 30) - 1;

  /// `viewer` is a 63-bit hash, the count at most kMostCount.
  static ViewerEntry saw(std::uint64_t viewer, std::uint32_t group, std::uint32_t impressions) {
    return {viewer, group, impressions, 1, 0};
  }
  static ViewerEntry of(std::uint64_t viewer, std::uint32_t group, std::uint32_t count,
                        bool reached, bool clicked) {
    return {viewer, group, count, reached ? 1U : 0U, clicked ? 1U : 0U};
  }
  static ViewerEntry clicked(std::uint64_t viewer, std::uint32_t group, std::uint32_t clicks) {
    return {viewer, group, clicks, 0, 1};
  }

  [[nodiscard]] std::uint64_t viewer() const { return viewer_; }
  [[nodiscard]] std::uint32_t group() const { return group_; }
  /// Impressions, or, where there are none, clicks.
  [[nodiscard]] std::uint32_t count() const { return count_; }
  /// At least one impression.
  [[nodiscard]] bool reached() const { return reached_ != 0; }
  [[nodiscard]] bool has_clicked() const { return clicked_ != 0; }
  [[nodiscard]] std::uint32_t impressions() const { return reached() ? count_ : 0; }
  /// Clicks of a viewer without an impression on this row.
  [[nodiscard]] std::uint32_t stray_clicks() const { return reached() ? 0 : count_; }

  [[nodiscard]] bool is_before(const ViewerEntry& other) const {
    return viewer_ != other.viewer_ ? viewer_ < other.viewer_ : group_ < other.group_;
  }
  [[nodiscard]] bool is_same_pair(const ViewerEntry& other) const {
    return viewer_ == other.viewer_ && group_ == other.group_;
  }
  /// Adds an entry of the same pair. Throws Error when the count would overflow.
  ViewerEntry& operator+=(const ViewerEntry& other);

 private:
  ViewerEntry(std::uint64_t viewer, std::uint32_t group, std::uint32_t count, unsigned reached,
              unsigned clicked)
      : viewer_(viewer),
        group_(group),
        count_(count & kMostCount),
        reached_(reached & 1),
        clicked_(clicked & 1) {}

  std::uint64_t viewer_;
  std::uint32_t group_;
  std::uint32_t count_ : 30;  ///< of impressions; of clicks while there is no impression
  std::uint32_t reached_ : 1;
  std::uint32_t clicked_ : 1;
};
static_assert(sizeof(ViewerEntry) == 16);

/// Partitions are chosen by the top bits of the 63-bit hash, so that partitions in order are
/// hashes in order.
inline constexpr unsigned kPartitionBits = 8;
inline constexpr std::size_t kPartitions = std::size_t{1} << kPartitionBits;
inline std::size_t partition_of(std::uint64_t hash63) { return hash63 >> (63 - kPartitionBits); }

/// Sorts entries of one partition and adds up those of one pair. Keeps its memory from call to
/// call; one per thread.
class ViewerSorter {
 public:
  /// Valid until the next call.
  std::span<const ViewerEntry> sort(const Paged<ViewerEntry>& entries);

 private:
  void scatter(const Paged<ViewerEntry>& entries, unsigned shift);
  void sort_large_buckets();
  void add_up();

  std::vector<std::uint32_t> bucket_ends_;
  std::vector<ViewerEntry> scattered_;
  std::vector<ViewerEntry> sorted_;
  std::size_t count_ = 0;  ///< of the sorted
};

class ViewerPartition {
 public:
  /// From any thread. Compacts once the entries appended since the last time are as many as those
  /// it left.
  void append(std::span<const ViewerEntry> entries, PagePool& pool, ViewerSorter& sorter);
  /// Sorts and adds up what was appended. Not while others append.
  void compact(PagePool& pool, ViewerSorter& sorter);

  /// Entries held, appended or compacted.
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  /// After compact(): calls `take` with all entries by viewer, then row, each pair once, in pieces
  /// that live while `take` looks at them.
  template <typename Take>
  void visit(Take take) const {
    for (std::size_t page = 0; page < entries_.page_count(); ++page) take(entries_.page(page));
  }

 private:
  std::mutex mutex_;
  Paged<ViewerEntry> entries_;
  std::size_t compacted_ = 0;  ///< how many of the first entries are sorted and distinct
};

}  // namespace seenby
