// Rows as JSON objects, for the formats that have them. Keys are the column names in column order,
// a missing value is null.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "render/cell_text.h"
#include "render/json_text.h"
#include "seenby/render.h"

namespace seenby {

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

  /// As an object, `more` being members behind the columns.
  void append_row(std::string& out, std::size_t row, std::string_view more = {}) const {
    report_.rows.prefetch_behind(row);
    const ReportRow made = report_.rows[row];
    append_object(out, more, [&](const Column& column) { return Report::cell(made, column); });
  }

  void append_total(std::string& out, std::string_view more = {}) const {
    append_object(out, more, [&](const Column& column) { return report_.total_cell(column); });
  }

 private:
  template <typename CellOf>
  void append_object(std::string& out, std::string_view more, CellOf cell_of) const {
    out += '{';
    for (std::size_t column = 0; column < keys_.size(); ++column) {
      if (column > 0) out += ',';
      out += keys_[column];
      append_value(out, cell_of(report_.columns[column]));
    }
    if (!more.empty() && !keys_.empty()) out += ',';
    out += more;
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

}  // namespace seenby
