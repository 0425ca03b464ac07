// The bound's text is split at its decimal point and never goes through a double on its way to
// millionths; a percent sign moves the point by two places in the text.
#include "seenby/threshold.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <compare>
#include <utility>
#include <vector>

#include "nearest.h"
#include "seenby/error.h"

namespace seenby {
namespace {

constexpr std::string_view kRelationLetters = "<>=!";
/// The longer before the shorter they begin with.
constexpr std::array<std::pair<std::string_view, Comparison>, 6> kRelations = {{
    {"<=", Comparison::kAtMost},
    {">=", Comparison::kAtLeast},
    {"!=", Comparison::kUnequal},
    {"<", Comparison::kLess},
    {">", Comparison::kMore},
    {"=", Comparison::kEqual},
}};

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
  throw Error(ExitCode::kUsage, fmt::format("--fail-if '{}': {}", text, why));
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

const Metric* column_named(std::string_view name, std::string_view text) {
  if (const Metric* const metric = find_metric(name)) return metric;
  std::vector<std::string_view> names;
  for (const Metric& metric : metrics()) names.push_back(metric.name);
  refuse(text, fmt::format("unknown column '{}'{} (see --list metrics)", name,
                           did_you_mean(name, names)));
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Bound read_bound(std::string_view number, const Metric& metric, std::string_view text) {
  constexpr std::size_t kMostWholeDigits = 30;  // so that its millionths fit 128 bits
  constexpr std::size_t kMicroDigits = 6;
  Bound bound;
  std::string_view rest = number;
  const bool is_percent = rest.ends_with('%');
  if (is_percent) rest.remove_suffix(1);
  bound.is_negative = rest.starts_with('-');
  if (bound.is_negative) rest.remove_prefix(1);
  const std::size_t point = std::min(rest.find('.'), rest.size());
  std::string whole(rest.substr(0, point));
  std::string decimals(rest.substr(std::min(point + 1, rest.size())));
  if (whole.empty() || !all_digits(whole) || !all_digits(decimals) || rest.ends_with('.')) {
    refuse(text,
           fmt::format("'{}' is neither a number, such as 10, 0.25 or 0.2%, nor empty", number));
  }
  if (whole.size() > kMostWholeDigits) refuse(text, "the number is too long");
  if (is_percent && metric.unit != Unit::kFraction) {
    refuse(text, fmt::format("{} is no fraction; write the number without %", metric.name));
  }
  if (is_percent) {
    whole.insert(0, "00");
    decimals.insert(0, whole, whole.size() - 2, 2);
    whole.resize(whole.size() - 2);
  }
  const std::string decimal = fmt::format("{}{}.{}", bound.is_negative ? "-" : "", whole, decimals);
  std::from_chars(decimal.data(), decimal.data() + decimal.size(), bound.nearest);
  bound.has_finer_digits = decimals.find_first_not_of('0', kMicroDigits) != std::string::npos;
  decimals.resize(kMicroDigits, '0');
  for (const char digit : whole + decimals) bound.micros = bound.micros * 10 + (digit - '0');
  return bound;
}

std::strong_ordering compare(absl::int128 micros, const Bound& bound) {
  if (bound.is_negative) {
    Bound magnitude = bound;
    magnitude.is_negative = false;
    return 0 <=> compare(-micros, magnitude);  // NOLINT(modernize-use-nullptr): turns it around
  }
  if (micros != bound.micros)
    return micros < bound.micros ? std::strong_ordering::less : std::strong_ordering::greater;
  return bound.has_finer_digits ? std::strong_ordering::less : std::strong_ordering::equal;
}

/// Nothing when the cell has no number.
std::partial_ordering compare(const Cell& cell, const Bound& bound) {
  constexpr int kMicrosPerUnit = 1'000'000;
  if (const auto* count = std::get_if<std::uint64_t>(&cell)) {
    return compare(absl::int128(*count) * kMicrosPerUnit, bound);
  }
  if (const auto* money = std::get_if<Micros>(&cell)) return compare(money->value, bound);
  const auto* number = std::get_if<double>(&cell);
  if (number == nullptr || !std::isfinite(*number)) return std::partial_ordering::unordered;
  return *number <=> bound.nearest;
}

bool holds(Comparison relation, std::partial_ordering order) {
  switch (relation) {
    case Comparison::kLess:
      return std::is_lt(order);
    case Comparison::kAtMost:
      return std::is_lteq(order);
    case Comparison::kMore:
      return std::is_gt(order);
    case Comparison::kAtLeast:
      return std::is_gteq(order);
    case Comparison::kEqual:
      return std::is_eq(order);
    case Comparison::kUnequal:
      return std::is_lt(order) || std::is_gt(order);
  }
  return false;
}

}  // namespace

Threshold parse_threshold(std::string_view text) {
  const std::size_t begin = text.find_first_of(kRelationLetters);
  const auto relation = std::find_if(kRelations.begin(), kRelations.end(), [&](const auto& row) {
    return begin != std::string_view::npos && text.substr(begin).starts_with(row.first);
  });
  if (relation == kRelations.end()) {
    refuse(text, "expected a column, one of < <= > >= = != and a number, as in 'ctr<0.2%'");
  }
  Threshold threshold;
  threshold.text = text;
  threshold.relation = relation->second;
  std::string_view column = trimmed(text.substr(0, begin));
  if (const std::size_t colon = column.find(':'); colon != std::string_view::npos) {
    const std::string_view scope = trimmed(column.substr(0, colon));
    if (scope != "total") refuse(text, fmt::format("only total goes before a :, not '{}'", scope));
    threshold.scope = Scope::kTotal;
    column = trimmed(column.substr(colon + 1));
  }
  threshold.metric = column_named(column, text);
  const std::string_view value = trimmed(text.substr(begin + relation->first.size()));
  if (value != "empty") {
    threshold.bound = read_bound(value, *threshold.metric, text);
  } else if (threshold.relation != Comparison::kEqual &&
             threshold.relation != Comparison::kUnequal) {
    refuse(text, "empty goes with = and != only");
  }
  return threshold;
}

bool is_crossed(const Threshold& threshold, const RowCounts& counts) {
  const Cell cell = threshold.metric->formula(counts);
  if (threshold.bound) return holds(threshold.relation, compare(cell, *threshold.bound));
  return is_empty(cell) != (threshold.relation == Comparison::kUnequal);
}

}  // namespace seenby
