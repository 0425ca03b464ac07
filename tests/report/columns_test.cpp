#include "report/columns.h"

#include <gtest/gtest.h>

#include "seenby/error.h"

namespace seenby {
namespace {

const std::vector<std::string> kGroupBy = {"content", "platform"};

std::string names(std::string_view choice, CostColumns cost = CostColumns::kHide) {
  std::string text;
  for (const Column& column : choose_columns(choice, kGroupBy, cost)) {
    text.append(text.empty() ? "" : " ").append(column.name);
  }
  return text;
}

std::string message_of(std::string_view choice) {
  try {
    choose_columns(choice, kGroupBy, CostColumns::kHide);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    return error.what();
  }
  return "";
}

constexpr std::string_view kDefault =
    "content platform impressions reach frequency clicks ctr unique_ctr engagements "
    "engagement_rate";

TEST(Columns, AreTheDefaultSetWithoutAChoice) {
  EXPECT_EQ(names(""), kDefault);
  EXPECT_EQ(names("", CostColumns::kShow), std::string(kDefault) + " spend cpm");
}

TEST(Columns, AreAllOfThemWhenFull) {
  const auto columns = choose_columns("full", kGroupBy, CostColumns::kHide);
  std::vector<const Metric*> expected;
  for (const Metric& metric : metrics()) {
    const bool is_special = metric.set == ColumnSet::kApproximate ||
                            metric.set == ColumnSet::kFrequency ||
                            metric.set == ColumnSet::kOverlap || metric.set == ColumnSet::kCurve;
    if (!is_special) expected.push_back(&metric);
  }
  ASSERT_EQ(columns.size(), kGroupBy.size() + expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(columns[kGroupBy.size() + i].metric, expected[i]);
  }
}

std::string names_of(ReportKind kind, std::string_view choice) {
  std::string text;
  for (const Column& column : choose_columns(choice, {"content"}, CostColumns::kShow, kind)) {
    text.append(text.empty() ? "" : " ").append(column.name);
  }
  return text;
}

TEST(Columns, AreThoseOfTheReport) {
  const std::string frequency = names_of(ReportKind::kFrequency, "");
  EXPECT_TRUE(frequency.starts_with("content impressions reach freq_1 freq_2 ")) << frequency;
  EXPECT_TRUE(frequency.ends_with(" reach_9_plus reach_10_plus")) << frequency;
  EXPECT_EQ(names_of(ReportKind::kOverlap, ""),
            "content reach exclusive_reach other_reach other_exclusive_reach shared_reach "
            "shared_share other_shared_share");
  EXPECT_EQ(names_of(ReportKind::kCurve, ""),
            "content impressions reach new_reach cumulative_reach");
  EXPECT_EQ(names_of(ReportKind::kCurve, "-reach,+ctr_low"),
            "content impressions new_reach cumulative_reach ctr_low");
}

TEST(Columns, OfFullAreThoseOfEveryReportAndItsOwn) {
  const std::string full = names_of(ReportKind::kCurve, "full");
  for (const Metric& metric : metrics()) {
    const bool expected = metric.set != ColumnSet::kFrequency &&
                          metric.set != ColumnSet::kOverlap &&
                          metric.set != ColumnSet::kApproximate;
    EXPECT_EQ((full + " ").find(" " + std::string(metric.name) + " ") != std::string::npos,
              expected)
        << metric.name;
  }
}

TEST(Columns, OfFrequencyGoWithAnyReport) {
  EXPECT_EQ(names_of(ReportKind::kItems, "freq_1,reach_2_plus"), "content freq_1 reach_2_plus");
  EXPECT_EQ(names_of(ReportKind::kCurve, "freq_10_plus"), "content freq_10_plus");
}

TEST(Columns, OfAnotherReportAreRefused) {
  EXPECT_EQ(message_of("+shared_reach"),
            "--columns: shared_reach is a column of --report overlap only");
  EXPECT_EQ(message_of("cumulative_reach"),
            "--columns: cumulative_reach is a column of --report curve only");
}

TEST(Columns, AreAListInItsOrderBehindTheGroup) {
  EXPECT_EQ(names("ctr, impressions"), "content platform ctr impressions");
  EXPECT_EQ(names("ctr,platform"), "ctr platform");
}

TEST(Columns, AreChangesToTheDefaultSet) {
  EXPECT_EQ(names("+spend"), std::string(kDefault) + " spend");
  EXPECT_EQ(names("+ctr"), kDefault);
  EXPECT_EQ(
      names("-reach,-platform,+likes"),
      "content impressions frequency clicks ctr unique_ctr engagements engagement_rate likes");
  EXPECT_EQ(names("-saves"), kDefault);
}

TEST(Columns, KnowTheirPlaceInTheGroup) {
  const auto columns = choose_columns("platform,content,reach", kGroupBy, CostColumns::kHide);
  ASSERT_EQ(columns.size(), 3U);
  EXPECT_EQ(columns[0].group_index, 1U);
  EXPECT_EQ(columns[1].group_index, 0U);
  EXPECT_EQ(columns[0].metric, nullptr);
  EXPECT_EQ(columns[2].unit, Unit::kCount);
}

TEST(Columns, RefuseAnUnknownNameWithTheNearest) {
  for (const std::string_view choice : {"impresions", "ctr,impresions", "+impresions"}) {
    const std::string message = message_of(choice);
    EXPECT_NE(message.find("'impresions'"), std::string::npos) << message;
    EXPECT_NE(message.find("did you mean 'impressions'?"), std::string::npos) << message;
  }
  EXPECT_NE(message_of("ctr,").find("''"), std::string::npos);
}

TEST(Columns, AreFoundForSortingByMetricOrGroup) {
  EXPECT_EQ(find_column("platform", kGroupBy, "--sort").group_index, 1U);
  EXPECT_EQ(find_column("likes", kGroupBy, "--sort").metric, find_metric("likes"));
  try {
    find_column("contnet", kGroupBy, "--sort");
    FAIL() << "an unknown column was found";
  } catch (const Error& error) {
    EXPECT_EQ(std::string_view(error.what()).substr(0, 7), "--sort:");
    EXPECT_NE(std::string_view(error.what()).find("'content'?"), std::string::npos);
  }
}

}  // namespace
}  // namespace seenby
