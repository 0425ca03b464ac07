// What a report gets by a pass over the viewers: pairs of rows, the steps of a curve, and the parts
// that a format asks for. The tally hands out plain numbers by row; rows are made of them here.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "seenby/pipeline.h"
#include "seenby/report.h"
#include "seenby/tally.h"

namespace seenby {

/// Rows that --report overlap looks at without --top, and the most that --top may ask for.
inline constexpr std::size_t kOverlapRows = 10;
inline constexpr std::size_t kMostOverlapRows = 1000;

/// `content` and `other_content`: the columns of a pair.
std::vector<std::string> pair_columns(const std::vector<std::string>& group_by);

/// What the report's rows share.
Overlap count_overlap(const Report& report, std::size_t most_rows, const Tally& tally,
                      std::size_t threads);

/// Makes rows of pairs, each pair once, most shared viewers first. The earlier row of `overlap` is
/// the first of its pairs.
void pair_up(Report& report, const Overlap& overlap);

/// Sets new and cumulative reach of rows in time order.
void add_curve(Report& report, const Tally& tally, std::size_t threads);

/// Adds up rows that may have other columns than the time, by their time. `rows` are all rows.
std::vector<TimeStep> make_timeline(const ReportRows& rows, std::size_t time_column,
                                    const Tally& tally, std::size_t threads);

}  // namespace seenby
