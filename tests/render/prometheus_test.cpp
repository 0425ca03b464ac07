// Read back by a reader of the exposition format that knows nothing of the renderer.
#include <gtest/gtest.h>

#include <random>

#include "render/exposition.h"
#include "render/sample_report.h"

namespace seenby {
namespace {

using test::empty_report;
using test::Group;
using test::kCtr;
using test::kImpressions;
using test::kSpend;
using test::read_exposition;
using test::ReadExposition;
using test::rendered;
using test::report_of_names;

using Labels = std::vector<std::pair<std::string, std::string>>;

Labels labels_of_groups(const std::vector<std::string>& groups) {
  Report report = empty_report(groups, {&kImpressions});
  report.rows.push_back({Group(groups.size(), "v"), {.impressions = 1}});
  const ReadExposition read = read_exposition(rendered("prometheus", report));
  EXPECT_EQ(read.error, "");
  return read.samples.at(0).labels;
}

TEST(Prometheus, WritesEveryRealMetricWithItsWords) {
  Report report = empty_report({"content"}, {});
  for (const Metric& metric : metrics()) report.columns.push_back(test::metric_column(metric));
  report.total = {.impressions = 1000,
                  .identified_impressions = 900,
                  .clicks = 50,
                  .likes = 1,
                  .conversions = 1,
                  .viewable = 1,
                  .spend = Micros{7},
                  .reach = 600,
                  .engagements = 1};
  report.total.new_reach = 600;
  const FrequencyCounts frequency{};
  const PairCounts pair{.other_reach = 1};
  const CurveCounts curve{};
  report.total.by_frequency = OptionalCounts(&frequency);
  report.total.pair = OptionalCounts(&pair);
  report.total.curve = OptionalCounts(&curve);
  const ReachSample sample{300, 400, 0.5};
  report.total.sample = OptionalCounts(&sample);
  report.rows.push_back({Group{"a"}, report.total});
  const ReadExposition read = read_exposition(rendered("prometheus", report));
  EXPECT_EQ(read.error, "");
  EXPECT_EQ(read.samples.size(), 2 * metrics().size());
  for (const Metric& metric : metrics()) {
    const std::string name = "seenby_" + std::string(metric.name);
    EXPECT_EQ(read.helps.at(name), metric.about);
    EXPECT_EQ(read.types.at(name), "gauge");
    EXPECT_EQ(read.types.at("seenby_total_" + std::string(metric.name)), "gauge");
  }
}

TEST(Prometheus, HostileLabelsReadBackAsTheyWere) {
  std::vector<std::string> names = {"a\"b",        "back\\slash", "\\n",       "line\nend",
                                    "{x=\"1\"} 5", "\r\t\x1b",    "\u202egpj", "caf\u00e9",
                                    ",",           "\\",          "\"",        "\n"};
  std::mt19937 random(3);
  for (int i = 0; i < 200; ++i) {
    std::string name = std::to_string(i);
    for (int j = 0; j < 6; ++j) name += "\\\"\nn{}=, "[random() % 9];
    names.push_back(name);
  }
  const ReadExposition read =
      read_exposition(rendered("prometheus", report_of_names(names), {.total = TotalRow::kHide}));
  EXPECT_EQ(read.error, "");
  ASSERT_EQ(read.samples.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(read.samples[i].labels, (Labels{{"content", names[i]}}));
  }
}

TEST(Prometheus, SpellsOutHiddenCharactersOnATerminal) {
  const std::vector<std::string> names{"\x1b[2J\n"};
  const std::string text = rendered("prometheus", report_of_names(names),
                                    {.total = TotalRow::kHide, .medium = Medium::kTerminal});
  EXPECT_EQ(read_exposition(text).samples.at(0).labels, (Labels{{"content", "\\x1b[2J\\n"}}));
}

TEST(Prometheus, MakesLabelsOfGroups) {
  EXPECT_EQ(labels_of_groups({".repo.name", "user_agent", ".\"a key\".b"}),
            (Labels{{"repo_name", "v"}, {"user_agent", "v"}, {"a_key_b", "v"}}));
  EXPECT_EQ(labels_of_groups({".1st", ".__name__", ".\"\u00e9\"", ".a-", ".\"\""}),
            (Labels{{"_1st", "v"}, {"name", "v"}, {"group", "v"}, {"a", "v"}, {"group_2", "v"}}));
}

TEST(Prometheus, KeepsCollidingLabelsApart) {
  EXPECT_EQ(labels_of_groups({".a.b", ".a_b", ".a_b_2", ".\"a b\""}),
            (Labels{{"a_b", "v"}, {"a_b_2", "v"}, {"a_b_2_2", "v"}, {"a_b_3", "v"}}));
}

TEST(Prometheus, KeepsRowsApartWhoseColumnsAreNotShown) {
  Report report = empty_report({"content", "day"}, {&kImpressions, &kImpressions});
  report.columns.erase(report.columns.begin(), report.columns.begin() + 2);
  report.rows.push_back({Group{"a", "1"}, {.impressions = 1}});
  report.rows.push_back({Group{"a", "2"}, {.impressions = 2}});
  const ReadExposition read = read_exposition(rendered("prometheus", report));
  EXPECT_EQ(read.error, "");
  EXPECT_EQ(read.samples.size(), 3U);
}

TEST(Prometheus, LeavesOutFamiliesWithoutAValue) {
  Report report = empty_report({"content"}, {&kCtr, &kSpend});
  EXPECT_EQ(rendered("prometheus", report, {.total = TotalRow::kHide}), "");
  report.rows.push_back({Group{"a"}, {}});
  EXPECT_EQ(rendered("prometheus", report, {.total = TotalRow::kHide}),
            "# HELP seenby_spend \n# TYPE seenby_spend gauge\nseenby_spend{content=\"a\"} 0\n");
}

/// The reader has to see mistakes, or the tests above mean nothing.
TEST(Exposition, ReaderRefusesWhatIsWrong) {
  const std::string head = "# TYPE a gauge\n";
  EXPECT_EQ(read_exposition(head + "a{b=\"c\"} 1\n").error, "");
  for (const std::string& wrong :
       {std::string("a 1\n"), head + "a 1", head + "a{b=\"c\"}1\n", head + "a{b=\"c} 1\n",
        head + "a{b=\"c\"d\"} 1\n", head + "a{b=\"\\x\"} 1\n", head + "a{1b=\"c\"} 1\n",
        head + "a{b=\"c\",b=\"d\"} 1\n", head + "a 1\na 2\n", head + "a{b=\"\"} 1\na 2\n",
        head + "a 1 1700000000\n", head + "a nan\n", head + "# TYPE b gauge\nb 1\na 2\n",
        head + head, std::string("# TYPE a gadget\n"), head + "a{__b=\"c\"} 1\n",
        head + "a{b=\"c\"\n\"} 1\n"}) {
    EXPECT_NE(read_exposition(wrong).error, "") << wrong;
  }
}

}  // namespace
}  // namespace seenby
