// A viewer's rows stand side by side, so one pass over the entries sees a viewer whole. Viewers
// come with any number of rows, which may have been seen, clicked or both, so that a branch on any
// of it is guessed wrong: each entry changes what the one before it left, by what it adds.
#include "tally/viewer_summary.h"

namespace seenby {
namespace {

/// How many entries ahead a row's sums are fetched.
constexpr std::size_t kAhead = 16;

}  // namespace

ViewerSummary& ViewerSummary::operator+=(const ViewerSummary& other) {
  rows_ += other.rows_;
  total_ += other.total_;
  return *this;
}

void ViewerSummary::add(std::span<const ViewerEntry> entries) {
  rows_.will_add(entries.size());
  Current now = current_;
  RowViewers total;
  std::uint64_t seconds = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i + kAhead < entries.size()) rows_.prefetch(entries[i + kAhead].group());
    const ViewerEntry entry = entries[i];
    const std::uint64_t reached = entry.reached();
    const std::uint64_t clicked = entry.has_clicked();
    const std::uint64_t is_same = entry.viewer() == now.viewer;
    const std::uint64_t was_reached = now.is_reached & is_same;
    const std::uint64_t was_reached_again = now.is_reached_again & is_same;
    const std::uint64_t had_clicked = now.has_clicked & is_same;
    const std::uint64_t is_again = reached & was_reached;
    const std::uint64_t is_first = reached ^ is_again;
    const std::uint64_t is_second = is_again & ~was_reached_again;
    now.viewer = entry.viewer();
    now.is_reached = was_reached | reached;
    now.is_reached_again = was_reached_again | is_again;
    now.has_clicked = had_clicked | clicked;

    total.reach += is_first;
    total.unique_clickers += (now.has_clicked & now.is_reached) ^ (had_clicked & was_reached);
    total.clicks_without_impression += entry.stray_clicks();
    seconds += is_second;
    rows_.add(entry.group(), reached, reached & clicked, is_first, entry.stray_clicks());
    // Who sees a second row was not exclusive to the first one.
    rows_.take_exclusive(now.first_row, is_second);
    now.first_row = is_first != 0 ? entry.group() : now.first_row;
  }
  total.exclusive_reach = total.reach - seconds;
  current_ = now;
  total_ += total;
  if (!bucket_ranks_.empty()) add_new_reach(entries);
}

/// Of entries whose pairs are distinct.
void ViewerSummary::add_new_reach(std::span<const ViewerEntry> entries) {
  for (const ViewerEntry& entry : entries) {
    if (entry.viewer() != new_viewer_) finish_new_reach();
    new_viewer_ = entry.viewer();
    if (entry.reached()) note_bucket(entry.group());
  }
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

void ViewerSummary::finish_new_reach() {
  for (const std::uint32_t group : earliest_) rows_.add_new(group);
  total_.new_reach += earliest_.empty() ? 0 : 1;
  earliest_.clear();
}

void ViewerSummary::close() {
  finish_new_reach();
  current_ = {};
}

}  // namespace seenby
