// Draws the mark of a content while it is handed out. Costs a checksum and a count of newlines for
// each byte, and nothing else: for the next point only the first newline behind the next multiple
// of the spacing is looked for.
#pragma once

#include <cstdint>
#include <string_view>

#include "input/marks.h"

namespace seenby {

class MarkPen {
 public:
  /// At the start of a content that nothing is known of.
  MarkPen() = default;
  /// Behind point `index` of `mark`, whose points up to there are this content's too.
  MarkPen(const Mark& mark, std::size_t index);

  /// The bytes that come next; pieces need not be lines.
  void add(std::string_view bytes);

  /// What was added or gone on from so far.
  [[nodiscard]] const MarkPoint& place() const { return place_; }
  /// The first point at `length` or behind it, or the place: what the bytes before it must sum to.
  [[nodiscard]] MarkPoint first_point_from(std::uint64_t length) const;
  /// The mark of everything up to the place, which must not be the start.
  [[nodiscard]] Mark mark(std::int64_t last_seen) const;

 private:
  [[nodiscard]] bool crosses(const MarkPoint& before, const MarkPoint& point) const;
  void move(std::string_view bytes, std::uint64_t lines);
  /// For the last point.
  void thin_until_one_is_free();
  void drop_oldest_ends();
  /// Keeps the first point, those that lines have crossed a multiple for, and the ends.
  void thin();

  std::vector<MarkPoint> points_;
  std::uint32_t spacing_log_ = 0;
  MarkPoint place_;
};

}  // namespace seenby
