#include <gtest/gtest.h>

#include "render/json_text.h"
#include "render/sample_report.h"

namespace seenby {
namespace {

using test::empty_report;
using test::Group;
using test::lines_of;
using test::rendered;
using test::report_of_names;
using test::sample_report;

std::string json_string(std::string_view text, JsonEscapes escapes = JsonEscapes::kRequired) {
  std::string out;
  append_json_string(out, text, escapes);
  return out;
}

TEST(JsonText, EscapesWhatRfc8259Demands) {
  EXPECT_EQ(json_string(""), R"("")");
  EXPECT_EQ(json_string("plain /<>&"), R"("plain /<>&")");
  EXPECT_EQ(json_string("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(json_string("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(json_string(std::string_view("\0\x1b\x1f", 3)), R"("\u0000\u001b\u001f")");
}

TEST(JsonText, LeavesOtherTextAsItIs) {
  const std::string text = "é漢字🎬\x7f\u0085\u202e\u2028";
  EXPECT_EQ(json_string(text), '"' + text + '"');
}

TEST(JsonText, EscapesHiddenCharactersForATerminal) {
  EXPECT_EQ(json_string("é🎬\x1b\x7f\u0085\u202e\u2028", JsonEscapes::kVisible),
            "\"é🎬\\u001b\\u007f\\u0085\\u202e\\u2028\"");
}

TEST(JsonText, ReplacesBytesThatAreNotUtf8) {
  for (const JsonEscapes escapes : {JsonEscapes::kRequired, JsonEscapes::kVisible}) {
    EXPECT_EQ(json_string("a\xff\xe6\xbc", escapes), "\"a\ufffd\ufffd\ufffd\"");
  }
}

TEST(Json, PutsEachRowOnALineOfItsOwn) {
  const std::vector<std::string> names{"a", "b\n", "c"};
  const std::vector<std::string> lines = lines_of(rendered("json", report_of_names(names)));
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_TRUE(lines[0].ends_with("\"rows\":["));
  EXPECT_EQ(lines[1], R"({"content":"a","impressions":7},)");
  EXPECT_EQ(lines[2], R"({"content":"b\n","impressions":7},)");
  EXPECT_EQ(lines[3], R"({"content":"c","impressions":7})");
  EXPECT_TRUE(lines[4].starts_with(R"(],"total":{"content":null,"impressions":21},"acc)"));
}

TEST(Json, HasAnEmptyListForNoRows) {
  const std::vector<std::string> lines = lines_of(rendered("json", report_of_names({})));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_TRUE(lines[0].ends_with("\"rows\":["));
  EXPECT_TRUE(lines[1].starts_with("],\"total\":{"));
}

TEST(Json, LeavesOutTheTotalWhenItIsHidden) {
  const std::string text = rendered("json", sample_report(), {.total = TotalRow::kHide});
  EXPECT_EQ(text.find("total"), std::string::npos);
  EXPECT_NE(text.find("\n],\"accounting\":{"), std::string::npos);
}

TEST(Json, EndsWithTheAccountingOfTheReport) {
  const Report report = sample_report();
  const std::string accounting = accounting_json(report.accounting, report.inputs);
  EXPECT_TRUE(rendered("json", report).ends_with(",\"accounting\":" + accounting + "}\n"));
}

TEST(Json, SaysGroupingTimeZoneAndReachMethod) {
  Report report = empty_report({".a\"b", "day"}, {});
  report.time_zone = "Europe/Berlin";
  report.reach = ReachMethod::kApproximate;
  report.reach_lg_k = 12;
  EXPECT_TRUE(
      rendered("json", report)
          .starts_with(
              R"({"schema_version":1,"group_by":[".a\"b","day"],)"
              R"("time_zone":"Europe/Berlin","reach":{"method":"approx","lg_k":12,"standard_error":0.01562},)"));
}

TEST(Json, EscapesColumnNames) {
  Report report = empty_report({".a\"b"}, {});
  report.rows.push_back({Group{"x"}, {}});
  EXPECT_EQ(rendered("jsonl", report), "{\".a\\\"b\":\"x\"}\n");
}

TEST(Json, TellsEmptyTextFromMissing) {
  Report report = empty_report({"content", "day"}, {});
  report.rows.push_back({Group{"", std::nullopt}, {}});
  EXPECT_EQ(rendered("jsonl", report), "{\"content\":\"\",\"day\":null}\n");
}

TEST(Json, EscapesForTheTerminalOnlyThere) {
  const std::vector<std::string> names{"\u202ex"};
  EXPECT_EQ(rendered("jsonl", report_of_names(names)),
            "{\"content\":\"\u202ex\",\"impressions\":7}\n");
  EXPECT_EQ(rendered("jsonl", report_of_names(names), {.medium = Medium::kTerminal}),
            "{\"content\":\"\\u202ex\",\"impressions\":7}\n");
}

TEST(Jsonl, EndsWithTheTotalWhenAsked) {
  const std::vector<std::string> names{"a"};
  EXPECT_EQ(rendered("jsonl", report_of_names(names), {.total = TotalRow::kShow}),
            "{\"content\":\"a\",\"impressions\":7}\n"
            "{\"total\":{\"content\":null,\"impressions\":7}}\n");
}

TEST(Jsonl, IsEmptyForNoRows) { EXPECT_EQ(rendered("jsonl", report_of_names({})), ""); }

}  // namespace
}  // namespace seenby
