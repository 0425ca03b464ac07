// Numbers of a report as text, all in this one place: exact for programs, rounded for people. Never
// dependent on the locale, never with thousands separators. Text cells are not for here: how they
// are written is each format's own matter.
#pragma once

#include <string>
#include <string_view>

#include "seenby/metrics.h"

namespace seenby {

/// What the formats for people show for a cell without a value: an en dash, one column wide.
inline constexpr std::string_view kEmptyText = "\u2013";

/// Appends a number as a program wants it, always a valid JSON number: counts as integers, doubles
/// as the shortest text that reads back the same, money exactly. The cell must hold a number.
void append_exact_number(std::string& out, const Cell& cell);

/// Appends a number as a person wants it: `1.25%` for a fraction, `1.1667` for a ratio, money exact
/// with two decimals or more, a price with two to four. The cell must hold a number.
void append_readable_number(std::string& out, const Cell& cell, Unit unit);

}  // namespace seenby
