// The parts of a sketch's line that are texts of their own: money as a decimal that is read back to
// the millionth, and the line's checksum.
#pragma once

#include <optional>
#include <string_view>

#include "seenby/metrics.h"

namespace seenby {

/// Currency units as a plain decimal with at most six places, such as `-1.25`. nullopt when it is
/// none, or beyond 128 bits in millionths.
std::optional<Micros> exact_money(std::string_view decimal);

/// Whether the checksum that a line ends with is that of what is before it. A line without one,
/// which other programs may write, has.
bool has_right_checksum(std::string_view line);

}  // namespace seenby
