// A GitHub table. Text of the data is escaped so that it renders as the very characters it has;
// metric names stay as they are, since an underscore inside a word is no emphasis. Columns are not
// padded: whoever renders the table aligns it.
#include <string>

#include "render/cell_text.h"
#include "render/display.h"
#include "render/renderers.h"
#include "render/shown_rows.h"
#include "render/text_buffer.h"

namespace seenby {
namespace {

void append_markdown_text(std::string& out, std::string_view text) {
  constexpr std::string_view kActive = "\\`*_[]<>&|~$";
  std::string visible;
  append_visible(visible, text);
  for (const char c : visible) {
    if (kActive.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
}

void append_header(TextBuffer& buffer, const Report& report) {
  std::string& text = buffer.text();
  text += '|';
  for (const Column& column : report.columns) {
    text += ' ';
    if (column.metric != nullptr) {
      text += column.name;
    } else {
      append_markdown_text(text, column.name);
    }
    text += " |";
  }
  buffer.end_line();
  text += '|';
  for (const Column& column : report.columns) {
    text += column.unit == Unit::kText ? " --- |" : " ---: |";
  }
  buffer.end_line();
}

void append_cell(std::string& out, const Cell& cell, Unit unit) {
  if (is_empty(cell)) {
    out += kEmptyText;
  } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
    append_markdown_text(out, *text);
  } else {
    append_readable_number(out, cell, unit);
  }
}

}  // namespace

void render_markdown(const Report& report, const RenderOptions& options, TextSink& out) {
  const ShownRows rows(report, options.total, kReadableTotalLabel);
  TextBuffer buffer(out);
  std::string& text = buffer.text();
  if (options.header == Header::kShow) append_header(buffer, report);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const ShownRows::Row shown = rows[row];
    text += '|';
    for (std::size_t column = 0; column < report.columns.size(); ++column) {
      text += ' ';
      if (shown.is_label(column)) {
        text.append("**").append(kReadableTotalLabel).append("**");
      } else {
        append_cell(text, shown.cell(column), report.columns[column].unit);
      }
      text += " |";
    }
    buffer.end_line();
  }
  buffer.flush();
}

}  // namespace seenby
