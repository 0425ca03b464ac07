// The order of rows against a slow sort by its definition.
#include "report/row_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "parallel.h"
#include "report/columns.h"

namespace seenby {
namespace {

/// Rows of two group columns, some of whose values are missing, in any order.
class RandomRows {
 public:
  RandomRows(std::mt19937& random, std::size_t count, std::string_view start) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
      names.push_back(std::string(start) + std::string(random() % 12, 'x') + std::to_string(i));
    }
    std::shuffle(names.begin(), names.end(), random);
    for (std::size_t i = 0; i < count; ++i) {
      ReportRow row;
      const std::string& name = texts_.emplace_back(names[i]);
      row.group = {name, std::nullopt};
      // Once without the first value.
      if (i == count / 2) row.group = {std::nullopt, name};
      row.counts.impressions = random() % 3 == 0 ? 0 : random() % 4;
      row.counts.clicks = random() % 3;
      row.counts.reach = random() % 50 == 0 ? ~std::uint64_t{0} - random() % 2 : random() % 5;
      row.counts.spend.value = static_cast<std::int64_t>(random() % 5) - 2;
      if (random() % 40 == 0) {
        const absl::int128 large = std::numeric_limits<std::int64_t>::max();
        row.counts.spend.value = (random() % 2 == 0 ? large : -large) * (random() % 3);
      }
      report_.rows.push_back(row);
    }
    report_.group_by = {"content", "platform"};
  }

  [[nodiscard]] const Report& report() const { return report_; }

  [[nodiscard]] std::vector<std::uint32_t> slow_order(const RowOrder& order) const {
    std::vector<std::uint32_t> places(report_.rows.size());
    std::iota(places.begin(), places.end(), 0U);
    const ReportRows& rows = report_.rows;
    std::sort(places.begin(), places.end(), [&](std::uint32_t a, std::uint32_t b) {
      const Cell left = Report::cell(rows[a], order.column);
      const Cell right = Report::cell(rows[b], order.column);
      if (is_empty(left) != is_empty(right)) return is_empty(right);
      if (!is_empty(left)) {
        const int compared = compare(left, right);
        if (compared != 0) return (compared < 0) == (order.direction == SortOrder::kAscending);
      }
      return rows[a].group < rows[b].group;
    });
    return places;
  }

 private:
  static int compare(const Cell& a, const Cell& b) {
    const auto of = [](const auto& left, const auto& right) {
      return left < right ? -1 : right < left ? 1 : 0;
    };
    if (const auto* text = std::get_if<std::string_view>(&a)) {
      return of(*text, std::get<std::string_view>(b));
    }
    if (const auto* count = std::get_if<std::uint64_t>(&a)) {
      return of(*count, std::get<std::uint64_t>(b));
    }
    if (const auto* money = std::get_if<Micros>(&a)) {
      return of(money->value, std::get<Micros>(b).value);
    }
    return of(std::get<double>(a), std::get<double>(b));
  }

  std::deque<std::string> texts_;
  Report report_;
};

TEST(RowOrder, IsThatOfASlowSort) {
  std::mt19937 random(31);
  for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{40}, std::size_t{300},
                                  3 * kWorthAThread + 11}) {
    for (const std::string_view start : {"", "content-of-a-long-name-"}) {
      const RandomRows rows(random, count, start);
      for (const std::string name :
           {"impressions", "clicks", "reach", "spend", "ctr", "content", "platform"}) {
        for (const SortOrder direction : {SortOrder::kAscending, SortOrder::kDescending}) {
          const RowOrder order{find_column(name, rows.report().group_by, "--sort"), direction};
          const std::vector<std::uint32_t> expected = rows.slow_order(order);
          for (const std::size_t threads : {1U, 2U, 3U}) {
            const std::size_t all = std::numeric_limits<std::size_t>::max();
            ASSERT_EQ(row_order(rows.report(), order, all, threads), expected)
                << count << ' ' << name << " on " << threads;
            std::vector<std::uint32_t> first = row_order(rows.report(), order, count / 3, threads);
            first.resize(count / 3);
            ASSERT_TRUE(std::equal(first.begin(), first.end(), expected.begin()))
                << count << ' ' << name << " on " << threads;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace seenby
