// Finds where the values of lines are by a shape alone: goes along each line, literal by literal,
// and looks in every gap for the byte that the next literal begins with. Where most lines of a
// chunk have one shape that is cheaper than an index of all bytes. To go along one line is a chain
// of loads that wait for each other, so several are gone along side by side, each from another part
// of the chunk (Highway, chosen for the CPU at run time).
// What no line of a shape may have (backslashes, control characters) ends a gap, too, and no
// literal begins with it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "events/byte_index.h"
#include "events/shape_steps.h"

namespace seenby {

class LineTracer {
 public:
  /// Goes along the lines of a chunk, at most ByteIndex::kMostBytes, which ends with a newline, by
  /// the steps of the shape that most of them have. So many bytes from its begin on may be read;
  /// kBlockPadding behind it are.
  void begin(const ShapeSteps& steps, std::string_view chunk, std::size_t readable);
  /// False where it saw something else than ASCII, in a line or where a search went astray.
  [[nodiscard]] bool is_ascii() const { return is_ascii_; }

  // Lines are given by where in the chunk they begin.
  /// Lines with all literals, one behind the other. Of their marks, as many for each, the last is
  /// there and those around wanted gaps. Valid until the next begin().
  struct Run {
    const MarkPlace* marks = nullptr;
    std::size_t count = 0;
  };
  /// The longest from this line on, which is the first that was not skipped, but at most so many.
  [[nodiscard]] Run run(std::size_t line, std::size_t most);
  /// Leaves out the next lines.
  void skip(std::size_t count);
  /// This line by any shape's steps; none where it is not valid UTF-8.
  [[nodiscard]] Run trace(const ShapeSteps& steps, std::size_t line);

  static constexpr std::size_t kTracks = 6;
  /// Room for all lines that fit, which have more bytes than marks. Where very many do not, a
  /// track's last lines are left out, as if none of them did.
  static constexpr std::size_t kMarksPerTrack = ByteIndex::kMostBytes + 1;
  /// What SIMD code reads and fills in.
  struct Tracks {
    const std::uint8_t* text;                 ///< of the chunk
    std::array<std::size_t, kTracks> at;      ///< the first line of each; then the next
    std::array<std::size_t, kTracks> stop;    ///< no line is begun from here on
    std::array<std::size_t, kTracks> rounds;  ///< becomes how many lines of each were gone along
    std::size_t most_rounds;
    MarkPlace* marks;    ///< of the first track's lines; the next one's are kMarksPerTrack behind
    std::uint8_t* fits;  ///< whether lines do, of each track in turn
    bool expects_ascii;  ///< lines with other bytes cost more, but all others less
    bool is_ascii;
  };

 private:
  [[nodiscard]] MarkPlace* marks_of(std::size_t track, std::size_t round) {
    return marks_.get() + track * kMarksPerTrack + round * marks_per_line_;
  }

  const std::uint8_t* text_ = nullptr;  ///< of the chunk
  std::size_t marks_per_line_ = 0;
  bool is_ascii_ = true;
  std::array<std::size_t, kTracks + 1> begins_{};  ///< of the tracks, and the chunk's end
  std::array<std::size_t, kTracks> rounds_{};      ///< lines of each that were gone along
  // Only what is used of them is touched.
  std::unique_ptr<MarkPlace[]> marks_;
  std::unique_ptr<MarkPlace[]> other_marks_;  ///< by other shapes, as far behind as the line
  std::vector<std::uint8_t> fits_;            ///< whether a line does, kTracks of each round
  std::size_t track_ = 0;                     ///< of the next line
  std::size_t round_ = 0;
};

}  // namespace seenby
