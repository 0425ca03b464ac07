// A report: typed rows over a tally, in a total order, with a total row in which reach is
// deduplicated. It holds counts, not cells: a cell is computed when a renderer asks for it, so ten
// million rows cost what their counts cost. Rendering sees this header and nothing before it.
// Every column is one row of the metric table (metrics.h).
#pragma once

#include <absl/numeric/int128.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "seenby/accounting.h"
#include "seenby/metrics.h"
#include "seenby/threshold.h"

namespace seenby {

/// One row of a report. A group value of nullopt is a missing one (JSON null).
struct ReportRow {
  std::vector<std::optional<std::string_view>> group;  ///< views into the tally's group names
  RowCounts counts;
};

/// A column: either a group column (metric == nullptr, `group_index` set) or a metric.
struct Column {
  std::string name;
  Unit unit = Unit::kText;
  const Metric* metric = nullptr;
  std::size_t group_index = 0;
};

/// A --fail-if threshold that was crossed, and by whom.
struct Offence {
  Threshold threshold;
  std::vector<ReportRow> first_rows;  ///< a few, in the report's order; none for the total
  std::size_t rows = 0;               ///< how many there are; 0 for the total
};

struct Report {
  std::vector<std::string> group_by;
  std::string time_zone = "UTC";
  std::string reach_method = "exact";
  std::vector<Column> columns;
  std::string sorted_by;  ///< name of a column, shown or not
  std::vector<ReportRow> rows;
  RowCounts total;
  std::size_t rows_before_top = 0;  ///< how many rows there were before --top
  std::vector<Offence> offences;    ///< of all rows, also those that --top cuts
  Accounting accounting;
  std::vector<InputAccounting> inputs;

  [[nodiscard]] Cell cell(std::size_t row, const Column& column) const {
    if (column.metric != nullptr) return column.metric->formula(rows[row].counts);
    const auto& value = rows[row].group[column.group_index];
    return value ? Cell(*value) : Cell();
  }
  /// Group columns of the total row are empty.
  [[nodiscard]] Cell total_cell(const Column& column) const {
    return column.metric != nullptr ? column.metric->formula(total) : Cell();
  }
};

}  // namespace seenby
