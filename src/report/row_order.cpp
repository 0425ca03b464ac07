// Rows are keyed once, by what settles nearly all comparisons, so that millions of them are sorted
// without being made again. Where those keys are short, as they are of counts, each is one number,
// which SIMD code sorts (Highway), and only rows of one key are compared.
#include "report/row_order.h"

#include <absl/numeric/int128.h>
#include <hwy/contrib/sort/vqsort.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <span>
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
std::size_t shared_start(const ReportRows& rows, std::size_t column, std::size_t threads) {
  std::optional<std::string_view> shared;
  std::mutex mutex;
  run_on_pieces(rows.size(), threads, [&](std::size_t begin, std::size_t end) {
    std::optional<std::string_view> mine;
    const auto add = [](std::optional<std::string_view>& start, std::string_view value) {
      if (!start) start = value;
      const auto [behind, other] =
          std::mismatch(start->begin(), start->end(), value.begin(), value.end());
      start = start->substr(0, static_cast<std::size_t>(behind - start->begin()));
    };
    for (std::size_t place = begin; place < end && mine != ""; ++place) {
      if (const auto value = rows.group(place)[column]) add(mine, *value);
    }
    const std::lock_guard lock(mutex);
    if (mine) add(shared, *mine);
  });
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
  RowSorter(const Report& report, const RowOrder& order, std::size_t threads)
      : rows_(report.rows),
        column_(order.column),
        ascending_(order.direction == SortOrder::kAscending),
        shared_(column_.metric == nullptr ? shared_start(rows_, column_.group_index, threads) : 0),
        shared_first_(shared_start(rows_, 0, threads)) {}

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

  /// Whether cells of one rank are equal: of a text the rank has the start alone, and all money
  /// beyond 64 bits has the same.
  [[nodiscard]] bool is_rank_cell(std::uint64_t rank) const {
    if (column_.unit == Unit::kText) return false;
    return column_.unit != Unit::kMoney || (rank != 0 && ~rank != 0);
  }

 private:
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

/// What is_before() looks at first as one number: whether the cell is empty, its rank above the
/// least one, the start of the group; and then the place.
class Packing {
 public:
  using Key = hwy::uint128_t;

  /// Nullopt where that is too long, or ranks alone do not tell the order of cells.
  static std::optional<Packing> of(const std::vector<Keyed>& rows, const RowSorter& sorter) {
    std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t most = 0;
    for (const Keyed& row : rows) {
      if (row.is_empty) continue;
      if (!sorter.is_rank_cell(row.rank)) return std::nullopt;
      least = std::min(least, row.rank);
      most = std::max(most, row.rank);
    }
    Packing packing;
    packing.least_ = least;
    packing.rank_bits_ = least <= most ? static_cast<int>(std::bit_width(most - least)) : 0;
    packing.place_bits_ = static_cast<int>(std::bit_width(rows.size()));
    if (1 + packing.rank_bits_ + 64 + packing.place_bits_ > 128) return std::nullopt;
    return packing;
  }

  [[nodiscard]] Key key(const Keyed& row) const {
    const absl::uint128 rank = row.is_empty ? absl::uint128(1) << rank_bits_ : row.rank - least_;
    const absl::uint128 key = (rank << 64 | row.group_start) << place_bits_ | row.place;
    return {absl::Uint128Low64(key), absl::Uint128High64(key)};
  }
  [[nodiscard]] std::uint32_t place(const Key& key) const {
    return static_cast<std::uint32_t>(key.lo & ((std::uint64_t{1} << place_bits_) - 1));
  }
  [[nodiscard]] bool is_same(const Key& a, const Key& b) const {
    return a.hi == b.hi && a.lo >> place_bits_ == b.lo >> place_bits_;
  }

 private:
  std::uint64_t least_ = 0;
  int rank_bits_ = 0;
  int place_bits_ = 0;
};

std::vector<std::uint32_t> packed_order(const std::vector<Keyed>& rows, const Packing& packing,
                                        const RowSorter& sorter, std::size_t threads) {
  using Key = Packing::Key;
  std::vector<Key> keys(rows.size());
  run_on_pieces(rows.size(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) keys[i] = packing.key(rows[i]);
  });
  sort_on_threads(keys.begin(), keys.end(), threads, std::less<>(), [](auto begin, auto end) {
    if (begin == end) return;
    hwy::Sorter()(&*begin, static_cast<std::size_t>(end - begin), hwy::SortAscending());
  });
  std::vector<std::uint32_t> places(rows.size());
  run_on_pieces(rows.size(), threads, [&](std::size_t begin, std::size_t end) {
    const auto continues = [&](std::size_t i) {
      return i > 0 && i < keys.size() && packing.is_same(keys[i - 1], keys[i]);
    };
    // A run of one key is the piece's in which it begins.
    std::size_t first = begin;
    while (first < end && continues(first)) ++first;
    while (first < end) {
      std::size_t behind = first + 1;
      while (continues(behind)) ++behind;
      const auto run = std::span(places).subspan(first, behind - first);
      std::transform(&keys[first], &keys[first] + run.size(), run.begin(),
                     [&](const Key& key) { return packing.place(key); });
      std::sort(run.begin(), run.end(), [&](std::uint32_t a, std::uint32_t b) {
        return sorter.is_before(rows[a], rows[b]);
      });
      first = behind;
    }
  });
  return places;
}

}  // namespace

std::vector<std::uint32_t> row_order(const Report& report, const RowOrder& order,
                                     std::size_t in_order, std::size_t threads) {
  const RowSorter sorter(report, order, threads);
  std::vector<Keyed> rows(report.rows.size());
  run_on_pieces(rows.size(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t place = begin; place < end; ++place) rows[place] = sorter.keyed(place);
  });
  if (in_order >= rows.size()) {
    if (const auto packing = Packing::of(rows, sorter)) {
      return packed_order(rows, *packing, sorter, threads);
    }
  }
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
