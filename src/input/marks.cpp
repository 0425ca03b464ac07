// Marks as bytes: numbers as coded_bytes.h has them, lengths and lines are differences from the
// point before, checksums are words. Marks come in order of content.
//
//     count, then for each mark: last_seen, spacing_log, points,
//                                then for each point: length, 2 * lines + is_end, checksum
#include "input/marks.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "coded_bytes.h"
#include "seenby/error.h"

namespace seenby {
namespace {

constexpr std::uint32_t kMostSpacingLog = 62;
constexpr std::uint64_t kLatest = std::numeric_limits<std::int64_t>::max();

std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
  if (a + b < a) throw MalformedBytes();
  return a + b;
}

void write_mark(ByteWriter& out, const Mark& mark) {
  out.number(static_cast<std::uint64_t>(mark.last_seen));
  out.number(std::uint64_t{mark.spacing_log});
  out.number(std::uint64_t{mark.points.size()});
  MarkPoint before;
  for (const MarkPoint& point : mark.points) {
    out.number(point.length - before.length);
    out.number((point.lines - before.lines) << 1 | (point.is_end ? 1U : 0U));
    out.word(point.checksum);
    before = point;
  }
}

Mark read_mark(ByteReader& in) {
  Mark mark;
  mark.last_seen = static_cast<std::int64_t>(in.number(kLatest));
  mark.spacing_log = static_cast<std::uint32_t>(in.number(kMostSpacingLog));
  const std::uint64_t count = in.number(Mark::kMostPoints);
  if (count == 0) throw MalformedBytes();
  MarkPoint point;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t length = in.number();
    const std::uint64_t lines_and_end = in.number();
    const std::uint64_t lines = lines_and_end >> 1;
    if (length == 0 || lines > length) throw MalformedBytes();
    point = {sum(point.length, length), sum(point.lines, lines), in.word(),
             (lines_and_end & 1) != 0};
    mark.points.push_back(point);
  }
  if (!point.is_end) throw MalformedBytes();
  return mark;
}

/// The mark of an input that ended at that point of `mark`.
Mark cut_at(const Mark& mark, std::size_t point, std::int64_t last_seen) {
  Mark cut{{mark.points.begin(), mark.points.begin() + static_cast<std::ptrdiff_t>(point) + 1},
           mark.spacing_log,
           last_seen};
  cut.points.back().is_end = true;
  return cut;
}

/// What is enough to know a content again that another mark has all points of.
Mark ends_of(const Mark& mark) {
  const MarkPoint& head = mark.first_point_from(kWindowBytes);
  const std::uint64_t window = mark.length() - std::min(mark.length(), kWindowBytes);
  Mark ends{{}, mark.spacing_log, mark.last_seen};
  for (const MarkPoint& point :
       {mark.points.front(), head, mark.last_point_before(window), mark.points.back()}) {
    if (ends.points.empty() || point.length > ends.points.back().length) {
      ends.points.push_back(point);
    }
  }
  return ends;
}

}  // namespace

const MarkPoint& Mark::first_point_from(std::uint64_t from) const {
  const auto found = std::find_if(points.begin(), points.end(),
                                  [&](const MarkPoint& point) { return point.length >= from; });
  return found == points.end() ? points.back() : *found;
}

const MarkPoint& Mark::last_point_before(std::uint64_t to) const {
  const auto found = std::find_if(points.rbegin(), points.rend(),
                                  [&](const MarkPoint& point) { return point.length <= to; });
  return found == points.rend() ? points.front() : *found;
}

Marks Marks::parse(std::string_view bytes) {
  Marks marks;
  try {
    ByteReader in(bytes);
    for (std::uint64_t left = in.number(); left > 0; --left) {
      Mark mark = read_mark(in);
      if (!marks.marks_.empty() && mark.points <= marks.marks_.back().points) {
        throw MalformedBytes();
      }
      marks.marks_.push_back(std::move(mark));
    }
    if (!in.at_end()) throw MalformedBytes();
  } catch (const MalformedBytes&) {
    throw Error(ExitCode::kIo, "the list of counted inputs is damaged");
  }
  marks.uses_.resize(marks.marks_.size());
  return marks;
}

std::string Marks::bytes() const {
  std::vector<const Mark*> in_order;
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    if (uses_[i] != Use::kOutgrown) in_order.push_back(&marks_[i]);
  }
  std::sort(in_order.begin(), in_order.end(),
            [](const Mark* a, const Mark* b) { return a->points < b->points; });
  ByteWriter out;
  out.number(std::uint64_t{in_order.size()});
  for (const Mark* mark : in_order) write_mark(out, *mark);
  return out.bytes();
}

void Marks::add(Mark mark) {
  changed_ = true;
  const auto same = std::find_if(marks_.begin(), marks_.end(),
                                 [&](const Mark& known) { return known.points == mark.points; });
  if (same == marks_.end()) {
    marks_.push_back(std::move(mark));
    uses_.push_back(Use::kSeen);
  } else {
    same->last_seen = std::max(same->last_seen, mark.last_seen);
    uses_[static_cast<std::size_t>(same - marks_.begin())] = Use::kSeen;
  }
}

void Marks::grow(std::size_t index, Mark mark) {
  if (uses_[index] == Use::kSeen) {
    marks_[index] = ends_of(marks_[index]);
  } else {
    uses_[index] = Use::kOutgrown;
  }
  add(std::move(mark));
}

void Marks::saw(std::size_t index, std::size_t point, std::int64_t now) {
  Mark& mark = marks_[index];
  if (point + 1 < mark.points.size()) {
    add(ends_of(cut_at(mark, point, now)));
    return;
  }
  if (uses_[index] == Use::kOutgrown) mark = ends_of(mark);
  uses_[index] = Use::kSeen;
  if (now - mark.last_seen < kSeenGrain) return;
  mark.last_seen = now;
  changed_ = true;
}

void Marks::forget(std::int64_t before) {
  for (std::size_t i = marks_.size(); i-- > 0;) {
    if (marks_[i].last_seen >= before) continue;
    marks_.erase(marks_.begin() + static_cast<std::ptrdiff_t>(i));
    uses_.erase(uses_.begin() + static_cast<std::ptrdiff_t>(i));
    changed_ = true;
  }
}

}  // namespace seenby
