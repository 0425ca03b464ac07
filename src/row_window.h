// A window of time over rows that are already counted: a tally or a state keeps no single events,
// so a window can only take or leave whole buckets.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "seenby/mapping.h"
#include "seenby/selection.h"
#include "seenby/tally.h"

namespace seenby {

/// Of several, the column of the shortest unit.
std::optional<TimeColumn> time_column(const std::vector<GroupField>& group_by);

/// Which rows stand in the window of `selection`, by their key. Throws Error(kUsage), naming
/// `file`, when rows are not by time or the window cuts through a bucket.
std::function<bool(std::string_view key)> rows_in_window(const std::vector<GroupField>& group_by,
                                                         const Selection& selection,
                                                         const std::string& file);

/// Which rows ended after the instant `from_us`, in microseconds since 1970. Those without a time
/// stay. Throws Error(kUsage) when rows are not by time.
std::function<bool(std::string_view key)> rows_kept_from(const std::vector<GroupField>& group_by,
                                                         const std::string& time_zone,
                                                         std::int64_t from_us);

}  // namespace seenby
