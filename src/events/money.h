// Decimal text to integer micros, without a double in between.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace seenby {

/// `text` is a decimal number in currency units (`0.00125`, `-2`, `1e-3`); the result is in
/// millionths, rounded half away from zero. nullopt when it is no number or beyond 64 bits.
std::optional<std::int64_t> parse_micros(std::string_view text);

}  // namespace seenby
