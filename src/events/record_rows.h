// Which rows of a line's values make a record, by one rule of the plan: elements of the first array
// that is exploded and has any, or the event itself.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "events/evaluation.h"
#include "events/line_values.h"
#include "events/plan.h"

namespace seenby {

class RecordRows {
 public:
  /// The rows of the record that is being visited.
  [[nodiscard]] const Rows& rows() const { return rows_; }

  void begin(const LineValues& line) { rows_[0] = line.scopes.front().values.data(); }
  /// Has `emit(layout)` see the records of the line that was begun. `hold(conditions)` says whether
  /// conditions on the event hold. Returns whether they are elements.
  template <typename Hold, typename Emit>
  bool visit(const RecordPlan& record, const LineValues& line, Hold hold, Emit emit) {
    for (const ExplodePlan& explode : record.explodes) {
      const int innermost = explode.levels.back().scopes.back();
      if (line.scopes[static_cast<std::size_t>(innermost)].count() == 0) continue;
      if (!hold(explode.when)) continue;
      next_row_.fill(0);
      elements(record, explode, line, 0, 0, emit);
      return true;
    }
    if (!record.needs_element) emit(record.event);
    return false;
  }

 private:
  /// The records of the array at `level` in its parent's row; their number. An element whose own
  /// array is empty makes a record itself, unless only elements do.
  template <typename Emit>
  std::size_t elements(const RecordPlan& record, const ExplodePlan& explode, const LineValues& line,
                       std::size_t level, std::uint32_t parent, Emit& emit) {
    const RecordLayout& layout = explode.levels[level];
    const ValueRows& rows = line.scopes[static_cast<std::size_t>(layout.scopes.back())];
    std::size_t count = 0;
    for (std::uint32_t& next = next_row_[level];
         next < rows.count() && rows.parents[next] == parent; ++count) {
      const std::uint32_t row = next++;
      rows_[level + 1] = rows.row(row);
      const bool is_innermost = level + 1 == explode.levels.size();
      const std::size_t inside =
          is_innermost ? 0 : elements(record, explode, line, level + 1, row, emit);
      if (is_innermost || (inside == 0 && !record.needs_element)) emit(layout);
    }
    return count;
  }

  Rows rows_{};
  std::array<std::uint32_t, kMostExplodeLevels> next_row_{};  ///< by level, from the first array
};

}  // namespace seenby
