// Of the points at a spacing, those at twice the spacing are a part, and which they are is told by
// the points alone: a line that crosses a multiple of 2s crosses one of s, so it has a point, and
// the point before it is at or before the line's start. Where a run ended within such a line, each
// part of it is taken as a line.
#include "input/mark_pen.h"

#include <algorithm>
#include <utility>

#include "checksum.h"

namespace seenby {

MarkPen::MarkPen(const Mark& mark, std::size_t index)
    : points_(mark.points.begin(), mark.points.begin() + static_cast<std::ptrdiff_t>(index) + 1),
      spacing_log_(mark.spacing_log),
      place_(points_.back()) {
  drop_oldest_ends();
  thin_until_one_is_free();
}

void MarkPen::add(std::string_view bytes) {
  while (!bytes.empty()) {
    std::uint64_t next = place_.length + 1;
    if (!points_.empty()) {
      next = ((points_.back().length >> spacing_log_) + 1) << spacing_log_;
    }
    // A point is the first line end at `next` or behind it.
    const std::size_t from = next > place_.length ? next - place_.length - 1 : 0;
    const std::size_t newline = bytes.find('\n', from);
    const std::string_view step =
        bytes.substr(0, newline == std::string_view::npos ? newline : newline + 1);
    move(step, static_cast<std::uint64_t>(std::count(step.begin(), step.end(), '\n')));
    bytes.remove_prefix(step.size());
    if (newline == std::string_view::npos) return;
    points_.push_back(place_);
    thin_until_one_is_free();
  }
}

MarkPoint MarkPen::first_point_from(std::uint64_t length) const {
  const auto found = std::find_if(points_.begin(), points_.end(),
                                  [&](const MarkPoint& point) { return point.length >= length; });
  return found == points_.end() ? place_ : *found;
}

Mark MarkPen::mark(std::int64_t last_seen) const {
  Mark mark{points_, spacing_log_, last_seen};
  if (points_.empty() || points_.back().length != place_.length) mark.points.push_back(place_);
  mark.points.back().is_end = true;
  return mark;
}

bool MarkPen::crosses(const MarkPoint& before, const MarkPoint& point) const {
  return before.length >> spacing_log_ != point.length >> spacing_log_;
}

void MarkPen::move(std::string_view bytes, std::uint64_t lines) {
  place_ = {place_.length + bytes.size(), place_.lines + lines, crc64(place_.checksum, bytes)};
}

void MarkPen::thin_until_one_is_free() {
  while (points_.size() >= Mark::kMostPoints) {
    ++spacing_log_;
    thin();
  }
}

/// One more comes where this run ends.
void MarkPen::drop_oldest_ends() {
  auto ends = static_cast<std::size_t>(std::count_if(
      points_.begin(), points_.end(), [](const auto& point) { return point.is_end; }));
  if (ends < Mark::kMostEnds) return;
  for (auto point = points_.begin(); ends >= Mark::kMostEnds; ++point) {
    ends -= point->is_end ? 1 : 0;
    point->is_end = false;
  }
  thin();
}

void MarkPen::thin() {
  std::vector<MarkPoint> kept = {points_.front()};
  for (std::size_t i = 1; i < points_.size(); ++i) {
    if (points_[i].is_end || crosses(points_[i - 1], points_[i])) kept.push_back(points_[i]);
  }
  points_ = std::move(kept);
}

}  // namespace seenby
