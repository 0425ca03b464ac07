// The table for people: columns aligned by display width, numbers to the right. The widths need all
// rows before the first line is written, so each cell is made twice, once to measure and once to
// write: ten million rows then cost time but no memory.
#include <algorithm>
#include <string>
#include <vector>

#include "render/cell_text.h"
#include "render/display.h"
#include "render/renderers.h"
#include "render/shown_rows.h"
#include "render/text_buffer.h"

namespace seenby {
namespace {

constexpr std::string_view kGap = "  ";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kPlain = "\x1b[0m";

class Table {
 public:
  Table(const Report& report, const RenderOptions& options, TextSink& out)
      : columns_(report.columns),
        rows_(report, options.total, kReadableTotalLabel),
        options_(options),
        widths_(report.columns.size()),
        buffer_(out) {}

  void render() {
    measure();
    if (options_.header == Header::kShow) write_header();
    for (std::size_t row = 0; row < rows_.size(); ++row) write_row(row);
    buffer_.flush();
  }

 private:
  void set_name(std::size_t column) {
    cell_.clear();
    append_visible(cell_, columns_[column].name);
  }

  /// Makes the text of one cell; false when it has no value.
  bool set_cell(std::size_t row, std::size_t column) {
    cell_.clear();
    const Cell cell = rows_.cell(row, column);
    if (is_empty(cell)) {
      cell_ += kEmptyText;
      return false;
    }
    if (const auto* text = std::get_if<std::string_view>(&cell)) {
      append_visible(cell_, *text);
    } else {
      append_readable_number(cell_, cell, columns_[column].unit);
    }
    return true;
  }

  void measure() {
    if (options_.header == Header::kShow) {
      for (std::size_t column = 0; column < columns_.size(); ++column) {
        set_name(column);
        widths_[column] = display_width(cell_);
      }
    }
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      for (std::size_t column = 0; column < columns_.size(); ++column) {
        set_cell(row, column);
        widths_[column] = std::max(widths_[column], display_width(cell_));
      }
    }
  }

  /// Writes cell_ into its column. `style` is empty or an escape sequence.
  void put(std::size_t column, std::string_view style) {
    std::string& line = buffer_.text();
    if (column > 0) line += kGap;
    const std::size_t padding = widths_[column] - display_width(cell_);
    const bool to_the_right = columns_[column].unit != Unit::kText;
    if (to_the_right) line.append(padding, ' ');
    const bool painted = options_.paint == Paint::kColor && !style.empty();
    if (painted) line += style;
    line += cell_;
    if (painted) line += kPlain;
    if (!to_the_right) line.append(padding, ' ');
  }

  void end_line() {
    std::string& line = buffer_.text();
    while (!line.empty() && line.back() == ' ') line.pop_back();
    buffer_.end_line();
  }

  void write_header() {
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      set_name(column);
      put(column, kBold);
    }
    end_line();
  }

  void write_row(std::size_t row) {
    const std::string_view style = rows_.is_total(row) ? kBold : std::string_view();
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      const bool has_value = set_cell(row, column);
      put(column, has_value ? style : kDim);
    }
    end_line();
  }

  const std::vector<Column>& columns_;
  ShownRows rows_;
  RenderOptions options_;
  std::vector<std::size_t> widths_;
  TextBuffer buffer_;
  std::string cell_;
};

}  // namespace

void render_table(const Report& report, const RenderOptions& options, TextSink& out) {
  Table(report, options, out).render();
}

}  // namespace seenby
