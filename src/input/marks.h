// What a state remembers of the inputs that it has counted. An input is known by its content, never
// by its name or inode: a mark is a ladder of points (length, lines, checksum of all bytes before),
// each at a line end, of which the last one is what was counted. Points are where lines cross the
// multiples of a spacing, a power of two that doubles when there are too many, so a small log has a
// point at every line end; and where runs have ended, so a copy of a log as a run left it is known
// to its last line. Each input of a run ends where a mark ends: a copy keeps its own mark when the
// log beside it grows. Limits: a copy made between two runs of a large log, met after the second,
// is known only up to a point; the lines behind it, about 1/400 of the log, count again. And a new
// log that begins with all lines of a counted one, or with kFewestLines of it, is taken for its
// copy up to there.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seenby {

struct MarkPoint {
  std::uint64_t length = 0;    ///< decompressed bytes from the input's start
  std::uint64_t lines = 0;     ///< newlines among them
  std::uint64_t checksum = 0;  ///< crc64 of them
  bool is_end = false;         ///< a run has ended here
  // Its comparisons with 0 are the compiler's.
  auto operator<=>(const MarkPoint&) const = default;  // NOLINT(modernize-use-nullptr)
};

/// Of one content.
struct Mark {
  static constexpr std::size_t kMostPoints = 1024;
  /// The latest ones; a run every five minutes has so many in a day.
  static constexpr std::size_t kMostEnds = 300;
  std::vector<MarkPoint> points;  ///< by length, at least one; the first is the first line's end,
                                  ///< the last one a run's
  std::uint32_t spacing_log = 0;  ///< of the multiples that lines with a point have crossed
  std::int64_t last_seen = 0;     ///< seconds since 1970; see Marks::saw
  friend bool operator==(const Mark&, const Mark&) = default;

  [[nodiscard]] std::uint64_t length() const { return points.back().length; }
  /// The first point at `length` or behind it, or the last one.
  [[nodiscard]] const MarkPoint& first_point_from(std::uint64_t length) const;
  /// The last point at `length` or before it, or the first one.
  [[nodiscard]] const MarkPoint& last_point_before(std::uint64_t length) const;
};

/// Fewer than so many common lines are no copy, unless there are no others in the mark or none in
/// the file: logs without times begin alike, with a header or the same first events, but not for
/// long. So much of a short copy may count twice, which does less harm than a lost log.
inline constexpr std::uint64_t kFewestLines = 8;

/// A file is known again by about so many bytes of its start and of its end.
inline constexpr std::uint64_t kWindowBytes = std::uint64_t{64} << 10;

/// All marks of a state, during one run.
class Marks {
 public:
  /// How much older than the truth `last_seen` may be, so that a run without news changes nothing.
  static constexpr std::int64_t kSeenGrain = 3600;

  /// What bytes() gave. Throws Error(kIo) on anything else.
  static Marks parse(std::string_view bytes);
  /// Depends on the marks only, not on the order in which they came.
  [[nodiscard]] std::string bytes() const;

  [[nodiscard]] const std::vector<Mark>& all() const { return marks_; }
  /// Whether anything is to be written that parse() did not read.
  [[nodiscard]] bool changed() const { return changed_; }

  /// An input had this content, of which no mark had everything.
  void add(Mark mark);
  /// An input had the content of mark `index` and more, which `mark` is of. The old mark stays only
  /// for another input of this run that ends there.
  void grow(std::size_t index, Mark mark);
  /// An input ended at point `point` of mark `index`.
  void saw(std::size_t index, std::size_t point, std::int64_t now);
  /// Drops marks last seen before that time. An input with such content counts as new again. Spares
  /// what was seen at `now` when `before` is at most `now - kSeenGrain`.
  void forget(std::int64_t before);

 private:
  /// By inputs of this run.
  enum class Use : std::uint8_t { kUnused, kSeen, kOutgrown };

  std::vector<Mark> marks_;
  std::vector<Use> uses_;  ///< of each mark
  bool changed_ = false;
};

}  // namespace seenby
