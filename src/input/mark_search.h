// Finds how much of a content was counted before: fed the content from its start, it checks it at
// every point of every mark and knows the longest point that agrees. A mark is out at its first
// point that does not, so most are after one line; where nothing can agree any more, `is_over`.
// Limit: a few common lines are not taken for a common content, see kFewestLines.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "input/marks.h"

namespace seenby {

class MarkSearch {
 public:
  /// Keeps a reference.
  explicit MarkSearch(const Marks& marks);

  /// Where a content agrees with a mark.
  struct Found {
    std::size_t mark;
    std::size_t point;
  };

  /// The bytes that come next.
  void feed(std::string_view bytes);
  /// There are no more bytes. What a run had left of a mark is found now, however short.
  void end();
  /// Goes on behind the last point of `mark`, for which the caller answers.
  void jump(std::size_t mark);

  [[nodiscard]] bool is_over() const { return waiting_.empty(); }
  /// Marks of which more may agree, all of which agree so far.
  [[nodiscard]] std::vector<std::size_t> candidates() const;
  [[nodiscard]] const std::optional<Found>& found() const { return found_; }
  [[nodiscard]] std::uint64_t length() const { return length_; }
  [[nodiscard]] std::uint64_t checksum() const { return checksum_; }

 private:
  void move(std::string_view bytes);
  void check(const Found& expected);
  [[nodiscard]] const MarkPoint& point_of(const Found& found) const {
    return marks_[found.mark].points[found.point];
  }

  const std::vector<Mark>& marks_;
  std::multimap<std::uint64_t, Found> waiting_;  ///< by length of the point
  std::optional<Found> found_;
  std::optional<Found> short_end_;  ///< where a run had ended, of fewer lines
  std::uint64_t length_ = 0;
  std::uint64_t checksum_ = 0;
  std::uint64_t lines_end_ = 0;  ///< of the last whole line
  bool in_first_line_ = true;
};

}  // namespace seenby
