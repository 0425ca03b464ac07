// Points wait by their length; each is checked when the content has come to it, and the next point
// of its mark waits if it agreed. Of points that agree at one length, the last of its mark is the
// one found, since that mark can grow, and of several the one with most points.
#include "input/mark_search.h"

#include "checksum.h"

namespace seenby {

MarkSearch::MarkSearch(const Marks& marks) : marks_(marks.all()) {
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    waiting_.emplace(marks_[i].points.front().length, Found{i, 0});
  }
}

void MarkSearch::feed(std::string_view bytes) {
  const std::size_t last_newline = bytes.rfind('\n');
  if (last_newline != std::string_view::npos) lines_end_ = length_ + last_newline + 1;
  const std::size_t newline = in_first_line_ ? bytes.find('\n') : std::string_view::npos;
  while (!waiting_.empty() && waiting_.begin()->first <= length_ + bytes.size()) {
    const auto next = waiting_.extract(waiting_.begin());
    const std::size_t step = next.key() - length_;
    move(bytes.substr(0, step));
    bytes.remove_prefix(step);
    check(next.mapped());
  }
  move(bytes);
  if (newline == std::string_view::npos) return;
  in_first_line_ = false;
  // A mark whose first line is longer than this content's is of another one.
  std::erase_if(waiting_, [](const auto& entry) { return entry.second.point == 0; });
}

void MarkSearch::end() {
  if (!short_end_ || point_of(*short_end_).length < lines_end_) return;
  if (!found_ || point_of(*found_).length < point_of(*short_end_).length) found_ = short_end_;
}

void MarkSearch::jump(std::size_t mark) {
  const std::vector<std::size_t> others = candidates();
  const std::vector<MarkPoint>& points = marks_[mark].points;
  found_ = Found{mark, points.size() - 1};
  length_ = points.back().length;
  checksum_ = points.back().checksum;
  waiting_.clear();
  for (const std::size_t other : others) {
    std::size_t point = 0;
    while (point < marks_[other].points.size() && marks_[other].points[point].length <= length_) {
      ++point;
    }
    if (point < marks_[other].points.size()) {
      waiting_.emplace(marks_[other].points[point].length, Found{other, point});
    }
  }
}

std::vector<std::size_t> MarkSearch::candidates() const {
  std::vector<std::size_t> candidates;
  for (const auto& entry : waiting_) candidates.push_back(entry.second.mark);
  return candidates;
}

void MarkSearch::move(std::string_view bytes) {
  length_ += bytes.size();
  checksum_ = crc64(checksum_, bytes);
}

void MarkSearch::check(const Found& expected) {
  const std::vector<MarkPoint>& points = marks_[expected.mark].points;
  if (points[expected.point].checksum != checksum_) return;
  const bool is_last = expected.point + 1 == points.size();
  const MarkPoint& point = points[expected.point];
  if (!is_last && point.lines < kFewestLines) {
    if (point.is_end) short_end_ = expected;
  } else if (!found_ || point_of(*found_).length < length_) {
    found_ = expected;
  } else if (is_last) {
    const std::size_t found_points = marks_[found_->mark].points.size();
    const bool found_is_last = found_->point + 1 == found_points;
    if (!found_is_last || points.size() > found_points) found_ = expected;
  }
  if (is_last) return;
  waiting_.emplace(points[expected.point + 1].length, Found{expected.mark, expected.point + 1});
}

}  // namespace seenby
