// Rows are keyed once, by what settles nearly all comparisons, so that millions of them are sorted
// without being made again.
#include "report/row_order.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>

#include "parallel.h"

namespace seenby {
namespace {

/// Of two cells of one column that are both there.
bool is_less(const Cell& a, const Cell& b) {
  return std::visit(
      [&](const auto& value) {
        using Type = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Type, std::monostate>) {
          return false;
        } else if constexpr (std::is_same_v<Type, Micros>) {
          return value.value < std::get<Micros>(b).value;
        } else {
          return value < std::get<Type>(b);
        }
      },
      a);
}

/// The first 8 bytes, of which an earlier text's are never more.
std::uint64_t start_of(std::string_view text) {
  std::uint64_t start = 0;
  for (std::size_t i = 0; i < sizeof start; ++i) {
    start = start << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return start;
}

/// How many bytes all values of a group column begin with.
std::size_t shared_start(const ReportRows& rows, std::size_t column) {
  std::optional<std::string_view> shared;
  for (std::size_t place = 0; place < rows.size() && shared != ""; ++place) {
    const auto value = rows.group(place)[column];
    if (!value) continue;
    if (!shared) shared = value;
    const auto [end, other] =
        std::mismatch(shared->begin(), shared->end(), value->begin(), value->end());
    shared = shared->substr(0, static_cast<std::size_t>(end - shared->begin()));
  }
  return shared ? shared->size() : 0;
}

/// A number that is never more than that of a greater cell of its column, whose texts all begin
/// with the same `shared` bytes.
std::uint64_t rank_of(const Cell& cell, std::size_t shared) {
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  if (const auto* count = std::get_if<std::uint64_t>(&cell)) return *count;
  if (const auto* text = std::get_if<std::string_view>(&cell)) {
    return start_of(text->substr(shared));
  }
  if (const auto* money = std::get_if<Micros>(&cell)) {
    using Limits = std::numeric_limits<std::int64_t>;
    const auto value = std::clamp<absl::int128>(money->value, Limits::min(), Limits::max());
    return static_cast<std::uint64_t>(value) ^ kSign;
  }
  if (const auto* number = std::get_if<double>(&cell)) {
    const auto bits = std::bit_cast<std::uint64_t>(*number + 0.0);  // -0.0 is no less than 0.0
    return (bits & kSign) != 0 ? ~bits : bits ^ kSign;
  }
  return 0;
}

/// A row as the sort sees it.
struct Keyed {
  std::uint64_t rank;         ///< of the sorted cell, the lesser first
  std::uint64_t group_start;  ///< of the first group value
  std::uint32_t place;
  bool is_empty;  ///< the sorted cell
};

class RowSorter {
 public:
  RowSorter(const Report& report, const RowOrder& order)
      : rows_(report.rows),
        column_(order.column),
        ascending_(order.direction == SortOrder::kAscending),
        shared_(column_.metric == nullptr ? shared_start(rows_, column_.group_index) : 0),
        shared_first_(shared_start(rows_, 0)) {}

  [[nodiscard]] Keyed keyed(std::size_t place) const {
    const ReportRow row = rows_[place];
    const Cell cell = Report::cell(row, column_);
    const std::uint64_t rank = rank_of(cell, shared_);
    const auto& first = row.group.front();
    return {ascending_ ? rank : ~rank, first ? start_of(first->substr(shared_first_)) : 0,
            static_cast<std::uint32_t>(place), is_empty(cell)};
  }

  [[nodiscard]] bool is_before(const Keyed& a, const Keyed& b) const {
    if (a.is_empty != b.is_empty) return b.is_empty;
    if (a.rank != b.rank) return a.rank < b.rank;
    if (!a.is_empty && !is_rank_cell(a.rank)) {
      const Cell left = cell(a);
      const Cell right = cell(b);
      if (is_less(left, right)) return ascending_;
      if (is_less(right, left)) return !ascending_;
    }
    if (a.group_start != b.group_start) return a.group_start < b.group_start;
    return rows_.group(a.place) < rows_.group(b.place);
  }

 private:
  /// Whether cells of one rank are equal: of a text the rank has the start alone, and all money
  /// beyond 64 bits has the same.
  [[nodiscard]] bool is_rank_cell(std::uint64_t rank) const {
    if (column_.unit == Unit::kText) return false;
    return column_.unit != Unit::kMoney || (rank != 0 && ~rank != 0);
  }

  [[nodiscard]] Cell cell(const Keyed& row) const {
    if (column_.metric != nullptr) return Report::cell(rows_[row.place], column_);
    const auto value = rows_.group(row.place)[column_.group_index];
    return value ? Cell(*value) : Cell();
  }

  const ReportRows& rows_;
  const Column& column_;
  bool ascending_;
  std::size_t shared_;        ///< bytes that texts of the sorted column begin with
  std::size_t shared_first_;  ///< likewise, of the first group column
};

}  // namespace

std::vector<std::uint32_t> row_order(const Report& report, const RowOrder& order,
                                     std::size_t in_order, std::size_t threads) {
  const RowSorter sorter(report, order);
  std::vector<Keyed> rows(report.rows.size());
  run_on_pieces(rows.size(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t place = begin; place < end; ++place) rows[place] = sorter.keyed(place);
  });
  const auto is_before = [&](const Keyed& a, const Keyed& b) { return sorter.is_before(a, b); };
  auto end = rows.end();
  if (in_order < rows.size()) {
    end = rows.begin() + static_cast<std::ptrdiff_t>(in_order);
    std::nth_element(rows.begin(), end, rows.end(), is_before);
  }
  sort_on_threads(rows.begin(), end, threads, is_before);
  std::vector<std::uint32_t> places(rows.size());
  std::transform(rows.begin(), rows.end(), places.begin(),
                 [](const Keyed& row) { return row.place; });
  return places;
}

}  // namespace seenby
