// The metric table: every column a report can have, with its unit, its place in the default set
// and its formula over one row's counts. Help, `--list metrics`, column selection, sorting and the
// tests all read this table; a new metric is one row in src/report/metrics.cpp.
// A ratio whose denominator is zero is empty, never 0, NaN or infinity.
#pragma once

#include <absl/numeric/int128.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

namespace seenby {

/// An exact amount of money in millionths of the currency unit.
struct Micros {
  absl::int128 value = 0;
  friend bool operator==(const Micros&, const Micros&) = default;
};

/// One value of a report; monostate is empty, which is not zero.
using Cell = std::variant<std::monostate, std::string_view, std::uint64_t, double, Micros>;

enum class Unit : std::uint8_t {
  kText,      ///< string_view
  kCount,     ///< uint64
  kRatio,     ///< double, shown plain: 1.1667
  kFraction,  ///< double, shown as a percentage by the table: 1.25%
  kMoney,     ///< Micros, exact, in currency units
  kPrice,     ///< double in currency units: money divided by a count
};

/// Everything a formula may use. `reach` and what follows it come from the viewers, the rest from
/// counters. In the total row reach and unique_clickers are deduplicated over all rows.
struct RowCounts {
  std::uint64_t impressions = 0;
  std::uint64_t identified_impressions = 0;  ///< impressions whose viewer is known
  std::uint64_t clicks = 0;
  std::uint64_t likes = 0;
  std::uint64_t comments = 0;
  std::uint64_t shares = 0;
  std::uint64_t saves = 0;
  std::uint64_t conversions = 0;
  std::uint64_t viewable = 0;
  Micros spend{};
  std::uint64_t reach = 0;
  std::uint64_t unique_clickers = 0;
  std::uint64_t exclusive_reach = 0;
  std::uint64_t clicks_without_impression = 0;
  std::optional<std::uint64_t> new_reach{};  ///< only of rows by time
  std::uint64_t engagements = 0;  ///< of the classes that count as such; set by the report

  friend bool operator==(const RowCounts&, const RowCounts&) = default;
};

enum class ColumnSet : std::uint8_t { kDefault, kDefaultWithCost, kFull };

struct Metric {
  std::string_view name;  ///< column name and JSON key: API
  Unit unit;
  ColumnSet set;
  std::string_view about;  ///< one line: the formula in words
  Cell (*formula)(const RowCounts&);
};

/// All metrics, in column order.
std::span<const Metric> metrics();
/// nullptr when there is none of that name.
const Metric* find_metric(std::string_view name);

}  // namespace seenby
