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

Report sorted_report(const std::vector<std::string>& names) {
  Report report = empty_report({"content"}, {&kImpressions, &kCtr});
  report.sorted_by = "impressions";
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::uint64_t impressions = 100 >> (2 * i);
    report.rows.push_back(
        {Group{std::string_view(names[i])}, {.impressions = impressions, .clicks = 1}});
  }
  report.total.impressions = 1000;
  return report;
}

RenderOptions terminal_of(std::size_t width) {
  return {.medium = Medium::kTerminal, .width = width};
}

TEST(Table, HasABarBesideTheSortedColumnWhereThereIsRoom) {
  const std::vector<std::string> names{"a", "b", "c"};
  EXPECT_EQ(rendered("table", sorted_report(names), terminal_of(60)),
            "content               impressions                  ctr\n"
            "a                             100 ████████████   1.00%\n"
            "b                              25 ███            4.00%\n"
            "c                               6 ▊             16.67%\n"
            "TOTAL (deduplicated)         1000                0.00%\n");
}

TEST(Table, TakesASmallerBarOrNoneWhereThereIsLittleRoom) {
  const std::vector<std::string> names{"a", "b"};
  const Report report = sorted_report(names);
  const auto row = [&](std::size_t width) {
    return lines_of(rendered("table", report, terminal_of(width)))[1];
  };
  EXPECT_EQ(row(45), "a                             100 ████  1.00%");
  EXPECT_EQ(row(44), "a                             100  1.00%");
  EXPECT_EQ(row(47), "a                             100 ██████  1.00%");
}

TEST(Table, HasNoBarForTextHiddenOrEmptyColumns) {
  const std::vector<std::string> names{"a"};
  Report report = sorted_report(names);
  const auto has_bar = [&] {
    return rendered("table", report, terminal_of(200)).find("█") != std::string::npos;
  };
  EXPECT_TRUE(has_bar());
  for (const char* sorted_by : {"content", "reach", ""}) {
    report.sorted_by = sorted_by;
    EXPECT_FALSE(has_bar()) << sorted_by;
  }
  report.sorted_by = "impressions";
  report.rows[0].counts = {};
  EXPECT_FALSE(has_bar());
}

TEST(Table, ShortensTextUntilItFits) {
  const std::vector<std::string> names{"a name that is too long", "漢字漢字漢字漢字漢字", "short"};
  EXPECT_EQ(rendered("table", sorted_report(names), terminal_of(32)),
            "content      impressions     ctr\n"
            "a name tha…          100   1.00%\n"
            "漢字漢字漢…           25   4.00%\n"
            "short                  6  16.67%\n"
            "TOTAL (ded…         1000   0.00%\n");
}

TEST(Table, ShortensTheWidestTextFirstAndNoNumber) {
  Report report = empty_report({"content", "day"}, {&kImpressions});
  report.rows.push_back({Group{"a name that is too long", "2024-01-31"}, {.impressions = 7}});
  const auto line = [&](std::size_t width) {
    return lines_of(rendered("table", report,
                             {.header = Header::kHide,
                              .total = TotalRow::kHide,
                              .medium = Medium::kTerminal,
                              .width = width}))[0];
  };
  EXPECT_EQ(line(38), "a name that is too long  2024-01-31  7");
  EXPECT_EQ(line(30), "a name that is…  2024-01-31  7");
  EXPECT_EQ(line(21), "a name …  2024-01…  7");
  EXPECT_EQ(line(1), "a name …  2024-01…  7");
}

TEST(Table, FitsEveryWidthThatItsNumbersLeaveRoomFor) {
  const std::vector<std::string> names{"漢字漢字漢字漢字漢字", "a\x1b[2Jb",
                                       "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301"};
  const Report report = sorted_report(names);
  for (std::size_t width = 29; width < 80; ++width) {
    for (const std::string& line : lines_of(rendered("table", report, terminal_of(width)))) {
      EXPECT_LE(display_width(line), width) << line;
    }
  }
}

TEST(Table, ChangesNothingWithoutAWidth) {
  const std::vector<std::string> names{std::string(300, 'x')};
  const Report report = sorted_report(names);
  EXPECT_EQ(rendered("table", report, {.medium = Medium::kTerminal}), rendered("table", report));
}

}  // namespace
}  // namespace seenby
