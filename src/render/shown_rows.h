// The rows that a format with one line per row shows: those of the report and, when asked for, the
// total row after them with a label in its first group column. If no group column is shown there
// is no place for the label.
#pragma once

#include <cstddef>
#include <string_view>

#include "seenby/render.h"

namespace seenby {

/// The label of the total row for people: says that its reach is not a sum.
inline constexpr std::string_view kReadableTotalLabel = "TOTAL (deduplicated)";

class ShownRows {
 public:
  /// `report` and `total_label` must outlive this.
  ShownRows(const Report& report, TotalRow total, std::string_view total_label)
      : report_(report),
        label_(total_label),
        size_(report.rows.size() + (total == TotalRow::kShow ? 1 : 0)),
        label_column_(first_group_column(report)) {}

  [[nodiscard]] std::size_t size() const { return size_; }

  /// One of them, made once for all its cells. Valid while the rows are.
  class Row {
   public:
    [[nodiscard]] bool is_total() const { return is_total_; }
    /// True for the cell that holds the label of the total row.
    [[nodiscard]] bool is_label(std::size_t column) const {
      return is_total_ && column == rows_.label_column_;
    }
    [[nodiscard]] Cell cell(std::size_t column) const {
      if (is_label(column)) return rows_.label_;
      const Column& shown = rows_.report_.columns[column];
      return is_total_ ? rows_.report_.total_cell(shown) : Report::cell(row_, shown);
    }

   private:
    friend class ShownRows;
    Row(const ShownRows& rows, std::size_t place)
        : rows_(rows), is_total_(place == rows.report_.rows.size()) {
      if (!is_total_) row_ = rows.report_.rows[place];
    }

    const ShownRows& rows_;
    bool is_total_;
    ReportRow row_;
  };
  [[nodiscard]] Row operator[](std::size_t place) const { return {*this, place}; }

 private:
  static std::size_t first_group_column(const Report& report) {
    std::size_t column = 0;
    while (column < report.columns.size() && report.columns[column].metric != nullptr) ++column;
    return column;
  }

  const Report& report_;
  std::string_view label_;
  std::size_t size_;
  std::size_t label_column_;
};

}  // namespace seenby
