#include "tally/reach_counters.h"

#include <algorithm>

namespace seenby {

RowViewers& RowViewers::operator+=(const RowViewers& other) {
  reach += other.reach;
  unique_clickers += other.unique_clickers;
  exclusive_reach += other.exclusive_reach;
  clicks_without_impression += other.clicks_without_impression;
  new_reach += other.new_reach;
  return *this;
}

RowViewers ReachCounters::operator[](std::size_t row) const {
  const Row& counters = rows_[row];
  RowViewers viewers{counters.reach_and_clickers & kMost, counters.reach_and_clickers >> 32,
                     counters.exclusive_and_clicks & kMost, counters.exclusive_and_clicks >> 32};
  if (!new_reach_.empty()) viewers.new_reach = new_reach_[row];
  if (const auto carried = carried_.find(row); carried != carried_.end()) {
    viewers += carried->second;
  }
  return viewers;
}

void ReachCounters::carry_all() {
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    RowViewers viewers = (*this)[row];
    if (viewers == RowViewers()) continue;
    // One may be taken back.
    const std::uint64_t kept = std::min<std::uint64_t>(viewers.exclusive_reach, 1);
    viewers.exclusive_reach -= kept;
    carried_[row] = viewers;
    rows_[row] = {.exclusive_and_clicks = kept};
  }
  std::fill(new_reach_.begin(), new_reach_.end(), 0);
  added_ = 1;
}

void ReachCounters::set(std::size_t row, const RowViewers& viewers) {
  added_ = kMostAdded;
  rows_[row] = {};
  if (!new_reach_.empty()) new_reach_[row] = 0;
  carried_.erase(row);
  const bool is_large =
      std::max({viewers.reach, viewers.unique_clickers, viewers.exclusive_reach,
                viewers.clicks_without_impression, viewers.new_reach}) > kMostAdded;
  if (is_large) {
    carried_[row] = viewers;
    return;
  }
  add(row, viewers.reach, viewers.unique_clickers, viewers.exclusive_reach,
      viewers.clicks_without_impression);
  if (viewers.new_reach != 0) new_reach(row) = static_cast<std::uint32_t>(viewers.new_reach);
}

ReachCounters& ReachCounters::operator+=(const ReachCounters& other) {
  will_add(other.added_);
  for (std::size_t i = 0; i < other.rows_.size(); ++i) {
    const Row& row = other.rows_[i];
    add(i, row.reach_and_clickers & kMost, row.reach_and_clickers >> 32,
        row.exclusive_and_clicks & kMost, row.exclusive_and_clicks >> 32);
  }
  for (std::size_t i = 0; i < other.new_reach_.size(); ++i) new_reach(i) += other.new_reach_[i];
  for (const auto& [row, viewers] : other.carried_) carried_[row] += viewers;
  return *this;
}

}  // namespace seenby
