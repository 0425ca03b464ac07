// The table for people: columns aligned by display width, numbers to the right. The widths need all
// rows before the first line is written, so each cell is made twice, once to measure and once to
// write: ten million rows then cost time but no memory. On a terminal whose width is known, text
// columns are shortened until the table fits, and in what is left the sorted column has a bar.
#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "render/bar.h"
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
        sorted_(sorted_column(report)),
        rows_(report, options.total, kReadableTotalLabel),
        options_(options),
        widths_(report.columns.size()),
        buffer_(out) {}

  void render() {
    measure();
    if (options_.width > 0) {
      fit();
      make_room_for_bar();
    }
    if (options_.header == Header::kShow) write_header();
    for (std::size_t place = 0; place < rows_.size(); ++place) write_row(rows_[place]);
    buffer_.flush();
  }

 private:
  void set_name(std::size_t column) {
    cell_.clear();
    append_visible(cell_, columns_[column].name);
  }

  /// Makes the text of one cell; false when it has no value.
  bool set_cell(const ShownRows::Row& row, std::size_t column) {
    cell_.clear();
    const Cell cell = row.cell(column);
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
    for (std::size_t place = 0; place < rows_.size(); ++place) {
      const ShownRows::Row row = rows_[place];
      for (std::size_t column = 0; column < columns_.size(); ++column) {
        set_cell(row, column);
        widths_[column] = std::max(widths_[column], display_width(cell_));
      }
    }
  }

  /// The index of the column with bars; that of no column when the sorted one is text or not shown.
  static std::size_t sorted_column(const Report& report) {
    const auto found =
        std::find_if(report.columns.begin(), report.columns.end(), [&](const Column& column) {
          return column.metric != nullptr && column.name == report.sorted_by;
        });
    return static_cast<std::size_t>(found - report.columns.begin());
  }

  [[nodiscard]] std::size_t table_width() const {
    return std::accumulate(widths_.begin(), widths_.end(),
                           widths_.empty() ? 0 : kGap.size() * (widths_.size() - 1));
  }

  /// Takes columns of the screen from whichever text column is the widest. Numbers are never cut:
  /// a table of many of them is wider than the terminal still.
  void fit() {
    constexpr std::size_t kLeastWidth = 8;
    for (std::size_t width = table_width(); width > options_.width; --width) {
      std::size_t* widest = nullptr;
      for (std::size_t column = 0; column < columns_.size(); ++column) {
        if (columns_[column].unit != Unit::kText || widths_[column] <= kLeastWidth) continue;
        if (widest == nullptr || widths_[column] > *widest) widest = &widths_[column];
      }
      if (widest == nullptr) return;
      --*widest;
    }
  }

  void make_room_for_bar() {
    constexpr std::size_t kLeastBar = 4;
    constexpr std::size_t kMostBar = 12;
    const std::size_t used = table_width() + 1;
    if (sorted_ == columns_.size() || options_.width < used + kLeastBar) return;
    for (std::size_t place = 0; place < rows_.size(); ++place) {
      const ShownRows::Row row = rows_[place];
      if (!row.is_total()) largest_ = std::max(largest_, number_of(row.cell(sorted_)));
    }
    if (largest_ > 0) bar_width_ = std::min(kMostBar, options_.width - used);
  }

  static double number_of(const Cell& cell) {
    if (is_empty(cell)) return 0;
    if (const auto* count = std::get_if<std::uint64_t>(&cell)) return static_cast<double>(*count);
    if (const auto* money = std::get_if<Micros>(&cell)) return static_cast<double>(money->value);
    return std::get<double>(cell);
  }

  /// `number` is 0 in the header and the total, which is beyond every scale.
  void put_bar(double number) {
    if (bar_width_ == 0) return;
    buffer_.text() += ' ';
    append_bar(buffer_.text(), number / largest_, bar_width_);
  }

  /// Writes cell_ into its column. `style` is empty or an escape sequence.
  void put(std::size_t column, std::string_view style) {
    std::string& line = buffer_.text();
    if (column > 0) line += kGap;
    if (display_width(cell_) > widths_[column]) {
      std::string shortened;
      append_shortened(shortened, cell_, widths_[column]);
      cell_ = std::move(shortened);
    }
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
      if (column == sorted_) put_bar(0);
    }
    end_line();
  }

  void write_row(const ShownRows::Row& row) {
    const std::string_view style = row.is_total() ? kBold : std::string_view();
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      const bool has_value = set_cell(row, column);
      put(column, has_value ? style : kDim);
      if (column == sorted_) put_bar(row.is_total() ? 0 : number_of(row.cell(column)));
    }
    end_line();
  }

  const std::vector<Column>& columns_;
  std::size_t sorted_;
  std::size_t bar_width_ = 0;  ///< 0: no bar
  double largest_ = 0;
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
