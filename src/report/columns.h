// Which columns a report shows: the default set, `full`, a list, or changes to the default set.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "seenby/report.h"

namespace seenby {

enum class CostColumns : std::uint8_t { kShow, kHide };
/// Approximate reach is never shown without its error.
enum class ErrorColumn : std::uint8_t { kShow, kHide };

/// Group columns come first unless the list names one of them, which then is exactly as given.
/// Throws Error(kUsage) for an unknown name, with the nearest one, and for a metric that a report
/// of this kind has not.
std::vector<Column> choose_columns(std::string_view choice,
                                   const std::vector<std::string>& group_by, CostColumns cost,
                                   ReportKind kind = ReportKind::kItems,
                                   ErrorColumn error = ErrorColumn::kHide);

/// The columns that a choice names one by one, to show.
std::vector<std::string> named_columns(std::string_view choice);

/// Columns that a report of sketches has beside those chosen: the groups and what adds up.
void add_sketch_columns(std::vector<Column>& columns, const std::vector<std::string>& group_by,
                        CostColumns cost);

/// The column that --sort names, shown or not. Throws Error(kUsage).
Column find_column(std::string_view name, const std::vector<std::string>& group_by,
                   std::string_view flag, ReportKind kind = ReportKind::kItems);

/// Throws Error(kUsage) that begins with `flag` when a report of this kind has no such metric.
void check_metric(const Metric& metric, std::string_view flag, ReportKind kind);

}  // namespace seenby
