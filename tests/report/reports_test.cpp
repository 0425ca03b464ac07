// Reports that look at viewers once more, on tallies of random records, against sets.
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <set>

#include "parallel.h"
#include "random_log.h"
#include "render/sample_report.h"
#include "report/build.h"
#include "report/passes.h"
#include "seenby/error.h"

namespace seenby {
namespace {

/// A settled tally by content and day, and who saw what.
struct Sample {
  explicit Sample(std::size_t seed) {
    Dice dice(seed);
    std::deque<std::string> texts;
    RecordBatch batch;
    batch.group_fields = 2;
    for (std::size_t i = 1 + dice.below(200); i > 0; --i) {
      const std::string content = "c" + std::to_string(dice.below(6));
      const std::string day = dice.percent(90) ? "2026-01-0" + std::to_string(dice.below(5)) : "";
      const std::string viewer = "v" + std::to_string(dice.below(30));
      Record record;
      record.viewer = texts.emplace_back(viewer);
      batch.records.push_back(record);
      batch.group_values.push_back(texts.emplace_back(content));
      batch.group_values.push_back(texts.emplace_back(day));
      by_day[day].insert(viewer);
      ++impressions[day];
      by_pair[{content, day}].insert(viewer);
    }
    TallyWriter writer(tally);
    writer.add(batch, 0);
    writer.close();
    tally.settle(2);
  }

  Report report(const ReportOptions& options) {
    const std::vector<std::string> group_by = {"content", "day"};
    const Tally::Summary summary =
        tally.summarize(2, std::nullopt, frequencies_for(options, group_by));
    return build_report(tally, summary, group_by, options, 2);
  }

