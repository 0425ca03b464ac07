#include <gtest/gtest.h>

#include "render/sample_report.h"

namespace seenby {
namespace {

using test::empty_report;
using test::Group;
using test::kCtr;
using test::kImpressions;
using test::kSpend;
using test::rendered;
using test::report_of_names;
using test::sample_report;

/// The cell of one text, without what stands around it.
std::string cell(std::string_view format, std::string_view text, RenderOptions options = {}) {
  Report report = empty_report({"content"}, {&kImpressions});
  report.rows.push_back({Group{text}, {}});
  options.header = Header::kHide;
  std::string line = rendered(format, report, options);
  EXPECT_TRUE(line.ends_with("0\n"));
  line.resize(line.size() - 3);  // the separator, the 0 and the newline
  return line;
}

TEST(Csv, QuotesWhatRfc4180SaysAndSpacesAtTheEnds) {
  EXPECT_EQ(cell("csv", "plain text"), "plain text");
  EXPECT_EQ(cell("csv", "a,b"), "\"a,b\"");
  EXPECT_EQ(cell("csv", "say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(cell("csv", "a\nb"), "\"a\nb\"");
  EXPECT_EQ(cell("csv", "a\rb"), "\"a\rb\"");
  EXPECT_EQ(cell("csv", " a"), "\" a\"");
  EXPECT_EQ(cell("csv", "a "), "\"a \"");
  EXPECT_EQ(cell("csv", "a\\b\tc"), "a\\b\tc");
}

TEST(Csv, NeutralisesFormulas) {
  for (const std::string_view text : {"=1", "+1", "-1", "@a", "\t=1"}) {
    EXPECT_EQ(cell("csv", text), "'" + std::string(text));
  }
  EXPECT_EQ(cell("csv", "\r=1"), "\"'\r=1\"");
  EXPECT_EQ(cell("csv", "=A1,\"x\""), "\"'=A1,\"\"x\"\"\"");
  EXPECT_EQ(cell("csv", "a=1"), "a=1");
}

TEST(Csv, KeepsFormulasWhenRawTextIsAskedFor) {
  for (const std::string_view text : {"=1", "+1", "-1", "@a", "\t=1"}) {
    EXPECT_EQ(cell("csv", text, {.csv_text = CsvText::kRaw}), text);
  }
}

TEST(Csv, DoesNotNeutraliseNegativeNumbers) {
  Report report = empty_report({}, {&kSpend});
  report.rows.push_back({Group{}, RowCounts{.spend = Micros{-1'500'000}}});
  EXPECT_EQ(rendered("csv", report), "spend\n-1.5\n");
}

TEST(Csv, TellsEmptyTextFromMissing) {
  Report report = empty_report({"content", "day"}, {&kImpressions});
  report.rows.push_back({Group{"", std::nullopt}, {}});
  EXPECT_EQ(rendered("csv", report), "content,day,impressions\n\"\",,0\n");
}

TEST(Csv, DoesNotWriteABlankLineForARow) {
  Report report = empty_report({}, {&kCtr});
  report.rows.push_back({});
  EXPECT_EQ(rendered("csv", report), "ctr\n\"\"\n");
}

TEST(Csv, TreatsColumnNamesAsText) {
  const Report report = empty_report({".a,b", "=x"}, {});
  EXPECT_EQ(rendered("csv", report), "\".a,b\",'=x\n");
}

TEST(Csv, ShowsHiddenCharactersOnATerminalOnly) {
  EXPECT_EQ(cell("csv", "\x1b[2J\u202e,\n", {.medium = Medium::kTerminal}),
            "\"\\x1b[2J\\u202e,\\n\"");
  EXPECT_EQ(cell("csv", "\x1b[2J\u202e"), "\x1b[2J\u202e");
}

TEST(Csv, EndsWithTheTotalWhenAsked) {
  EXPECT_EQ(rendered("csv", sample_report(), {.header = Header::kHide, .total = TotalRow::kShow}),
            "first,2024-01-31,350,1.1666666666666667,0.02,1.25,3.5714285714285716\n"
            "b,,0,,,0,\n"
            "TOTAL,,350,1.1666666666666667,0.022857142857142857,1.25,3.5714285714285716\n");
}

TEST(Csv, PrintsTheHeaderOfNoRows) {
  EXPECT_EQ(rendered("csv", report_of_names({})), "content,impressions\n");
  EXPECT_EQ(rendered("csv", report_of_names({}), {.header = Header::kHide}), "");
}

TEST(Tsv, EscapesWhatWouldBreakRows) {
  EXPECT_EQ(cell("tsv", "a\tb\nc\rd\\e"), "a\\tb\\nc\\rd\\\\e");
  EXPECT_EQ(cell("tsv", "a,\"b\" "), "a,\"b\" ");
}

TEST(Tsv, DoesNotNeutraliseFormulas) {
  EXPECT_EQ(cell("tsv", "=1"), "=1");
  EXPECT_EQ(cell("tsv", "-1"), "-1");
}

TEST(Tsv, ShowsHiddenCharactersOnATerminalOnly) {
  EXPECT_EQ(cell("tsv", "\x1b\t\u202e\\", {.medium = Medium::kTerminal}), "\\x1b\\t\\u202e\\\\");
  EXPECT_EQ(cell("tsv", "\x1b\u202e"), "\x1b\u202e");
}

TEST(Tsv, EndsWithTheTotalWhenAsked) {
  const std::vector<std::string> names{"a"};
  EXPECT_EQ(rendered("tsv", report_of_names(names), {.total = TotalRow::kShow}),
            "content\timpressions\na\t7\nTOTAL\t7\n");
}

}  // namespace
}  // namespace seenby
