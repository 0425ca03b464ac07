// A viewer's rows stand side by side, so one pass over the entries sees a viewer whole.
#include "tally/viewer_summary.h"

namespace seenby {
namespace {
/// How many entries ahead a row's sums are fetched.
constexpr std::size_t kAhead = 16;
}  // namespace

RowViewers& RowViewers::operator+=(const RowViewers& other) {
  reach += other.reach;
  unique_clickers += other.unique_clickers;
  exclusive_reach += other.exclusive_reach;
  clicks_without_impression += other.clicks_without_impression;
  new_reach += other.new_reach;
  return *this;
}

ViewerSummary& ViewerSummary::operator+=(const ViewerSummary& other) {
  for (std::size_t i = 0; i < rows_.size(); ++i) rows_[i] += other.rows_[i];
  total_ += other.total_;
  return *this;
}

void ViewerSummary::finish_viewer() {
  if (current_.rows_reached == 0) return;
  ++total_.reach;
  total_.unique_clickers += current_.has_clicked ? 1 : 0;
  if (current_.rows_reached == 1) {
    ++rows_[current_.last_row].exclusive_reach;
    ++total_.exclusive_reach;
  }
  for (const std::uint32_t group : earliest_) ++rows_[group].new_reach;
  total_.new_reach += earliest_.empty() ? 0 : 1;
  earliest_.clear();
}

void ViewerSummary::note_bucket(std::uint32_t group) {
  if (!earliest_.empty()) {
    const std::uint32_t rank = bucket_ranks_[group];
    const std::uint32_t earliest = bucket_ranks_[earliest_.front()];
    if (rank > earliest) return;
    if (rank < earliest) earliest_.clear();
  }
  earliest_.push_back(group);
}

void ViewerSummary::add(const ViewerEntry& entry) {
  if (entry.viewer() != current_.viewer) {
    finish_viewer();
    current_ = {entry.viewer(), 0, 0, false};
  }
  RowViewers& row = rows_[entry.group()];
  current_.has_clicked |= entry.has_clicked();
  row.clicks_without_impression += entry.stray_clicks();
  total_.clicks_without_impression += entry.stray_clicks();
  if (!entry.reached()) return;
  ++row.reach;
  row.unique_clickers += entry.has_clicked() ? 1 : 0;
  ++current_.rows_reached;
  current_.last_row = entry.group();
  if (!bucket_ranks_.empty()) note_bucket(entry.group());
}

void ViewerSummary::add(std::span<const ViewerEntry> entries) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i + kAhead < entries.size()) {
      __builtin_prefetch(&rows_[entries[i + kAhead].group()], 1);
    }
    add(entries[i]);
  }
}

void ViewerSummary::close() {
  finish_viewer();
  current_ = {};
}

}  // namespace seenby