  Tally tally{1};
  std::map<std::string, std::set<std::string>> by_day;
  std::map<std::string, std::uint64_t> impressions;
  std::map<std::pair<std::string, std::string>, std::set<std::string>> by_pair;
};

std::string text_of(const std::optional<std::string_view>& value) {
  return std::string(value.value_or(""));
}

std::size_t shared(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::size_t both = 0;
  for (const std::string& one : a) both += b.count(one);
  return both;
}

TEST(Reports, PairUpTheTopRowsExactly) {
  for (std::size_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    Sample sample(seed);
    ReportOptions options;
    options.kind = ReportKind::kOverlap;
    options.top = 5;
    const Report report = sample.report(options);
    const std::size_t rows = std::min<std::size_t>(5, sample.by_pair.size());
    EXPECT_EQ(report.rows.size(), rows * (rows - 1) / 2);
    EXPECT_EQ(report.group_by,
              (std::vector<std::string>{"content", "day", "other_content", "other_day"}));
    std::uint64_t before = ~std::uint64_t{0};
    for (const ReportRow& row : report.rows) {
      const auto& one = sample.by_pair.at({text_of(row.group[0]), text_of(row.group[1])});
      const auto& other = sample.by_pair.at({text_of(row.group[2]), text_of(row.group[3])});
      EXPECT_EQ(row.counts.pair->shared_reach, shared(one, other));
      EXPECT_EQ(row.counts.reach, one.size());
      EXPECT_EQ(row.counts.pair->other_reach, other.size());
      EXPECT_LE(row.counts.pair->shared_reach, before);
      before = row.counts.pair->shared_reach;
    }
  }
}

TEST(Reports, GiveAFormatTheOverlapAndTimelineItNeeds) {
  for (std::size_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    Sample sample(seed);
    ReportOptions options;
    options.parts = {.frequency = true, .overlap = true, .timeline = true};
    const Report report = sample.report(options);
    ASSERT_TRUE(report.total.by_frequency);
    ASSERT_EQ(report.overlap.has_value(), report.rows.size() > 1);
    for (std::size_t i = 0; report.overlap && i < report.overlap->rows.size(); ++i) {
      EXPECT_EQ(report.overlap->of(i, i), report.rows[i].counts.reach);
    }
    std::set<std::string> reached;
    std::size_t step = 0;
    for (const auto& [day, viewers] : sample.by_day) {
      if (day.empty()) continue;
      reached.insert(viewers.begin(), viewers.end());
      ASSERT_LT(step, report.timeline.size());
      EXPECT_EQ(report.timeline[step].time, day);
      EXPECT_EQ(report.timeline[step].impressions, sample.impressions[day]);
      EXPECT_EQ(report.timeline[step].reach, viewers.size());
      EXPECT_EQ(report.timeline[step].cumulative_reach, reached.size());
      ++step;
    }
    EXPECT_EQ(step, report.timeline.size());
  }
}

TEST(Reports, CountNothingThatNobodyAskedFor) {
  Sample sample(3);
  const Report report = sample.report({});
  EXPECT_FALSE(report.total.by_frequency);
  EXPECT_FALSE(report.overlap.has_value());
  EXPECT_TRUE(report.timeline.empty());
  ReportOptions options;
  EXPECT_EQ(frequencies_for(options, {"content"}), Frequencies::kSkipped);
  options.columns = "full";
  EXPECT_EQ(frequencies_for(options, {"content"}), Frequencies::kSkipped);
  options.columns = "+freq_3";
  EXPECT_EQ(frequencies_for(options, {"content"}), Frequencies::kCounted);
  options.columns = "";
  options.sort.column = "reach_2_plus";
  EXPECT_EQ(frequencies_for(options, {"content"}), Frequencies::kCounted);
  options.sort = {};
  options.fail_if = {parse_threshold("freq_1>5")};
  EXPECT_EQ(frequencies_for(options, {"content"}), Frequencies::kCounted);
}

TEST(Reports, SetACurvesCountsInOrderOfTime) {
  Tally tally(1);
  RecordBatch batch;
  const std::vector<std::pair<std::string_view, std::string_view>> seen = {{"2026-01-02", "a"},
                                                                           {"2026-01-01", "a"},
                                                                           {"2026-01-02", "b"},
                                                                           {"", "c"},
                                                                           {"2026-01-03", "b"}};
  for (const auto& [day, viewer] : seen) {
    Record record;
    record.viewer = viewer;
    batch.records.push_back(record);
    batch.group_values.push_back(day);
  }
  TallyWriter writer(tally);
  writer.add(batch, 0);
  writer.close();
  tally.settle(1);
  ReportOptions options;
  options.kind = ReportKind::kCurve;
  const Report report = build_report(tally, tally.summarize(1), {"day"}, options, 1);
  std::string text;
  for (const ReportRow& row : report.rows) {
    text += text_of(row.group[0]) + " " + std::to_string(*row.counts.new_reach) + " " +
            std::to_string(row.counts.curve->cumulative_reach) + "\n";
  }
  EXPECT_EQ(text, "2026-01-01 1 1\n2026-01-02 1 2\n2026-01-03 0 2\n 1 3\n");
  EXPECT_EQ(report.total.curve->cumulative_reach, 3U);
}

TEST(Reports, NameTheColumnsOfAPair) {
  EXPECT_EQ(pair_columns({"content", ".a.b"}),
            (std::vector<std::string>{"content", ".a.b", "other_content", "other.a.b"}));
}

// Enough rows that keys, the sort and the text are shared out, with names that begin alike and
// ties.
TEST(Reports, OfManyRowsAreTheSameOnAnyNumberOfThreads) {
  constexpr std::size_t kRows = 3 * kWorthAThread + 5;
  std::deque<std::string> texts;
  RecordBatch batch;
  for (std::size_t i = 0; i < kRows; ++i) {
    const std::string_view content = texts.emplace_back("content-" + std::to_string(i * 7 % kRows));
    for (std::size_t seen = 0; seen <= i % 3; ++seen) {
      Record record;
      record.viewer = texts.emplace_back("v" + std::to_string(i % 100 + seen));
      record.cost_micros = static_cast<std::int64_t>(i % 5);
      record.has_cost = true;
      batch.records.push_back(record);
      batch.group_values.push_back(content);
    }
  }
  Tally tally(1);
  TallyWriter writer(tally);
  writer.add(batch, 0);
  writer.close();
  tally.settle(2);
  for (const std::string column : {"impressions", "spend", "exclusive_reach", "content"}) {
    for (const auto top : {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(1000)}) {
      ReportOptions options;
      options.sort = {column, SortOrder::kAscending};
      options.top = top;
      std::set<std::string> written;
      for (const std::size_t threads : {1U, 2U, 4U}) {
        const Report report =
            build_report(tally, tally.summarize(threads), {"content"}, options, threads);
        EXPECT_EQ(report.rows.size(), top.value_or(kRows));
        for (std::size_t i = 1; i < report.rows.size() && column == "content"; ++i) {
          ASSERT_LT(report.rows.group(i - 1), report.rows.group(i));
        }
        test::StringSink sink;
        find_render_format("csv")->render(report, {.threads = threads}, sink);
        written.insert(sink.text());
      }
      EXPECT_EQ(written.size(), 1U) << column << " differs by threads";
    }
  }
}

}  // namespace
}  // namespace seenby
