// What the viewers of one partition add to the report: reach, unique clickers and exclusive reach
// of every row, and of the total, and whom a row's bucket of time reached first. All rows of a
// viewer are in one partition, so partitions add.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "tally/viewers.h"

namespace seenby {

struct RowViewers {
  std::uint64_t reach = 0;
  std::uint64_t unique_clickers = 0;
  std::uint64_t exclusive_reach = 0;
  std::uint64_t clicks_without_impression = 0;
  std::uint64_t new_reach = 0;

  RowViewers& operator+=(const RowViewers& other);
};

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

  [[nodiscard]] const std::vector<RowViewers>& rows() const { return rows_; }
  [[nodiscard]] std::vector<RowViewers> take_rows() { return std::move(rows_); }
  /// The deduplicated total: the viewers of all rows, each once. What is exclusive to a row and
  /// what lacks an impression on its row adds up.
  [[nodiscard]] const RowViewers& total() const { return total_; }

 private:
  /// The viewer whose entries are being added.
  struct Current {
    std::uint64_t viewer = 0;
    std::uint32_t rows_reached = 0;
    std::uint32_t last_row = 0;  ///< a row that reached the viewer
    bool has_clicked = false;
  };
  void add(const ViewerEntry& entry);
  void finish_viewer();
  void note_bucket(std::uint32_t group);

  std::vector<RowViewers> rows_;
  std::span<const std::uint32_t> bucket_ranks_;
  /// Rows that reached the current viewer, of the earliest bucket of such rows so far.
  std::vector<std::uint32_t> earliest_;
  Current current_;
  RowViewers total_;
};

}  // namespace seenby
