// A record's numbers from their texts; what cannot be read is counted.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "seenby/accounting.h"
#include "seenby/record.h"

namespace seenby {

/// `micros` is what a cost's text was read as.
inline void set_cost(std::optional<std::int64_t> micros, Record& record, Accounting& accounting) {
  record.has_cost = micros.has_value();
  record.cost_micros = micros.value_or(0);
  accounting.unreadable_cost += micros ? 0 : 1;
}

/// Of a text that is not empty.
void set_weight(std::string_view text, Record& record, Accounting& accounting);

}  // namespace seenby
