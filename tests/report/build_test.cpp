#include "report/build.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <random>
#include <set>

#include "seenby/error.h"

namespace seenby {
namespace {

/// Rows by content with impressions and clicks; an empty content is a missing one.
class Rows {
 public:
  Rows& add(std::string_view content, std::uint64_t impressions, std::uint64_t clicks = 0) {
    std::vector<char> key;
    append_group_key({&content, 1}, key);
    keys_.emplace_back(key.data(), key.size());
    ReportRow row{decode_group_key(keys_.back()), {}};
    row.counts.impressions = impressions;
    row.counts.clicks = clicks;
    row.counts.spend.value = static_cast<std::int64_t>(clicks) - 5;
    summary_.rows.push_back(row);
    return *this;
  }

  /// The contents in the report's order; `~` is missing.
  std::string order(const std::string& column, SortOrder order) {
    std::string text;
    std::sort(summary_.rows.begin(), summary_.rows.end(),
              [](const ReportRow& a, const ReportRow& b) { return a.group < b.group; });
    for (int turn = 0; turn < 2; ++turn) {
      const Report report = build_report(summary_, {"content"}, {"", {column, order}, {}});
      std::string now;
      for (const ReportRow& row : report.rows) now.append(row.group[0].value_or("~")).append(" ");
      if (turn == 1) {
        EXPECT_EQ(now, text) << "the order depends on the tally's";
      }
      text = now;
      std::reverse(summary_.rows.begin(), summary_.rows.end());
    }
    return text;
  }

  Tally::Summary& summary() { return summary_; }

