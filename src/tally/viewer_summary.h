// What the viewers of one partition add to the report: reach, unique clickers and exclusive reach
// of every row, and of the total, and whom a row's bucket of time reached first. All rows of a
// viewer are in one partition, so partitions add.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "tally/reach_counters.h"
#include "tally/viewers.h"

namespace seenby {

/// One thread's sums over the partitions it took.
class ViewerSummary {
 public:
  /// `bucket_ranks` are the places in time of the groups' buckets, by group number, and must live
  /// on; empty where rows are not by time, and then nothing is new reach.
  explicit ViewerSummary(std::size_t groups, std::span<const std::uint32_t> bucket_ranks = {})
      : rows_(groups), bucket_ranks_(bucket_ranks) {}

  /// Takes entries in order, all of a viewer's one after another, in as many pieces as they come.
  void add(std::span<const ViewerEntry> entries);
  /// After the last.
  void close();
  ViewerSummary& operator+=(const ViewerSummary& other);

  [[nodiscard]] const ReachCounters& rows() const { return rows_; }
  [[nodiscard]] ReachCounters take_rows() { return std::move(rows_); }
  /// The deduplicated total: the viewers of all rows, each once. What is exclusive to a row and
  /// what lacks an impression on its row adds up.
  [[nodiscard]] const RowViewers& total() const { return total_; }

 private:
  /// The viewer whose entries are being added. What is so or not is 1 or 0.
  struct Current {
    std::uint64_t viewer = std::numeric_limits<std::uint64_t>::max();  ///< no hash at first
    std::uint64_t is_reached = 0;
    std::uint64_t is_reached_again = 0;  ///< by another row
    std::uint64_t has_clicked = 0;       ///< on any row
    std::uint32_t first_row = 0;         ///< that reached the viewer
  };
  void add_new_reach(std::span<const ViewerEntry> entries);
  void finish_new_reach();
  void note_bucket(std::uint32_t group);

  ReachCounters rows_;
  std::span<const std::uint32_t> bucket_ranks_;
  Current current_;
  RowViewers total_;
  std::uint64_t new_viewer_ = 0;  ///< whose buckets are being looked at
  /// Rows that reached that viewer, of the earliest bucket of such rows so far.
  std::vector<std::uint32_t> earliest_;
};

}  // namespace seenby
