// Random hostile text through every format, read back by readers that share no code with ours.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <array>
#include <random>

#include "render/display.h"
#include "render/read_back.h"
#include "render/sample_report.h"

namespace seenby {
namespace {

using test::lines_of;
using test::read_csv;
using test::read_tsv_text;
using test::rendered;
using test::report_of_names;

constexpr RenderOptions kBareRows{.header = Header::kHide, .total = TotalRow::kHide};
constexpr RenderOptions kBareTerminalRows{
    .header = Header::kHide, .total = TotalRow::kHide, .medium = Medium::kTerminal};

std::vector<std::string> hostile_names() {
  static constexpr std::array<std::string_view, 40> kPieces{
      "a",       "B",      "0",      " ",      ",",       "\"",     "\\",     "\n",
      "\r",      "\t",     "'",      "=",      "+",       "-",      "@",      "|",
      "`",       "*",      "<",      "&",      "{",       "]",      "\x01",   "\x1b",
      "\x1b[2J", "\x7f",   "\u0085", "\u009b", "\u202e",  "\u2066", "\u200f", "\u061c",
      "\u2028",  "\u2029", "é",      "漢",     "e\u0301", "🎬",      "\ufeff", "\U0010ffff"};
  std::mt19937 random(20240131);
  std::vector<std::string> names;
  for (int i = 0; i < 5000; ++i) {
    std::string& name = names.emplace_back();
    const std::size_t length = random() % 12;
    for (std::size_t k = 0; k < length; ++k) name += kPieces[random() % kPieces.size()];
    if (random() % 16 == 0) name += '\0';
  }
  return names;
}

void expect_json_rows(const std::string& text, const std::vector<std::string>& names) {
  const std::vector<std::string> lines = lines_of(text);
  ASSERT_EQ(lines.size(), names.size());
  simdjson::dom::parser parser;
  for (std::size_t i = 0; i < names.size(); ++i) {
    simdjson::dom::element row;
    ASSERT_EQ(parser.parse(lines[i]).get(row), simdjson::SUCCESS) << lines[i];
    std::string_view content;
    ASSERT_EQ(row["content"].get(content), simdjson::SUCCESS);
    EXPECT_EQ(content, names[i]);
  }
}

/// Looks for raw bytes, not code points: ours must not judge itself.
void expect_nothing_hidden(std::string_view text) {
  for (const char c : text) EXPECT_TRUE(c == '\n' || c == '\t' || c < 0 || (c >= 0x20 && c < 0x7f));
  for (const std::string_view hidden :
       {"\u0085", "\u009b", "\u202e", "\u2066", "\u200f", "\u061c", "\u2028", "\u2029"}) {
    EXPECT_EQ(text.find(hidden), std::string_view::npos);
  }
}

TEST(HostileText, RoundTripsThroughRawCsv) {
  const std::vector<std::string> names = hostile_names();
  RenderOptions options = kBareRows;
  options.csv_text = CsvText::kRaw;
  const auto rows = read_csv(rendered("csv", report_of_names(names), options));
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ((*rows)[i], (std::vector<std::string>{names[i], "7"}));
  }
}

TEST(HostileText, NeverStartsACsvCellAsAFormula) {
  const std::vector<std::string> names = hostile_names();
  const auto rows = read_csv(rendered("csv", report_of_names(names), kBareRows));
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), names.size());
  std::size_t neutralised = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string& shown = (*rows)[i].front();
    if (shown != names[i]) {
      EXPECT_EQ(shown, "'" + names[i]);
      ++neutralised;
    } else if (!shown.empty()) {
      EXPECT_EQ(std::string_view("=+-@\t\r").find(shown.front()), std::string_view::npos);
    }
  }
  EXPECT_GT(neutralised, 100U);
}

TEST(HostileText, RoundTripsThroughTsv) {
  const std::vector<std::string> names = hostile_names();
  const std::vector<std::string> lines =
      lines_of(rendered("tsv", report_of_names(names), kBareRows));
  ASSERT_EQ(lines.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::size_t tab = lines[i].find('\t');
    ASSERT_EQ(lines[i].substr(tab), "\t7");
    EXPECT_EQ(read_tsv_text(lines[i].substr(0, tab)), names[i]);
  }
}

TEST(HostileText, RoundTripsThroughJson) {
  const std::vector<std::string> names = hostile_names();
  expect_json_rows(rendered("jsonl", report_of_names(names), kBareRows), names);

  simdjson::dom::parser parser;
  simdjson::dom::array rows;
  const std::string text = rendered("json", report_of_names(names));
  ASSERT_EQ(parser.parse(text)["rows"].get(rows), simdjson::SUCCESS);
  ASSERT_EQ(rows.size(), names.size());
  std::size_t i = 0;
  for (const simdjson::dom::element row : rows) {
    std::string_view content;
    ASSERT_EQ(row["content"].get(content), simdjson::SUCCESS);
    EXPECT_EQ(content, names[i++]);
  }
}

TEST(HostileText, HasTheSameJsonValueOnATerminal) {
  const std::vector<std::string> names = hostile_names();
  const std::string text = rendered("jsonl", report_of_names(names), kBareTerminalRows);
  expect_json_rows(text, names);
  expect_nothing_hidden(text);
}

TEST(HostileText, IsNeverRawOnATerminal) {
  const std::vector<std::string> names = hostile_names();
  for (const RenderFormat& format : render_formats()) {
    if (format.writes != Writes::kReport) continue;
    SCOPED_TRACE(format.name);
    expect_nothing_hidden(rendered(format.name, report_of_names(names), kBareTerminalRows));
  }
}

TEST(HostileText, KeepsOneLinePerRowInTableAndMarkdown) {
  const std::vector<std::string> names = hostile_names();
  const Report report = report_of_names(names);
  for (const std::string_view format : {"table", "markdown"}) {
    const std::string text = rendered(format, report, kBareRows);
    EXPECT_EQ(lines_of(text).size(), names.size());
    expect_nothing_hidden(text);
  }
}

TEST(HostileText, KeepsTableColumnsAligned) {
  const std::vector<std::string> names = hostile_names();
  const std::vector<std::string> lines =
      lines_of(rendered("table", report_of_names(names), kBareRows));
  for (const std::string& line : lines) {
    EXPECT_EQ(display_width(line), display_width(lines.front())) << line;
  }
}

TEST(HostileText, AddsNoMarkdownCells) {
  const std::vector<std::string> names = hostile_names();
  for (const std::string& line :
       lines_of(rendered("markdown", report_of_names(names), kBareRows))) {
    std::size_t bars = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\') {
        ++i;
      } else if (line[i] == '|') {
        ++bars;
      }
    }
    EXPECT_EQ(bars, 3U) << line;
  }
}

}  // namespace
}  // namespace seenby