 private:
  std::deque<std::string> keys_;
  Tally::Summary summary_;
};

TEST(BuildReport, SortsByAMetricBothWays) {
  Rows rows;
  rows.add("a", 5).add("b", 7).add("c", 6);
  EXPECT_EQ(rows.order("impressions", SortOrder::kDescending), "b c a ");
  EXPECT_EQ(rows.order("impressions", SortOrder::kAscending), "a c b ");
}

TEST(BuildReport, SortsEmptyCellsLastBothWays) {
  Rows rows;
  rows.add("none", 0, 3).add("half", 4, 2).add("tenth", 10, 1).add("nil", 0, 1);
  EXPECT_EQ(rows.order("ctr", SortOrder::kDescending), "half tenth nil none ");
  EXPECT_EQ(rows.order("ctr", SortOrder::kAscending), "tenth half nil none ");
}

TEST(BuildReport, BreaksTiesByTheGroupBytewise) {
  Rows rows;
  rows.add("b", 1).add("B", 1).add("ä", 1).add("10", 1).add("9", 1).add("", 1);
  const std::string expected = "~ 10 9 B b ä ";
  EXPECT_EQ(rows.order("impressions", SortOrder::kDescending), expected);
  EXPECT_EQ(rows.order("impressions", SortOrder::kAscending), expected);
}

TEST(BuildReport, SortsByAGroupColumnWithMissingLast) {
  Rows rows;
  rows.add("b", 1).add("", 9).add("a", 2);
  EXPECT_EQ(rows.order("content", SortOrder::kAscending), "a b ~ ");
  EXPECT_EQ(rows.order("content", SortOrder::kDescending), "b a ~ ");
}

TEST(BuildReport, SortsMoneyByItsSign) {
  Rows rows;
  rows.add("loss", 1, 0).add("gain", 1, 9).add("even", 1, 5);
  EXPECT_EQ(rows.order("spend", SortOrder::kDescending), "gain even loss ");
}

TEST(BuildReport, SortsSpendBeyond64BitsAndPricesBelowZero) {
  Rows rows;
  const absl::int128 beyond = absl::int128(1) << 70;
  const std::array<absl::int128, 8> spends = {-beyond - 1, -beyond, -2,     -1,
                                              0,           1,       beyond, beyond + 1};
  for (std::size_t i = 0; i < spends.size(); ++i) {
    rows.add(std::string(1, static_cast<char>('a' + i)), 1);
    rows.summary().rows.back().counts.spend.value = spends[i];
  }
  // As doubles the largest two are equal, and so are the least two.
  EXPECT_EQ(rows.order("cpm", SortOrder::kAscending), "a b c d e f g h ");
  EXPECT_EQ(rows.order("cpm", SortOrder::kDescending), "g h f e d c a b ");
  EXPECT_EQ(rows.order("spend", SortOrder::kAscending), "a b c d e f g h ");
  EXPECT_EQ(rows.order("spend", SortOrder::kDescending), "h g f e d c b a ");
}

TEST(BuildReport, SortsLongTextsThatBeginAlike) {
  Rows rows;
  rows.add("a long text", 1).add("a long time", 1).add("a long", 1).add("b", 1).add("", 1);
  EXPECT_EQ(rows.order("content", SortOrder::kAscending), "a long a long text a long time b ~ ");
  EXPECT_EQ(rows.order("content", SortOrder::kDescending), "b a long time a long text a long ~ ");
}

TEST(BuildReport, SortsTextsThatAllBeginAlike) {
  Rows rows;
  rows.add("content-10", 1).add("content-2", 1).add("", 1).add("content-", 1).add("content-1", 1);
  const std::string sorted = "content- content-1 content-10 content-2 ";
  EXPECT_EQ(rows.order("content", SortOrder::kAscending), sorted + "~ ");
  EXPECT_EQ(rows.order("content", SortOrder::kDescending),
            "content-2 content-10 content-1 content- ~ ");
  EXPECT_EQ(rows.order("impressions", SortOrder::kDescending), "~ " + sorted);
}

TEST(BuildReport, BreaksTiesOfLongAndOddTextsBytewise) {
  std::mt19937 random(21);
  for (int round = 0; round < 50; ++round) {
    std::set<std::string> texts;
    while (texts.size() < 40) {
      std::string text;
      for (std::size_t left = random() % 13; left > 0; --left)
        text += "\0aab\x7f\xff"[random() % 6];
      // Many that begin alike.
      if (random() % 2 == 0) text.insert(0, "aaaaaaa");
      texts.insert(text);
    }
    Rows rows;
    std::vector<std::string> shuffled(texts.begin(), texts.end());
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    for (const std::string& text : shuffled) rows.add(text, 1);
    const Report report = build_report(rows.summary(), {"content"}, {});
    auto expected = texts.begin();
    for (const ReportRow& row : report.rows) {
      ASSERT_EQ(row.group[0].value_or(std::string_view()), *expected++);
    }
  }
}

TEST(BuildReport, CutsToTheTopAndSaysHowManyThereWere) {
  Rows rows;
  rows.add("a", 1).add("b", 3).add("c", 2);
  ReportOptions options;
  for (const std::size_t top : {0U, 2U, 3U, 9U}) {
    options.top = top;
    const Report report = build_report(rows.summary(), {"content"}, options);
    EXPECT_EQ(report.rows.size(), std::min<std::size_t>(top, 3));
    EXPECT_EQ(report.rows_before_top, 3U);
    if (top > 0) {
      EXPECT_EQ(report.rows[0].group[0], "b");
    }
  }
}

TEST(BuildReport, TheTopIsWhatTheFirstOfAllRowsAre) {
  std::mt19937 random(5);
  Rows rows;
  for (int i = 0; i < 500; ++i) {
    rows.add(std::to_string(random() % 100'000), random() % 9, random() % 9);
  }
  for (const std::string column : {"impressions", "ctr", "content"}) {
    ReportOptions options{"", {column, SortOrder::kDescending}, {}};
    const Report all = build_report(rows.summary(), {"content"}, options);
    for (const std::size_t top : {0U, 1U, 7U, 250U, 499U, 500U}) {
      options.top = top;
      const Report cut = build_report(rows.summary(), {"content"}, options);
      ASSERT_EQ(cut.rows.size(), top);
      for (std::size_t i = 0; i < top; ++i) {
        ASSERT_EQ(cut.rows.group(i), all.rows.group(i)) << column << ' ' << top << ' ' << i;
      }
    }
  }
}

TEST(BuildReport, KeepsTheTalliedTotalWhateverIsCut) {
  Rows rows;
  rows.add("a", 1).add("b", 3);
  rows.summary().total.reach = 77;
  ReportOptions options;
  options.top = 1;
  EXPECT_EQ(build_report(rows.summary(), {"content"}, options).total.reach, 77U);
}

TEST(BuildReport, ShowsCostColumnsOnlyWhenThereIsCost) {
  Rows rows;
  const auto has_spend = [&] {
    const Report report = build_report(rows.summary(), {"content"}, {});
    return std::any_of(report.columns.begin(), report.columns.end(),
                       [](const Column& column) { return column.name == "spend"; });
  };
  EXPECT_FALSE(has_spend());
  rows.summary().has_cost = true;
  EXPECT_TRUE(has_spend());
}

TEST(BuildReport, AddsUpTheClassesThatCountAsEngagement) {
  constexpr RowCounts kCounts{.impressions = 1000,
                              .clicks = 100,
                              .likes = 1,
                              .comments = 2,
                              .shares = 4,
                              .saves = 8,
                              .conversions = 16,
                              .viewable = 32};
  Rows rows;
  rows.add("a", 0);
  rows.summary().rows[0].counts = rows.summary().total = kCounts;
  const auto engagements = [&](const ReportOptions& options) {
    const Report report = build_report(rows.summary(), {"content"}, options);
    EXPECT_EQ(report.total, report.rows[0].counts);
    return report.total.engagements;
  };
  EXPECT_EQ(engagements({}), 15U);
  ReportOptions options;
  const std::array<std::uint64_t, kEventClassCount> counts = {1000, 100, 1, 2, 4, 8, 16, 32};
  for (std::size_t i = 0; i < kEventClassCount; ++i) {
    options.engagement = event_class_set({static_cast<EventClass>(i)});
    EXPECT_EQ(engagements(options), counts[i]);
  }
  options.engagement = event_class_set({EventClass::kClick, EventClass::kViewable});
  EXPECT_EQ(engagements(options), 132U);
}

TEST(BuildReport, FindsOffencesInAllRowsAndKeepsTheFirstFive) {
  Rows rows;
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g"}) rows.add(name, 3);
  rows.add("big", 9);
  ReportOptions options;
  options.top = 1;
  options.fail_if = {parse_threshold("impressions<9"), parse_threshold("impressions>9"),
                     parse_threshold("impressions=9")};
  const Report report = build_report(rows.summary(), {"content"}, options);
  ASSERT_EQ(report.offences.size(), 2U);
  EXPECT_EQ(report.offences[0].rows, 7U);
  ASSERT_EQ(report.offences[0].first_rows.size(), 5U);
  EXPECT_EQ(report.offences[0].first_rows[0].group[0], "a");
  EXPECT_EQ(report.offences[0].first_rows[4].group[0], "e");
  EXPECT_EQ(report.offences[1].rows, 1U);
  EXPECT_EQ(report.offences[1].first_rows.at(0).group[0], "big");
}

TEST(BuildReport, ComparesTheTotalOnlyWhereItIsNamed) {
  Rows rows;
  rows.add("a", 1);
  rows.summary().total.impressions = 100;
  ReportOptions options;
  options.fail_if = {parse_threshold("impressions>=100")};
  EXPECT_TRUE(build_report(rows.summary(), {"content"}, options).offences.empty());
  options.fail_if = {parse_threshold("total:impressions>=100")};
  const Report report = build_report(rows.summary(), {"content"}, options);
  ASSERT_EQ(report.offences.size(), 1U);
  EXPECT_EQ(report.offences[0].rows, 0U);
  EXPECT_TRUE(report.offences[0].first_rows.empty());
}

TEST(CheckColumns, RefusesUnknownColumnsBeforeAnythingIsRead) {
  EXPECT_NO_THROW(check_columns({"full", {}, {}}, {"content"}));
  EXPECT_NO_THROW(check_columns({"+spend", {"content", SortOrder::kAscending}, {}}, {"content"}));
  EXPECT_THROW(check_columns({"nonsense", {}, {}}, {"content"}), Error);
  EXPECT_THROW(check_columns({"", {"platform", SortOrder::kAscending}, {}}, {"content"}), Error);
}

}  // namespace
}  // namespace seenby
