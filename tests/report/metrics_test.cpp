#include "seenby/metrics.h"

#include <gtest/gtest.h>

#include <limits>
#include <set>

namespace seenby {
namespace {

Cell value(std::string_view name, const RowCounts& row) {
  const Metric* const metric = find_metric(name);
  EXPECT_NE(metric, nullptr) << name;
  return metric != nullptr ? metric->formula(row) : Cell();
}

double number(std::string_view name, const RowCounts& row) {
  const Cell cell = value(name, row);
  EXPECT_TRUE(std::holds_alternative<double>(cell)) << name;
  return std::holds_alternative<double>(cell) ? std::get<double>(cell) : -1;
}

std::uint64_t count(std::string_view name, const RowCounts& row) {
  const Cell cell = value(name, row);
  EXPECT_TRUE(std::holds_alternative<std::uint64_t>(cell)) << name;
  return std::holds_alternative<std::uint64_t>(cell) ? std::get<std::uint64_t>(cell) : 999'999;
}

/// A different value in every member, so that no formula can take the wrong one.
RowCounts distinct_counts() {
  RowCounts row;
  row.impressions = 1000;
  row.identified_impressions = 900;
  row.clicks = 50;
  row.likes = 11;
  row.comments = 7;
  row.shares = 5;
  row.saves = 2;
  row.conversions = 4;
  row.viewable = 800;
  row.spend.value = 12'500'000;
  row.reach = 600;
  row.unique_clickers = 40;
  row.exclusive_reach = 300;
  row.clicks_without_impression = 3;
  row.engagements = 25;
  return row;
}

TEST(Metrics, NewReachIsEmptyWhereRowsAreNotByTime) {
  RowCounts row = distinct_counts();
  EXPECT_TRUE(value("new_reach", row) == Cell());
  row.new_reach = 0;
  EXPECT_EQ(count("new_reach", row), 0U);
}

TEST(Metrics, ShowsEachCountAsItIs) {
  const RowCounts row = distinct_counts();
  EXPECT_EQ(count("impressions", row), 1000U);
  EXPECT_EQ(count("reach", row), 600U);
  EXPECT_EQ(count("clicks", row), 50U);
  EXPECT_EQ(count("unique_clickers", row), 40U);
  EXPECT_EQ(count("likes", row), 11U);
  EXPECT_EQ(count("comments", row), 7U);
  EXPECT_EQ(count("shares", row), 5U);
  EXPECT_EQ(count("saves", row), 2U);
  EXPECT_EQ(count("engagements", row), 25U);
  EXPECT_EQ(count("conversions", row), 4U);
  EXPECT_EQ(count("viewable", row), 800U);
  EXPECT_EQ(count("anonymous_impressions", row), 100U);
  EXPECT_EQ(count("clicks_without_impression", row), 3U);
  EXPECT_EQ(count("exclusive_reach", row), 300U);
  EXPECT_TRUE(value("spend", row) == Cell(Micros{12'500'000}));
}

TEST(Metrics, DividesAsDefined) {
  const RowCounts row = distinct_counts();
  EXPECT_DOUBLE_EQ(number("frequency", row), 900.0 / 600);
  EXPECT_DOUBLE_EQ(number("ctr", row), 0.05);
  EXPECT_DOUBLE_EQ(number("unique_ctr", row), 40.0 / 600);
  EXPECT_DOUBLE_EQ(number("engagement_rate", row), 0.025);
  EXPECT_DOUBLE_EQ(number("engagement_rate_reach", row), 25.0 / 600);
  EXPECT_DOUBLE_EQ(number("like_rate", row), 0.011);
  EXPECT_DOUBLE_EQ(number("comment_rate", row), 0.007);
  EXPECT_DOUBLE_EQ(number("share_rate", row), 0.005);
  EXPECT_DOUBLE_EQ(number("save_rate", row), 0.002);
  EXPECT_DOUBLE_EQ(number("cpm", row), 12.5);
  EXPECT_DOUBLE_EQ(number("cpc", row), 0.25);
  EXPECT_DOUBLE_EQ(number("cpe", row), 0.5);
  EXPECT_DOUBLE_EQ(number("cpa", row), 3.125);
  EXPECT_DOUBLE_EQ(number("cost_per_1000_reached", row), 12.5 / 0.6);
  EXPECT_DOUBLE_EQ(number("cvr", row), 0.08);
  EXPECT_DOUBLE_EQ(number("viewability_rate", row), 0.8);
  EXPECT_DOUBLE_EQ(number("vcpm", row), 15.625);
}

TEST(Metrics, AreEmptyExactlyWhereTheyDivideByZero) {
  const FrequencyCounts frequency{};
  const PairCounts pair{};
  const CurveCounts curve{};
  RowCounts counted;
  counted.new_reach = 0;
  counted.by_frequency = OptionalCounts(&frequency);
  counted.pair = OptionalCounts(&pair);
  counted.curve = OptionalCounts(&curve);
  for (const Metric& metric : metrics()) {
    const bool is_sum = metric.unit == Unit::kCount || metric.unit == Unit::kMoney;
    EXPECT_EQ(metric.formula(counted) == Cell(), !is_sum) << metric.name;
  }
  RowCounts clicks_only;
  clicks_only.clicks = 3;
  EXPECT_TRUE(value("ctr", clicks_only) == Cell());
  EXPECT_TRUE(value("frequency", clicks_only) == Cell());
  EXPECT_DOUBLE_EQ(number("cpc", clicks_only), 0);
  EXPECT_DOUBLE_EQ(number("cvr", clicks_only), 0);
}

TEST(Metrics, AreEmptyWhereTheReportDidNotCountThem) {
  for (const Metric& metric : metrics()) {
    const bool is_special = metric.set == ColumnSet::kFrequency ||
                            metric.set == ColumnSet::kOverlap || metric.set == ColumnSet::kCurve;
    EXPECT_TRUE(!is_special || metric.formula({}) == Cell()) << metric.name;
  }
}

TEST(Metrics, CountViewersWithExactlyAndAtLeastSoManyImpressions) {
  const FrequencyCounts frequency = {1000, 200, 30, 4, 5, 6, 7, 8, 9, 10};
  RowCounts row;
  row.by_frequency = OptionalCounts(&frequency);
  std::uint64_t at_least = 0;
  for (std::size_t k = 10; k >= 1; --k) {
    const std::string exactly = "freq_" + std::to_string(k) + (k == 10 ? "_plus" : "");
    EXPECT_TRUE(value(exactly, row) == Cell(frequency[k - 1])) << exactly;
    at_least += frequency[k - 1];
    const std::string from = "reach_" + std::to_string(k) + "_plus";
    EXPECT_TRUE(k == 1 || value(from, row) == Cell(at_least)) << from;
  }
}

TEST(Metrics, ShareAPairsViewersByTheReachOfEach) {
  const PairCounts pair = {30, 60, 7};
  RowCounts row;
  row.reach = 120;
  row.pair = OptionalCounts(&pair);
  EXPECT_DOUBLE_EQ(number("shared_share", row), 0.25);
  EXPECT_DOUBLE_EQ(number("other_shared_share", row), 0.5);
  EXPECT_TRUE(value("other_exclusive_reach", row) == Cell(std::uint64_t{7}));
}

TEST(Metrics, LetCtrExceedOne) {
  RowCounts row;
  row.impressions = 2;
  row.clicks = 5;
  EXPECT_DOUBLE_EQ(number("ctr", row), 2.5);
}

struct Interval {
  std::uint64_t clickers;
  std::uint64_t reach;
  double low;
  double high;
};

TEST(Metrics, HaveTheWilsonIntervalOfTheBooks) {
  for (const Interval& expected :
       {Interval{10, 100, 0.05523, 0.17437}, {0, 10, 0, 0.27753}, {100, 5000, 0.01647, 0.02427}}) {
    RowCounts row;
    row.unique_clickers = expected.clickers;
    row.reach = expected.reach;
    EXPECT_NEAR(number("ctr_low", row), expected.low, 0.000005);
    EXPECT_NEAR(number("ctr_high", row), expected.high, 0.000005);
  }
}

TEST(Metrics, ReachTheEndsOfTheWilsonIntervalExactly) {
  for (const std::uint64_t reach : {1U, 10U, 5000U, 4'000'000'000U}) {
    RowCounts row;
    row.reach = reach;
    EXPECT_EQ(number("ctr_low", row), 0.0);
    EXPECT_GT(number("ctr_high", row), 0.0);
    row.unique_clickers = reach;
    EXPECT_EQ(number("ctr_high", row), 1.0);
    EXPECT_LT(number("ctr_low", row), 1.0);
  }
}

TEST(Metrics, AgreeWithTheStoriesTheyAreDefinedBy) {
  RowCounts feeds;  // 300 feeds, of which 50 watch twice
  feeds.impressions = feeds.identified_impressions = 350;
  feeds.reach = 300;
  EXPECT_NEAR(number("frequency", feeds), 1.1667, 0.00005);
  RowCounts timelines;  // 5,000 timelines, 100 engagements
  timelines.impressions = 5000;
  timelines.engagements = 100;
  EXPECT_DOUBLE_EQ(number("engagement_rate", timelines), 0.02);
}

TEST(Metrics, HaveOneNameEachAndWords) {
  std::set<std::string_view> names;
  for (const Metric& metric : metrics()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_FALSE(metric.about.empty()) << metric.name;
    EXPECT_EQ(find_metric(metric.name), &metric);
  }
  EXPECT_EQ(find_metric("impression"), nullptr);
  EXPECT_EQ(find_metric(""), nullptr);
}

}  // namespace
}  // namespace seenby
