// From a settled tally to a report: takes the rows, chooses the columns, sorts, cuts.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "seenby/pipeline.h"
#include "seenby/report.h"
#include "seenby/tally.h"

namespace seenby {

/// Checks the column names before anything is read. Throws Error(kUsage) with the nearest name.
void check_columns(const ReportOptions& options, const std::vector<std::string>& group_by,
                   ReachMethod reach = ReachMethod::kExact);

/// Whether the report needs to know how often viewers saw its rows.
Frequencies frequencies_for(const ReportOptions& options, const std::vector<std::string>& group_by);

/// The rows, which are those of `summary`, view into `tally`. Accounting is left to the caller.
Report build_report(const Tally& tally, Tally::Summary summary,
                    const std::vector<std::string>& group_by, const ReportOptions& options,
                    std::size_t threads);

/// A report of items or frequencies without further parts, which need no tally.
Report build_report(Tally::Summary summary, const std::vector<std::string>& group_by,
                    const ReportOptions& options);

}  // namespace seenby
