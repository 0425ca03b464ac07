#include <gtest/gtest.h>

#include "render/display.h"
#include "render/sample_report.h"

namespace seenby {
namespace {

using test::empty_report;
using test::Group;
using test::kCtr;
using test::kImpressions;
using test::lines_of;
using test::rendered;
using test::report_of_names;
using test::sample_report;

TEST(Table, AlignsByDisplayWidth) {
  const std::vector<std::string> names{"漢字", "e\u0301a", "plain"};
  EXPECT_EQ(rendered("table", report_of_names(names), {.total = TotalRow::kHide}),
            "content  impressions\n"
            "漢字               7\n"
            "e\u0301a                 7\n"
            "plain              7\n");
}

TEST(Table, GrowsAColumnToItsWidestNumber) {
  Report report = report_of_names({});
  report.total.impressions = 123'456'789'012;
  EXPECT_EQ(rendered("table", report),
            "content                impressions\n"
            "TOTAL (deduplicated)  123456789012\n");
}

TEST(Table, LeavesNoSpacesAtLineEnds) {
  const std::vector<std::string> names{"a", "", "ends in spaces  ", "long enough for all"};
  Report report = report_of_names(names);
  std::swap(report.columns[0], report.columns[1]);
  for (const std::string& line : lines_of(rendered("table", report))) {
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}

TEST(Table, ShowsMissingValuesAsDashes) {
  Report report = empty_report({"content"}, {&kImpressions, &kCtr});
  report.rows.push_back({Group{std::nullopt}, {}});
  EXPECT_EQ(rendered("table", report, {.total = TotalRow::kHide}),
            "content  impressions  ctr\n"
            "–                  0    –\n");
}

TEST(Table, KeepsHostileTextOnItsRow) {
  const std::vector<std::string> names{"a\nb", "\x1b[2J", "\u202egpj"};
  EXPECT_EQ(rendered("table", report_of_names(names), {.total = TotalRow::kHide}),
            "content    impressions\n"
            "a\\nb                 7\n"
            "\\x1b[2J              7\n"
            "\\u202egpj            7\n");
}

TEST(Table, KeepsHostileColumnNamesOnTheHeaderLine) {
  const Report report = empty_report({".a\x1b\n"}, {});
  EXPECT_EQ(rendered("table", report, {.total = TotalRow::kHide}), ".a\\x1b\\n\n");
}

TEST(Table, HidesTheHeaderAndItsWidth) {
  const std::vector<std::string> names{"a"};
  EXPECT_EQ(rendered("table", report_of_names(names),
                     {.header = Header::kHide, .total = TotalRow::kHide}),
            "a  7\n");
}

TEST(Table, LabelsTheTotalInTheFirstGroupColumnShown) {
  Report report = sample_report();
  report.columns = {report.columns[2], report.columns[1]};
  EXPECT_EQ(rendered("table", report),
            "impressions  day\n"
            "        350  2024-01-31\n"
            "          0  –\n"
            "        350  TOTAL (deduplicated)\n");
}

TEST(Table, HasNoTotalLabelWithoutAGroupColumn) {
  Report report = sample_report();
  report.columns = {report.columns[2]};
  EXPECT_EQ(rendered("table", report), "impressions\n        350\n          0\n        350\n");
}

TEST(Table, PrintsHeaderAndTotalOfNoRows) {
  EXPECT_EQ(rendered("table", report_of_names({})),
            "content               impressions\n"
            "TOTAL (deduplicated)            0\n");
}

TEST(Table, PaintsHeaderTotalAndDashesOnly) {
  Report report = empty_report({"content"}, {&kImpressions, &kCtr});
  report.rows.push_back({Group{"a"}, {}});
  report.total = RowCounts{.impressions = 4, .clicks = 1};
  EXPECT_EQ(rendered("table", report, {.paint = Paint::kColor}),
            "\x1b[1mcontent\x1b[0m               \x1b[1mimpressions\x1b[0m     \x1b[1mctr\x1b[0m\n"
            "a                               0       \x1b[2m–\x1b[0m\n"
            "\x1b[1mTOTAL (deduplicated)\x1b[0m            \x1b[1m4\x1b[0m  "
            "\x1b[1m25.00%\x1b[0m\n");
}

TEST(Table, DoesNotPaintADashOfTheData) {
  const std::vector<std::string> names{"–"};
  EXPECT_EQ(rendered("table", report_of_names(names),
                     {.header = Header::kHide, .total = TotalRow::kHide, .paint = Paint::kColor}),
            "–  7\n");
}

}  // namespace
}  // namespace seenby
