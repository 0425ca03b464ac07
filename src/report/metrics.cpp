// The metric table. Formulas are those of docs/metrics.md; a ratio over zero is empty.
#include "seenby/metrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace seenby {
namespace {

constexpr double kMicrosPerUnit = 1e6;
constexpr double kZ95 = 1.959963984540054;

Cell share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return {};
  return static_cast<double>(part) / static_cast<double>(whole);
}

/// Currency units per `count`, times `per`.
Cell price(Micros spend, std::uint64_t count, double per) {
  if (count == 0) return {};
  return static_cast<double>(spend.value) * per / (static_cast<double>(count) * kMicrosPerUnit);
}

/// One bound of the Wilson score interval for unique_clickers out of reach (E. B. Wilson, 1927). Of
/// a sample, it is as wide as the sample's size makes it.
Cell wilson(const RowCounts& r, double sign) {
  if (r.reach == 0) return {};
  const auto reach = static_cast<double>(r.reach);
  const double n = r.sample ? static_cast<double>(r.sample->reach) : reach;
  const double k = static_cast<double>(r.unique_clickers) * n / reach;
  if (sign < 0 && r.unique_clickers == 0) return 0.0;
  if (sign > 0 && r.unique_clickers == r.reach) return 1.0;
  const double z2 = kZ95 * kZ95;
  const double root = kZ95 * std::sqrt(k * (n - k) / n + z2 / 4);
  return std::clamp((k + z2 / 2 + sign * root) / (n + z2), 0.0, 1.0);
}

/// Of a binomial sample of that share, relative to what it estimates.
Cell reach_error(const RowCounts& r) {
  if (!r.sample || (r.sample->reach == 0 && r.sample->share < 1)) return {};
  if (r.sample->share >= 1) return 0.0;
  return std::sqrt((1 - r.sample->share) / static_cast<double>(r.sample->reach));
}

/// Viewers with exactly `k` impressions; of 10, with 10 or more.
template <std::size_t k>
Cell viewers_with(const RowCounts& r) {
  if (!r.by_frequency) return {};
  return (*r.by_frequency)[k - 1];
}

/// Viewers with at least `k` impressions.
template <std::size_t k>
Cell viewers_from(const RowCounts& r) {
  if (!r.by_frequency) return {};
  const FrequencyCounts& counts = *r.by_frequency;
  return std::accumulate(counts.begin() + (k - 1), counts.end(), std::uint64_t{0});
}

using enum Unit;
using Set = ColumnSet;
using R = const RowCounts&;

