// JSON and JSON lines. Keys are the column names in column order, a missing value is null. In the
// JSON object each row has a line of its own, so that grep and head work on it.
#include <fmt/format.h>

#include <iterator>
#include <string>

#include "render/json_rows.h"
#include "render/renderers.h"
#include "render/text_buffer.h"

namespace seenby {
namespace {

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
  buffer.append_lines(report.rows.size(), options.threads, [&](std::string& line, std::size_t row) {
    rows.append_row(line, row);
    if (row + 1 < report.rows.size()) line += ',';
  });
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
  buffer.append_lines(report.rows.size(), options.threads,
                      [&](std::string& line, std::size_t row) { rows.append_row(line, row); });
  if (options.total == TotalRow::kShow) {
    text += "{\"total\":";
    rows.append_total(text);
    text += '}';
    buffer.end_line();
  }
  buffer.flush();
}

}  // namespace seenby
