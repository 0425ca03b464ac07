// Decimal text to integer micros, without a double in between.
#pragma once

#include <array>
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

/// Powers of ten, by their exponent, that money is scaled by.
inline constexpr std::array<std::int64_t, 7> kPowersOfTen = {1,      10,      100,      1'000,
                                                             10'000, 100'000, 1'000'000};

/// parse_micros() of a decimal of currency units, for an event, which needs no rounding.
inline std::int64_t whole_micros(const PlainDecimal& decimal) {
  return decimal.digits() * kPowersOfTen[6 - decimal.decimals];
}

}  // namespace seenby