constexpr std::array kMetrics = {
    Metric{"impressions", kCount, Set::kDefault, "displays, whoever saw them",
           [](R r) -> Cell { return r.impressions; }},
    Metric{"reach", kCount, Set::kDefault, "distinct identified viewers with an impression",
           [](R r) -> Cell { return r.reach; }},
    Metric{"reach_error", kError, Set::kApproximate,
           "relative standard error of reach, when it is approximate", reach_error},
    Metric{"frequency", kRatio, Set::kDefault, "impressions of identified viewers / reach",
           [](R r) {
             return r.sample && r.sample->impressions
                        ? share(*r.sample->impressions, r.sample->reach)
                        : share(r.identified_impressions, r.reach);
           }},
    Metric{"clicks", kCount, Set::kDefault, "clicks", [](R r) -> Cell { return r.clicks; }},
    Metric{"ctr", kFraction, Set::kDefault, "clicks / impressions; may exceed 1",
           [](R r) { return share(r.clicks, r.impressions); }},
    Metric{"unique_clickers", kCount, Set::kFull, "viewers in reach with a click on the row",
           [](R r) -> Cell { return r.unique_clickers; }},
    Metric{"unique_ctr", kFraction, Set::kDefault, "unique_clickers / reach",
           [](R r) { return share(r.unique_clickers, r.reach); }},
    Metric{"likes", kCount, Set::kFull, "likes", [](R r) -> Cell { return r.likes; }},
    Metric{"comments", kCount, Set::kFull, "comments", [](R r) -> Cell { return r.comments; }},
    Metric{"shares", kCount, Set::kFull, "shares", [](R r) -> Cell { return r.shares; }},
    Metric{"saves", kCount, Set::kFull, "saves", [](R r) -> Cell { return r.saves; }},
    Metric{"engagements", kCount, Set::kDefault, "events of the classes of --engagement",
           [](R r) -> Cell { return r.engagements; }},
    Metric{"engagement_rate", kFraction, Set::kDefault, "engagements / impressions",
           [](R r) { return share(r.engagements, r.impressions); }},
    Metric{"engagement_rate_reach", kFraction, Set::kFull, "engagements / reach",
           [](R r) { return share(r.engagements, r.reach); }},
    Metric{"like_rate", kFraction, Set::kFull, "likes / impressions",
           [](R r) { return share(r.likes, r.impressions); }},
    Metric{"comment_rate", kFraction, Set::kFull, "comments / impressions",
           [](R r) { return share(r.comments, r.impressions); }},
    Metric{"share_rate", kFraction, Set::kFull, "shares / impressions",
           [](R r) { return share(r.shares, r.impressions); }},
    Metric{"save_rate", kFraction, Set::kFull, "saves / impressions",
           [](R r) { return share(r.saves, r.impressions); }},
    Metric{"spend", kMoney, Set::kDefaultWithCost, "sum of cost, in currency units",
           [](R r) -> Cell { return r.spend; }},
    Metric{"cpm", kPrice, Set::kDefaultWithCost, "spend / impressions * 1000",
           [](R r) { return price(r.spend, r.impressions, 1000); }},
    Metric{"cpc", kPrice, Set::kFull, "spend / clicks",
           [](R r) { return price(r.spend, r.clicks, 1); }},
    Metric{"cpe", kPrice, Set::kFull, "spend / engagements",
           [](R r) { return price(r.spend, r.engagements, 1); }},
    Metric{"cpa", kPrice, Set::kFull, "spend / conversions",
           [](R r) { return price(r.spend, r.conversions, 1); }},
    Metric{"cost_per_1000_reached", kPrice, Set::kFull, "spend / reach * 1000",
           [](R r) { return price(r.spend, r.reach, 1000); }},
    Metric{"conversions", kCount, Set::kFull, "conversions",
           [](R r) -> Cell { return r.conversions; }},
    Metric{"cvr", kFraction, Set::kFull, "conversions / clicks",
           [](R r) { return share(r.conversions, r.clicks); }},
    Metric{"viewable", kCount, Set::kFull, "viewable impressions",
           [](R r) -> Cell { return r.viewable; }},
    Metric{"viewability_rate", kFraction, Set::kFull, "viewable / impressions",
           [](R r) { return share(r.viewable, r.impressions); }},
    Metric{"vcpm", kPrice, Set::kFull, "spend / viewable * 1000",
           [](R r) { return price(r.spend, r.viewable, 1000); }},
    Metric{"ctr_low", kFraction, Set::kFull, "lower Wilson 95% bound of unique_ctr",
           [](R r) { return wilson(r, -1); }},
    Metric{"ctr_high", kFraction, Set::kFull, "upper Wilson 95% bound of unique_ctr",
           [](R r) { return wilson(r, +1); }},
    Metric{"anonymous_impressions", kCount, Set::kFull, "impressions without a viewer",
           [](R r) -> Cell { return r.impressions - r.identified_impressions; }},
    Metric{
        "clicks_without_impression", kCount, Set::kFull,
        "clicks whose identified viewer has no impression on the row",
        [](R r) { return r.clicks_without_impression ? Cell(*r.clicks_without_impression) : Cell(); }},
    Metric{"exclusive_reach", kCount, Set::kFull, "viewers in reach of this row and no other",
           [](R r) -> Cell { return r.exclusive_reach; }},
    Metric{"new_reach", kCount, Set::kFull,
           "viewers in reach whose earliest hour, day, ... is this one; by time only",
           [](R r) { return r.new_reach ? Cell(*r.new_reach) : Cell(); }},
    Metric{"freq_1", kCount, Set::kFrequency, "viewers with exactly 1 impression on the row",
           viewers_with<1>},
    Metric{"freq_2", kCount, Set::kFrequency, "viewers with exactly 2 impressions on the row",
           viewers_with<2>},
    Metric{"freq_3", kCount, Set::kFrequency, "viewers with exactly 3 impressions on the row",
           viewers_with<3>},
    Metric{"freq_4", kCount, Set::kFrequency, "viewers with exactly 4 impressions on the row",
           viewers_with<4>},
    Metric{"freq_5", kCount, Set::kFrequency, "viewers with exactly 5 impressions on the row",
           viewers_with<5>},
    Metric{"freq_6", kCount, Set::kFrequency, "viewers with exactly 6 impressions on the row",
           viewers_with<6>},
    Metric{"freq_7", kCount, Set::kFrequency, "viewers with exactly 7 impressions on the row",
           viewers_with<7>},
    Metric{"freq_8", kCount, Set::kFrequency, "viewers with exactly 8 impressions on the row",
           viewers_with<8>},
    Metric{"freq_9", kCount, Set::kFrequency, "viewers with exactly 9 impressions on the row",
           viewers_with<9>},
    Metric{"freq_10_plus", kCount, Set::kFrequency,
           "viewers with 10 impressions or more on the row", viewers_with<10>},
    Metric{"reach_2_plus", kCount, Set::kFrequency, "viewers with 2 impressions or more on the row",
           viewers_from<2>},
    Metric{"reach_3_plus", kCount, Set::kFrequency, "viewers with 3 impressions or more on the row",
           viewers_from<3>},
    Metric{"reach_4_plus", kCount, Set::kFrequency, "viewers with 4 impressions or more on the row",
           viewers_from<4>},
    Metric{"reach_5_plus", kCount, Set::kFrequency, "viewers with 5 impressions or more on the row",
           viewers_from<5>},
    Metric{"reach_6_plus", kCount, Set::kFrequency, "viewers with 6 impressions or more on the row",
           viewers_from<6>},
    Metric{"reach_7_plus", kCount, Set::kFrequency, "viewers with 7 impressions or more on the row",
           viewers_from<7>},
    Metric{"reach_8_plus", kCount, Set::kFrequency, "viewers with 8 impressions or more on the row",
           viewers_from<8>},
    Metric{"reach_9_plus", kCount, Set::kFrequency, "viewers with 9 impressions or more on the row",
           viewers_from<9>},
    Metric{"reach_10_plus", kCount, Set::kFrequency,
           "viewers with 10 impressions or more on the row", viewers_from<10>},
    Metric{"other_reach", kCount, Set::kOverlap, "reach of the pair's other row",
           [](R r) { return r.pair ? Cell(r.pair->other_reach) : Cell(); }},
    Metric{"other_exclusive_reach", kCount, Set::kOverlap, "exclusive_reach of the other row",
           [](R r) { return r.pair ? Cell(r.pair->other_exclusive_reach) : Cell(); }},
    Metric{"shared_reach", kCount, Set::kOverlap, "viewers in reach of both rows of the pair",
           [](R r) { return r.pair ? Cell(r.pair->shared_reach) : Cell(); }},
    Metric{"shared_share", kFraction, Set::kOverlap, "shared_reach / reach",
           [](R r) { return r.pair ? share(r.pair->shared_reach, r.reach) : Cell(); }},
    Metric{"other_shared_share", kFraction, Set::kOverlap, "shared_reach / other_reach",
           [](R r) { return r.pair ? share(r.pair->shared_reach, r.pair->other_reach) : Cell(); }},
    Metric{"cumulative_reach", kCount, Set::kCurve, "viewers in reach of this row or one before it",
           [](R r) { return r.curve ? Cell(r.curve->cumulative_reach) : Cell(); }},
};

}  // namespace

std::span<const Metric> metrics() { return kMetrics; }

const Metric* find_metric(std::string_view name) {
  const auto* const found = std::find_if(kMetrics.begin(), kMetrics.end(),
                                         [&](const Metric& m) { return m.name == name; });
  return found == kMetrics.end() ? nullptr : found;
}

}  // namespace seenby
