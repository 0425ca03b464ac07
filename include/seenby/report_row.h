// One row of a report: a group's values and everything that was counted for it.
#pragma once

#include <absl/container/inlined_vector.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "seenby/metrics.h"

namespace seenby {

/// A value of nullopt is a missing one (JSON null). Views into the tally's group names.
using GroupValues = absl::InlinedVector<std::optional<std::string_view>, 1>;

struct ReportRow {
  GroupValues group;
  RowCounts counts;
  std::uint32_t number = 0;  ///< what the tally calls it; of a pair, its first row
};

}  // namespace seenby
