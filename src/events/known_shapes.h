// The shapes that the lines of a log have, those that fit most often first, and whether it still
// pays to look for them: where most lines fit none, looking is given up for longer and longer runs
// of chunks, so that logs without a steady shape cost no more than the walk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "events/byte_index.h"
#include "events/line_tracer.h"
#include "events/record_builder.h"
#include "events/shape.h"

namespace seenby {

class KnownShapes {
 public:
  /// Whether the next chunk is worth begin_lines(); counts the chunks that are not.
  bool wants_chunk();
  /// Lines of the chunk, all of them or some, will be matched: `text`, which ends with a newline.
  /// What is before `readable_end` may be read. False when they cannot be: they are not valid
  /// UTF-8, or a line is very long.
  bool begin_lines(std::string_view text, const char* readable_end);
  /// A shape and the short way to its records, if there is one.
  struct Known {
    std::shared_ptr<Shape> shape;
    std::optional<PlainLine> plain;
    std::uint64_t matches = 0;
  };
  /// The shape that the line at `line` fits, or nullptr. `lines` becomes that line and those behind
  /// it that fit too, as far as it was tried.
  Known* match(const char* line, ShapedLines& lines);
  [[nodiscard]] std::vector<Known>& known() { return shapes_; }
  /// Leaves out a line that fits none; what is behind it.
  const char* skip_line(const char* line);
  /// Of a chunk that was wanted, behind its last lines.
  void end_chunk();
  /// Lines that fitted, of all chunks.
  [[nodiscard]] std::uint64_t matched() const { return all_matched_; }

  /// A line that was walked, in or outside a chunk: its shape is learned while that pays, and
  /// matched once it is adopted.
  void offer(std::string_view line, const LineValues& values, const RecordBuilder& builder);
  [[nodiscard]] bool has_learned() const { return !learned_shapes_.empty(); }
  /// Has what was learned take the places of the shapes that fit least.
  void adopt();

 private:
  static constexpr std::size_t kMostShapes = 32;
  /// Lines of a chunk may teach this many shapes.
  static constexpr std::size_t kMostLearned = 4;
  static constexpr std::size_t kLongestPause = 256;
  /// Lines are traced where at most one of this many does not fit the first shape.
  static constexpr std::size_t kSteady = 8;
  /// A block's last chunk may be of so few lines that they say nothing.
  static constexpr std::size_t kEnoughLines = 32;

  void find_special(std::size_t begin);
  Known* match_indexed(const char* line, ShapedLines& lines);
  Known* match_traced(const char* line, ShapedLines& lines);
  Known* count(std::size_t shape, const ShapedLines& lines);

  // A chunk has an index of its bytes, or its lines are traced by the shape that most of them have.
  LineTracer tracer_;
  std::shared_ptr<Shape> traced_;  ///< null: there is an index; kept while it is used
  ByteIndex index_;
  const char* text_ = nullptr;
  const MarkPlace* marks_ = nullptr;  ///< of the next line
  std::size_t next_special_ = 0;
  std::size_t lines_ = 0;      ///< of this chunk
  std::size_t matched_ = 0;    ///< of them
  std::size_t looked_at_ = 0;  ///< lines of as many last chunks as it takes to tell
  std::size_t steady_ = 0;     ///< of them, by the first shape
  bool is_steady_ = false;     ///< whether nearly all were
  std::size_t failed_ = 0;     ///< shapes that were tried and did not fit
  std::size_t learned_ = 0;    ///< in this chunk
  std::uint64_t all_matched_ = 0;
  std::size_t pause_ = 0;  ///< chunks to leave out
  std::size_t next_pause_ = 1;
  std::vector<Known> shapes_;             ///< those that fit most often first
  std::vector<std::size_t> shape_marks_;  ///< of each, where looking through them is fast
  std::vector<Known> learned_shapes_;     ///< since the last adopt()
};

}  // namespace seenby
