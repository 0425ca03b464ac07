#include <gtest/gtest.h>

#include "render/sample_report.h"

namespace seenby {
namespace {

using test::empty_report;
using test::Group;
using test::rendered;
using test::report_of_names;
using test::sample_report;

std::string cell(std::string_view text) {
  Report report = empty_report({"content"}, {});
  report.rows.push_back({Group{text}, {}});
  return rendered("markdown", report, {.header = Header::kHide, .total = TotalRow::kHide});
}

TEST(Markdown, EscapesTextSoThatItRendersLiterally) {
  EXPECT_EQ(cell("2024-01-31 (a)"), "| 2024-01-31 (a) |\n");
  EXPECT_EQ(cell("a|b"), "| a\\|b |\n");
  EXPECT_EQ(cell("a\\|b"), "| a\\\\\\|b |\n");
  EXPECT_EQ(cell("`*_~$"), "| \\`\\*\\_\\~\\$ |\n");
  EXPECT_EQ(cell("<b>&amp;"), "| \\<b\\>\\&amp; |\n");
  EXPECT_EQ(cell("![x](y)"), "| !\\[x\\](y) |\n");
}

TEST(Markdown, KeepsHostileTextOnItsRow) {
  EXPECT_EQ(cell("a\nb\x1b\u202e"), "| a\\\\nb\\\\x1b\\\\u202e |\n");
}

TEST(Markdown, EscapesGroupNamesButNotMetricNames) {
  constexpr Metric kUnderscored{"unique_ctr", Unit::kFraction, ColumnSet::kDefault, "",
                                test::ctr_of};
  const Report report = empty_report({".a|b_c"}, {&kUnderscored});
  EXPECT_EQ(rendered("markdown", report, {.total = TotalRow::kHide}),
            "| .a\\|b\\_c | unique_ctr |\n| --- | ---: |\n");
}

TEST(Markdown, HidesHeaderAndAlignmentTogether) {
  const std::vector<std::string> names{"a"};
  EXPECT_EQ(rendered("markdown", report_of_names(names), {.header = Header::kHide}),
            "| a | 7 |\n| **TOTAL (deduplicated)** | 7 |\n");
}

TEST(Markdown, LabelsTheTotalInTheFirstGroupColumnShown) {
  Report report = sample_report();
  report.columns = {report.columns[2], report.columns[1]};
  EXPECT_EQ(rendered("markdown", report, {.header = Header::kHide}),
            "| 350 | 2024-01-31 |\n| 0 | – |\n| 350 | **TOTAL (deduplicated)** |\n");
}

TEST(Markdown, PrintsHeaderAndTotalOfNoRows) {
  EXPECT_EQ(rendered("markdown", report_of_names({})),
            "| content | impressions |\n| --- | ---: |\n| **TOTAL (deduplicated)** | 0 |\n");
}

}  // namespace
}  // namespace seenby
