// JSON and JSON lines. Keys are the column names in column order, a missing value is null. In the
// JSON object each row has a line of its own, so that grep and head work on it.
#include <fmt/format.h>

#include <iterator>
#include <string>
#include <vector>

#include "render/cell_text.h"
#include "render/json_text.h"
#include "render/renderers.h"
#include "render/text_buffer.h"

namespace seenby {
namespace {

class JsonRows {
 public:
  JsonRows(const Report& report, const RenderOptions& options)
      : report_(report),
        escapes_(options.medium == Medium::kTerminal ? JsonEscapes::kVisible
                                                     : JsonEscapes::kRequired) {
    for (const Column& column : report.columns) {
      append_string(keys_.emplace_back(), column.name);
      keys_.back() += ':';
    }
  }

  void append_string(std::string& out, std::string_view text) const {
    append_json_string(out, text, escapes_);
  }

  void append_row(std::string& out, std::size_t row) const {
    append_object(out, [&](const Column& column) { return report_.cell(row, column); });
  }

  void append_total(std::string& out) const {
    append_object(out, [&](const Column& column) { return report_.total_cell(column); });
  }

 private:
  template <typename CellOf>
  void append_object(std::string& out, CellOf cell_of) const {
    out += '{';
    for (std::size_t column = 0; column < keys_.size(); ++column) {
      if (column > 0) out += ',';
      out += keys_[column];
      append_value(out, cell_of(report_.columns[column]));
    }
    out += '}';
  }

  void append_value(std::string& out, const Cell& cell) const {
    if (is_empty(cell)) {
      out += "null";
    } else if (const auto* text = std::get_if<std::string_view>(&cell)) {
      append_string(out, *text);
    } else {
      append_exact_number(out, cell);
    }
  }

  const Report& report_;
  JsonEscapes escapes_;
  std::vector<std::string> keys_;  ///< `"name":` of each column
};

void append_opening(std::string& out, const Report& report, const JsonRows& rows) {
  out += "{\"schema_version\":1,\"group_by\":[";
  std::string_view separator;
  for (const std::string& group : report.group_by) {
    out += separator;
    rows.append_string(out, group);
    separator = ",";
  }
  out += "],\"time_zone\":";
  rows.append_string(out, report.time_zone);
  out += ",\"reach\":{\"method\":";
  if (report.reach == ReachMethod::kExact) {
    out += "\"exact\"";
  } else {
    fmt::format_to(std::back_inserter(out), R"("approx","lg_k":{},"standard_error":{:.4g})",
                   report.reach_lg_k, nominal_reach_error(report.reach_lg_k));
  }
  out += "},\"rows\":[";
}

}  // namespace

void render_json(const Report& report, const RenderOptions& options, TextSink& out) {
  const JsonRows rows(report, options);
  TextBuffer buffer(out);
  std::string& text = buffer.text();
  append_opening(text, report, rows);
  buffer.end_line();
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    rows.append_row(text, row);
    if (row + 1 < report.rows.size()) text += ',';
    buffer.end_line();
  }
  text += ']';
  if (options.total == TotalRow::kShow) {
    text += ",\"total\":";
    rows.append_total(text);
  }
  text += ",\"accounting\":";
  text += accounting_json(report.accounting, report.inputs);
  text += '}';
  buffer.end_line();
  buffer.flush();
}

void render_jsonl(const Report& report, const RenderOptions& options, TextSink& out) {
  const JsonRows rows(report, options);
  TextBuffer buffer(out);
  std::string& text = buffer.text();
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    rows.append_row(text, row);
    buffer.end_line();
  }
  if (options.total == TotalRow::kShow) {
    text += "{\"total\":";
    rows.append_total(text);
    text += '}';
    buffer.end_line();
  }
  buffer.flush();
}

}  // namespace seenby
