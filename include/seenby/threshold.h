// A threshold of --fail-if: a column, a relation and a bound, such as `ctr<0.2%`, for every row or
// for the total. Counts and money are compared exactly, as decimals; a ratio is compared with the
// double nearest to the bound, which is that of the same fraction. A cell without a value crosses
// no threshold but `=empty`.
#pragma once

#include <absl/numeric/int128.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "seenby/metrics.h"

namespace seenby {

enum class Comparison : std::uint8_t { kLess, kAtMost, kMore, kAtLeast, kEqual, kUnequal };
enum class Scope : std::uint8_t { kEachRow, kTotal };

/// A decimal number without a limit to its decimals.
struct Bound {
  bool is_negative = false;
  absl::int128 micros = 0;        ///< of its magnitude, rounded down
  bool has_finer_digits = false;  ///< the magnitude is more than `micros`
  double nearest = 0;
};

struct Threshold {
  std::string text;  ///< as the user wrote it
  Scope scope = Scope::kEachRow;
  const Metric* metric = nullptr;
  Comparison relation = Comparison::kEqual;
  std::optional<Bound> bound;  ///< nullopt: the word `empty`
};

/// Reads `[total:]COLUMN RELATION NUMBER[%]` or `[total:]COLUMN = empty`, blanks allowed.
/// Throws Error(kUsage) that quotes the text, with the nearest column.
Threshold parse_threshold(std::string_view text);

/// Whether the threshold's relation holds.
bool is_crossed(const Threshold& threshold, const RowCounts& counts);

}  // namespace seenby
