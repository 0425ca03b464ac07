// What is counted of the viewers of each row: 16 bytes a row, so that those of many rows stay in
// the second-level cache. What is too much for 32 bits is carried to large counters, which few logs
// need. One per thread, and they add up.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "large_vector.h"

namespace seenby {

struct RowViewers {
  std::uint64_t reach = 0;
  std::uint64_t unique_clickers = 0;
  std::uint64_t exclusive_reach = 0;
  std::uint64_t clicks_without_impression = 0;
  std::uint64_t new_reach = 0;

  RowViewers& operator+=(const RowViewers& other);
  friend bool operator==(const RowViewers&, const RowViewers&) = default;
};

class ReachCounters {
 public:
  explicit ReachCounters(std::size_t rows = 0) : rows_(rows) {}

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  void prefetch(std::size_t row) const { __builtin_prefetch(&rows_[row], 1); }
  [[nodiscard]] RowViewers operator[](std::size_t row) const;

  /// Before so many entries of which each adds at most one to a counter, but for the clicks.
  void will_add(std::size_t entries) {
    if (added_ + entries > kMostAdded) carry_all();
    added_ += entries;
  }
  void add(std::size_t row, std::uint64_t reach, std::uint64_t unique_clickers,
           std::uint64_t exclusive_reach, std::uint64_t clicks_without_impression) {
    Row& counters = rows_[row];
    counters.reach_and_clickers += reach | unique_clickers << 32;
    const std::uint64_t more = exclusive_reach | clicks_without_impression << 32;
    if (__builtin_add_overflow(counters.exclusive_and_clicks, more, &counters.exclusive_and_clicks))
        [[unlikely]]
      carried_[row].clicks_without_impression += std::uint64_t{1} << 32;
  }
  /// Of what the last entries have added, at most one.
  void take_exclusive(std::size_t row, std::uint64_t exclusive_reach) {
    rows_[row].exclusive_and_clicks -= exclusive_reach;
  }
  void add_new(std::size_t row) { ++new_reach(row); }

  /// Instead of what was counted.
  void set(std::size_t row, const RowViewers& viewers);
  /// Both of as many rows.
  ReachCounters& operator+=(const ReachCounters& other);

 private:
  static constexpr std::uint64_t kMost = 0xFFFFFFFF;
  static constexpr std::uint64_t kMostAdded = kMost - 1;  ///< as carry_all() may leave one

  /// Each two counters of 32 bits, the first one in the low bits.
  struct alignas(16) Row {
    std::uint64_t reach_and_clickers = 0;
    std::uint64_t exclusive_and_clicks = 0;
  };
  void carry_all();
  std::uint32_t& new_reach(std::size_t row) {
    if (new_reach_.empty()) new_reach_.resize(rows_.size());
    return new_reach_[row];
  }

  LargeVector<Row> rows_;
  std::vector<std::uint32_t> new_reach_;  ///< by row; empty while there is none
  std::uint64_t added_ = 0;               ///< no counter but of the clicks is above this
  absl::flat_hash_map<std::size_t, RowViewers> carried_;
};

}  // namespace seenby
