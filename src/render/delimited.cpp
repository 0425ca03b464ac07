// CSV and TSV: one loop over the cells, and the two ways to write a text cell. CSV is for
// spreadsheets too, which run a cell that looks like a formula, so such text gets a leading quote
// mark unless raw text is asked for. Numbers need neither quotes nor escapes.
#include <string>

#include "render/cell_text.h"
#include "render/display.h"
#include "render/renderers.h"
#include "render/shown_rows.h"
#include "render/text_buffer.h"

namespace seenby {
namespace {

constexpr std::string_view kTotalLabel = "TOTAL";

struct Dialect {
  char separator;
  std::string_view lone_empty;  ///< an empty cell that is the whole line, lest readers skip it
  void (*append_text)(std::string& out, std::string_view text, const RenderOptions& options);
};

bool looks_like_formula(std::string_view text) {
  constexpr std::string_view kFormulaStarts = "=+-@\t\r";
  return !text.empty() && kFormulaStarts.find(text.front()) != std::string_view::npos;
}

void append_csv_text(std::string& out, std::string_view text, const RenderOptions& options) {
  std::string value;
  if (options.csv_text == CsvText::kNeutralised && looks_like_formula(text)) value += '\'';
  if (options.medium == Medium::kTerminal) {
    append_visible(value, text);
  } else {
    value += text;
  }
  // An empty text is quoted too: that is how it differs from a missing one.
  const bool quoted = value.empty() || value.find_first_of("\",\r\n") != std::string::npos ||
                      value.front() == ' ' || value.back() == ' ';
  if (!quoted) {
    out += value;
    return;
  }
  out += '"';
  for (const char c : value) out.append(c == '"' ? 2 : 1, c);
  out += '"';
}

void append_tsv_text(std::string& out, std::string_view text, const RenderOptions& options) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    const bool breaks_row = point.value == '\t' || point.value == '\n' || point.value == '\r';
    if (point.value == '\\') {
      out += "\\\\";
    } else if (breaks_row || (options.medium == Medium::kTerminal && is_hidden(point))) {
      append_spelled(out, point);
    } else {
      out += point.bytes;
    }
    text.remove_prefix(point.bytes.size());
  }
}

constexpr Dialect kCsv{',', "\"\"", append_csv_text};
constexpr Dialect kTsv{'\t', "", append_tsv_text};

void append_cell(std::string& out, const Cell& cell, const Dialect& dialect,
                 const RenderOptions& options) {
  if (is_empty(cell)) return;
  if (const auto* text = std::get_if<std::string_view>(&cell)) {
    dialect.append_text(out, *text, options);
  } else {
    append_exact_number(out, cell);
  }
}

void render_delimited(const Report& report, const RenderOptions& options, const Dialect& dialect,
                      TextSink& out) {
  const ShownRows rows(report, options.total, kTotalLabel);
  const std::size_t columns = report.columns.size();
  TextBuffer buffer(out);
  std::string& text = buffer.text();
  if (options.header == Header::kShow) {
    for (std::size_t column = 0; column < columns; ++column) {
      if (column > 0) text += dialect.separator;
      dialect.append_text(text, report.columns[column].name, options);
    }
    buffer.end_line();
  }
  buffer.append_lines(rows.size(), options.threads, [&](std::string& line, std::size_t row) {
    report.rows.prefetch_behind(row);
    const ShownRows::Row shown = rows[row];
    for (std::size_t column = 0; column < columns; ++column) {
      if (column > 0) line += dialect.separator;
      const Cell cell = shown.cell(column);
      if (columns == 1 && is_empty(cell)) line += dialect.lone_empty;
      append_cell(line, cell, dialect, options);
    }
  });
  buffer.flush();
}

}  // namespace

void render_csv(const Report& report, const RenderOptions& options, TextSink& out) {
  render_delimited(report, options, kCsv, out);
}

void render_tsv(const Report& report, const RenderOptions& options, TextSink& out) {
  render_delimited(report, options, kTsv, out);
}

}  // namespace seenby
