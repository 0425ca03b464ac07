// What the viewers of one partition add to the report: reach, unique clickers and exclusive reach
// of every row, and of the total. All rows of a viewer are in one partition, so partitions add.
#pragma once

#include <cstdint>
#include <vector>

#include "tally/viewer_table.h"

namespace seenby {

struct RowViewers {
  std::uint64_t reach = 0;
  std::uint64_t unique_clickers = 0;
  std::uint64_t exclusive_reach = 0;
  std::uint64_t clicks_without_impression = 0;

  RowViewers& operator+=(const RowViewers& other);
};

/// One thread's sums over the partitions it took.
class ViewerSummary {
 public:
  explicit ViewerSummary(std::size_t groups) : rows_(groups) {}

  void add(const ViewerTable& partition);
  ViewerSummary& operator+=(const ViewerSummary& other);

  [[nodiscard]] const std::vector<RowViewers>& rows() const { return rows_; }
  /// The deduplicated total: the viewers of all rows, each once. What is exclusive to a row and
  /// what lacks an impression on its row adds up.
  [[nodiscard]] const RowViewers& total() const { return total_; }

 private:
  /// A viewer while one partition is summed.
  struct Seen {
    std::uint64_t viewer = 0;
    std::uint32_t group = 0;  ///< the only row that reached the viewer, if one_row
    bool taken = false;
    bool reached = false;
    bool clicked = false;
    bool one_row = false;
  };
  Seen& seen(std::uint64_t viewer);

  std::vector<RowViewers> rows_;
  RowViewers total_;
  std::vector<Seen> table_;
};

}  // namespace seenby
