// A report: typed rows over a tally, in a total order, with a total row in which reach is
// deduplicated. It holds neither cells nor rows of a tally: both are computed when a renderer asks
// for them, so ten million rows cost little more than their counts. Rendering sees this header and
// nothing before it.
// Every column is one row of the metric table (metrics.h), whatever the kind of the report.
#pragma once

#include <absl/numeric/int128.h>

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "seenby/accounting.h"
#include "seenby/metrics.h"
#include "seenby/report_row.h"
#include "seenby/report_rows.h"
#include "seenby/tally_setting.h"
#include "seenby/theta_sketch.h"
#include "seenby/threshold.h"

namespace seenby {

/// What the rows are: groups as they are; with how often viewers saw them; pairs of groups; times.
enum class ReportKind : std::uint8_t { kItems, kFrequency, kOverlap, kCurve };

/// Whether reach is counted or estimated from a sample of the viewers.
enum class ReachMethod : std::uint8_t { kExact, kApproximate };

/// The relative standard error of the reach of a row with far more than 2^lg_k viewers.
double nominal_reach_error(unsigned lg_k);

struct ReportKindInfo {
  ReportKind kind;
  std::string_view name;  ///< in --report
  std::string_view about;
};
/// All kinds; the first is the default.
std::span<const ReportKindInfo> report_kinds();

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

/// What a format may ask for beside the rows. Each costs a pass over the viewers.
struct ReportParts {
  bool frequency = false;  ///< by_frequency of every row and the total
  bool overlap = false;
  bool timeline = false;  ///< where the report is grouped by time
  bool sketches = false;
};

/// What the first rows share.
struct Overlap {
  ReportRows rows;
  std::vector<std::uint64_t> shared;  ///< viewers; of rows i and j at i * rows.size() + j

  [[nodiscard]] std::uint64_t of(std::size_t i, std::size_t j) const {
    return shared[i * rows.size() + j];
  }
};

/// One step in time, of all rows of that time together.
struct TimeStep {
  std::string_view time;
  std::uint64_t impressions = 0;
  std::uint64_t reach = 0;
  std::uint64_t cumulative_reach = 0;  ///< viewers reached up to here
};

/// Of the rows, then of the total, and what has to be known to add them to others.
struct Sketches {
  std::vector<RowSketches> rows;
  unsigned lg_k = kDefaultSketchLgK;
  std::vector<TallySetting> settings{};
  std::uint64_t ids = 0;  ///< records with an id that were counted
};

struct Report {
  ReportKind kind = ReportKind::kItems;
  std::vector<std::string> group_by;  ///< of pairs: both rows' columns
  std::string time_zone = "UTC";
  ReachMethod reach = ReachMethod::kExact;
  unsigned reach_lg_k = 0;  ///< when approximate: of each row 2^reach_lg_k viewers were kept
  std::vector<Column> columns;
  std::string sorted_by;  ///< name of a column, shown or not
  ReportRows rows;
  RowCounts total;
  std::size_t rows_before_top = 0;  ///< how many rows there were before --top
  std::vector<Offence> offences;    ///< of all rows, also those that --top cuts
  Accounting accounting;
  std::vector<InputAccounting> inputs;
  std::optional<Overlap> overlap{};                 ///< if asked for, of at least two rows
  std::vector<TimeStep> timeline{};                 ///< if asked for, in time order
  std::optional<Sketches> sketches{};               ///< if asked for
  std::vector<std::shared_ptr<const void>> kept{};  ///< what the rows' OptionalCounts point at

  /// Of one of the rows.
  [[nodiscard]] static Cell cell(const ReportRow& row, const Column& column) {
    if (column.metric != nullptr) return column.metric->formula(row.counts);
    const auto& value = row.group[column.group_index];
    return value ? Cell(*value) : Cell();
  }
  [[nodiscard]] Cell cell(std::size_t row, const Column& column) const {
    return cell(rows[row], column);
  }
  /// Group columns of the total row are empty.
  [[nodiscard]] Cell total_cell(const Column& column) const {
    return column.metric != nullptr ? column.metric->formula(total) : Cell();
  }
};

}  // namespace seenby
