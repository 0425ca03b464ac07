// The metric table: every column a report can have, with its unit, its place in the default set
// and its formula over one row's counts. Help, `--list metrics`, column selection, sorting and the
// tests all read this table; a new metric is one row in src/report/metrics.cpp.
// A ratio whose denominator is zero is empty, never 0, NaN or infinity.
#pragma once

#include <absl/numeric/int128.h>

#include <array>
#include <cmath>
#include <cstddef>
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

/// True when there is no value. NaN and infinity count as none.
inline bool is_empty(const Cell& cell) {
  if (const auto* number = std::get_if<double>(&cell)) return !std::isfinite(*number);
  return std::holds_alternative<std::monostate>(cell);
}

enum class Unit : std::uint8_t {
  kText,      ///< string_view
  kCount,     ///< uint64
  kRatio,     ///< double, shown plain: 1.1667
  kFraction,  ///< double, shown as a percentage by the table: 1.25%
  kMoney,     ///< Micros, exact, in currency units
  kPrice,     ///< double in currency units: money divided by a count
  kError,     ///< double, a relative standard error, shown as ±1.6%
};

/// Viewers by their impressions: those with exactly 1 … 9, and those with 10 or more.
inline constexpr std::size_t kFrequencySteps = 10;
using FrequencyCounts = std::array<std::uint64_t, kFrequencySteps>;

/// Of a pair of rows, what its first row's counts do not say.
struct PairCounts {
  std::uint64_t shared_reach = 0;  ///< viewers in reach of both
  std::uint64_t other_reach = 0;
  std::uint64_t other_exclusive_reach = 0;
  friend bool operator==(const PairCounts&, const PairCounts&) = default;
};

/// Of a row whose reach is estimated.
struct ReachSample {
  std::uint64_t reach = 0;                     ///< viewers of the sample that are in reach
  std::optional<std::uint64_t> impressions{};  ///< of these viewers; sketches do not say
  double share = 1;  ///< of all viewers, that the sample is; 1 = all, nothing is estimated
  friend bool operator==(const ReachSample&, const ReachSample&) = default;
};

/// Of a row of a reach curve.
struct CurveCounts {
  std::uint64_t cumulative_reach = 0;  ///< viewers in reach of this row or one before it
  friend bool operator==(const CurveCounts&, const CurveCounts&) = default;
};

/// Counts that only some reports have, so that other rows need no room for them. Points at what the
/// report keeps; equal when what is pointed at is.
template <typename Counts>
class OptionalCounts {
 public:
  OptionalCounts() = default;
  explicit OptionalCounts(const Counts* counts) : counts_(counts) {}
  explicit operator bool() const { return counts_ != nullptr; }
  const Counts& operator*() const { return *counts_; }
  const Counts* operator->() const { return counts_; }
  friend bool operator==(const OptionalCounts& a, const OptionalCounts& b) {
    return a.counts_ == nullptr || b.counts_ == nullptr ? a.counts_ == b.counts_
                                                        : *a.counts_ == *b.counts_;
  }

 private:
  const Counts* counts_ = nullptr;
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
  std::optional<std::uint64_t> clicks_without_impression = 0;  ///< sketches do not say
  std::optional<std::uint64_t> new_reach{};                    ///< only of rows by time
  std::uint64_t engagements = 0;  ///< of the classes that count as such; set by the report
  OptionalCounts<FrequencyCounts> by_frequency{};
  OptionalCounts<PairCounts> pair{};
  OptionalCounts<CurveCounts> curve{};
  OptionalCounts<ReachSample> sample{};  ///< when reach is approximate

  friend bool operator==(const RowCounts&, const RowCounts&) = default;
};

/// kApproximate is of every report whose reach is estimated, and of no other. The last three are
/// shown by the report of their name; those of pairs and of curves there only.
enum class ColumnSet : std::uint8_t {
  kDefault,
  kDefaultWithCost,
  kApproximate,
  kFull,
  kFrequency,
  kOverlap,
  kCurve,
};

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
