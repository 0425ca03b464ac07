// Decimal text to integer micros, without a double in between.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "events/plain_decimal.h"
#include "seenby/mapping.h"

namespace seenby {

/// `text` is a decimal number (`0.00125`, `-2`, `1e-3`): currency units for an event, for a
/// thousand events, or millionths. The result is for one event and in millionths, rounded half away
/// from zero. nullopt when it is no number or beyond 64 bits.
std::optional<std::int64_t> parse_micros(std::string_view text,
                                         CostUnit unit = CostUnit::kPerEvent);

/// parse_micros() of a decimal's text; nullopt also where that must be looked at.
std::optional<std::int64_t> plain_micros(const PlainDecimal& decimal, CostUnit unit);

}  // namespace seenby
