#include "tally/viewer_summary.h"

#include <bit>

namespace seenby {

RowViewers& RowViewers::operator+=(const RowViewers& other) {
  reach += other.reach;
  unique_clickers += other.unique_clickers;
  exclusive_reach += other.exclusive_reach;
  clicks_without_impression += other.clicks_without_impression;
  return *this;
}

ViewerSummary& ViewerSummary::operator+=(const ViewerSummary& other) {
  for (std::size_t i = 0; i < rows_.size(); ++i) rows_[i] += other.rows_[i];
  total_ += other.total_;
  return *this;
}

ViewerSummary::Seen& ViewerSummary::seen(std::uint64_t viewer) {
  const std::size_t mask = table_.size() - 1;
  std::size_t slot = ((viewer ^ process_seed()) * 0x9e3779b97f4a7c15) >> 20 & mask;
  while (table_[slot].taken && table_[slot].viewer != viewer) slot = (slot + 1) & mask;
  table_[slot].viewer = viewer;
  table_[slot].taken = true;
  return table_[slot];
}

void ViewerSummary::add(const ViewerTable& partition) {
  table_.assign(std::bit_ceil(partition.size() * 2 + 1), Seen{});
  for (const ViewerEntry& entry : partition.slots()) {
    if (entry.is_free()) continue;
    RowViewers& row = rows_[entry.group()];
    Seen& viewer = seen(entry.viewer());
    viewer.clicked |= entry.clicked();
    row.clicks_without_impression += entry.stray_clicks();
    total_.clicks_without_impression += entry.stray_clicks();
    if (!entry.reached()) continue;
    ++row.reach;
    row.unique_clickers += entry.clicked() ? 1 : 0;
    viewer.one_row = !viewer.reached;
    viewer.reached = true;
    viewer.group = entry.group();
  }
  for (const Seen& viewer : table_) {
    if (!viewer.reached) continue;
    ++total_.reach;
    total_.unique_clickers += viewer.clicked ? 1 : 0;
    if (viewer.one_row) {
      ++rows_[viewer.group].exclusive_reach;
      ++total_.exclusive_reach;
    }
  }
}

}  // namespace seenby
