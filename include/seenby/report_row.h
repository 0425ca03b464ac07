// One row of a report: a group's values and everything that was counted for it. Rows of a tally are
// made one at a time (report_rows.h), so a row has room for what a row may have, such as the values
// of several group columns without memory of their own.
#pragma once

#include <absl/container/inlined_vector.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "seenby/metrics.h"

namespace seenby {

/// A value of nullopt is a missing one (JSON null). Views into the tally's group names.
using GroupValues = absl::InlinedVector<std::optional<std::string_view>, 4>;

struct ReportRow {
  GroupValues group;
  RowCounts counts;
  std::uint32_t number = 0;  ///< what the tally calls it; of a pair, its first row
};

}  // namespace seenby
