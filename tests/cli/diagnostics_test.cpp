// The account of a run, for people and as JSON, from made-up runs.
#include "cli/diagnostics.h"

#include <gtest/gtest.h>

#include <string>

#include "cli/summary.h"

namespace seenby {
namespace {

InputAccounting sample_input(std::string name) {
  InputAccounting input;
  input.name = std::move(name);
  input.accounting.lines = 100'000;
  input.accounting.malformed = 12;
  input.accounting.parsed = 99'988;
  input.accounting.records = 99'988;
  input.accounting.counted = 98'000;
  input.accounting.duplicate = 1'988;
  input.accounting.malformed_by_kind[static_cast<std::size_t>(BadKind::kUtf8)] = 12;
  return input;
}

RunResult sample_result() {
  RunResult result;
  result.report.inputs.push_back(sample_input("a.jsonl"));
  result.report.accounting = result.report.inputs[0].accounting;
  return result;
}

const std::string kKinds = "malformed: 12 " + std::string(bad_kind_text(BadKind::kUtf8)) + "\n";
const std::string kLines = "100,000 lines = 0 blank + 12 malformed + 0 oversized + 99,988 parsed\n";
const std::string kRecords =
    "99,988 records = 98,000 counted + 1,988 duplicate + 0 filtered + 0 bot + 0 unmapped + 0 no "
    "content\n";

TEST(Diagnostics, GroupsDigitsByThree) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(grouped(18446744073709551615U), "18,446,744,073,709,551,615");
}

TEST(Diagnostics, SaysWhereEveryLineWent) {
  EXPECT_EQ(diagnostics_text(sample_result()),
            "seenby: " + kKinds + "seenby: " + kLines + "seenby: " + kRecords);
}

TEST(Diagnostics, SaysSoForEachInputWhenThereAreSeveral) {
  RunResult result = sample_result();
  result.report.inputs.push_back(sample_input("-"));
  const std::string text = diagnostics_text(result);
  EXPECT_NE(text.find("seenby: a.jsonl: " + kLines + "seenby: a.jsonl: " + kRecords),
            std::string::npos);
  EXPECT_NE(text.find("seenby: standard input: " + kLines), std::string::npos);
  EXPECT_NE(text.find("\nseenby: " + kLines), std::string::npos);
}

TEST(Diagnostics, SaysWhichMappingWasChosenAndWhy) {
  RunResult result = sample_result();
  result.report.inputs.push_back(sample_input("-"));
  result.report.inputs[0].mapping = result.report.inputs[1].mapping = "segment";
  result.report.inputs[1].mapping_reason = "has type, messageId";
  const std::string text = diagnostics_text(result);
  EXPECT_TRUE(text.starts_with("seenby: standard input: mapping segment (has type, messageId)\n"))
      << "not where the user named the mapping";
}

TEST(Diagnostics, ShowsTheFirstBadLinesAndHowManyMore) {
  RunResult result = sample_result();
  result.report.inputs[0].first_bad_lines = {{7, "bad text"}, {9, "worse text"}};
  EXPECT_TRUE(
      diagnostics_text(result).starts_with("seenby: a.jsonl:7: bad text\n"
                                           "seenby: a.jsonl:9: worse text\n"
                                           "seenby: a.jsonl: … and 10 more\n"));
}

TEST(Diagnostics, SayWhatARunWithAStateFound) {
  RunResult result = sample_result();
  EXPECT_EQ(diagnostics_text(result).find("new"), std::string::npos) << "without a state";
  result.report.inputs[0].lines_before = 12'345;
  EXPECT_NE(
      diagnostics_text(result).find("seenby: a.jsonl: 12,345 lines counted before, 100,000 new\n"),
      std::string::npos);
  result.report.inputs[0].bytes_waiting = 41;
  EXPECT_NE(diagnostics_text(result).find("before, 100,000 new; 41 bytes wait for the end of their "
                                          "line\n"),
            std::string::npos);
  InputAccounting quiet;
  quiet.name = "old.jsonl";
  quiet.lines_before = 5;
  result.report.inputs.push_back(quiet);
  EXPECT_EQ(diagnostics_text(result).find("old.jsonl: 5 lines counted"), std::string::npos);
  EXPECT_EQ(diagnostics_text(result).find("nothing new"), std::string::npos);
  result.report.inputs = {quiet};
  EXPECT_TRUE(diagnostics_text(result).starts_with("seenby: nothing new\n"));
}

TEST(Diagnostics, SpellsOutWhatWouldActOnATerminal) {
  RunResult result = sample_result();
  result.warnings = {"odd \x1b[2J and \xe2\x80\xae and\nline"};
  const std::string text = diagnostics_text(result);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
  EXPECT_TRUE(text.starts_with("seenby: odd \\x1b[2J and \\u202e and\\nline\n"));
}

TEST(Diagnostics, CountsBadLinesAgainstLinesThatAreNotBlank) {
  Accounting accounting;
  accounting.lines = 1010;
  accounting.blank = 10;
  accounting.malformed = 7;
  accounting.oversized = 5;
  EXPECT_EQ(too_many_bad_lines_text(accounting, {.count = 5, .share = {}}),
            "more bad lines than --max-bad allows: 12 of 1,000 lines (limit 5)");
  EXPECT_EQ(too_many_bad_lines_text(accounting, {.count = {}, .share = 0.001}),
            "more bad lines than --max-bad allows: 12 of 1,000 lines (limit 0.1%)");
}

TEST(Summary, IsTheAccountOfTheRunAndOfEachInput) {
  RunResult result = sample_result();
  result.report.inputs[0].name = "a \"b\".jsonl";
  result.report.inputs[0].mapping = "my \"own\"";
  const std::string kAccount =
      R"("accounting":{"lines":100000,"blank":0,"malformed":12,"oversized":0,"parsed":99988,)"
      R"("records":99988,"counted":98000,"duplicate":1988,"filtered":0,"bot":0,"unmapped":0,)"
      R"("no_content":0},"malformed_by_kind":{")" +
      std::string(bad_kind_text(BadKind::kUtf8)) +
      R"(":12},"gross":99988,"net":99988,"bot_by_name":{})";
  EXPECT_EQ(summary_text(result.report),
            R"({"schema_version":1,)" + kAccount +
                R"(,"inputs":[{"input":"a \"b\".jsonl","mapping":"my \"own\"",)" + kAccount +
                "}]}\n");
  result.report.inputs[0].lines_before = 7;
  result.report.inputs[0].bytes_waiting = 3;
  EXPECT_NE(summary_text(result.report)
                .find(R"("mapping":"my \"own\"","lines_before":7,"bytes_waiting":3,"accounting")"),
            std::string::npos);
}

}  // namespace
}  // namespace seenby
