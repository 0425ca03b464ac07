// A log writer prints the same skeleton line after line: the same keys, order and punctuation, and
// only the values differ. A shape is such a skeleton, learned from a line that was parsed: the
// literal bytes around the values, and which values the plan wants. A line that fits it byte for
// byte, with proper scalars in the gaps, is the same JSON but for those values, so it needs no
// parsing; any other line is left to the walker.
// Marks, which are a line's quotes and then its newline, tell where everything is: string values
// stand between two of them, and literal bytes at fixed distances from them. So the literals are
// compared in any order, and the newline, too, is found by counting: a newline inside a string
// would be a mark where the shape has a quote. Marks come from an index of the chunk's bytes, or
// the literals themselves lead to them (line_tracer.h). What must hold of a line before it is
// matched: no backslash, no control character, valid UTF-8.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/byte_index.h"
#include "events/line_values.h"
#include "events/literals.h"
#include "events/plain_decimal.h"
#include "events/shape_steps.h"
#include "word.h"

namespace seenby {

/// Where a value stands in the lines of a shape.
struct Place {
  enum class Kind : std::uint8_t { kNowhere, kString, kScalar };
  Kind kind = Kind::kNowhere;
  std::uint16_t index = 0;  ///< of the mark before a string; of a scalar among the line's

  friend bool operator==(const Place&, const Place&) = default;
};

/// Lines of a shape that are taken together: some that were matched at once and as many again.
inline constexpr std::size_t kMostShaped = 2 * Literals::kMostLines;

/// A number, true, false or null of each of some lines, from begin to end of their chunk.
struct ScalarColumn {
  std::array<std::uint32_t, kMostShaped> begins{};
  std::array<std::uint32_t, kMostShaped> ends{};
  PlainDecimals decimals;

  void set(std::size_t line, const char* chunk, std::uint32_t begin, std::uint32_t end) {
    begins[line] = begin;
    ends[line] = end;
    decimals.set(line, load_as<std::uint64_t>(chunk + begin), end - begin);
  }
  [[nodiscard]] std::string_view text(const char* chunk, std::size_t line) const {
    return {chunk + begins[line], ends[line] - begins[line]};
  }
};
static_assert(PlainDecimals::kMost == kMostShaped);

/// A line of a chunk that fits a shape. Valid until its shape is matched again or the next chunk
/// begins.
struct ShapedLine {
  const char* text;             ///< of the chunk
  const MarkPlace* marks;       ///< of the line; without an index those around what is wanted
  const ScalarColumn* scalars;  ///< the first gap's
  std::size_t index;            ///< in the columns

  [[nodiscard]] std::string_view string_at(Place place) const {
    const std::size_t begin = marks[place.index] + std::size_t{1};
    return {text + begin, marks[place.index + 1] - begin};
  }
  [[nodiscard]] std::string_view at(Place place) const {
    if (place.kind == Place::Kind::kString) return string_at(place);
    if (place.kind == Place::Kind::kNowhere) return {};
    return scalars[place.index].text(text, index);
  }
};

/// Lines of a chunk that fit a shape, in the order of the chunk. Valid as long as each.
struct ShapedLines {
  const char* text = nullptr;               ///< of the chunk
  const MarkPlace* const* marks = nullptr;  ///< of each line
  std::size_t marks_per_line = 0;
  const ScalarColumn* scalars = nullptr;  ///< the first gap's
  std::size_t first = 0;                  ///< in the columns
  std::size_t count = 0;

  [[nodiscard]] ShapedLine line(std::size_t index) const {
    return {text, marks[index], scalars, first + index};
  }
  /// What is behind the newline of a line.
  [[nodiscard]] const char* behind(std::size_t index) const {
    return text + marks[index][marks_per_line - 1] + 1;
  }
};

class Shape {
 public:
  /// `line` ends with its newline, was found good, and `values` are what it holds. Null for a line
  /// with very many values, or with wanted ones that do not stand in it as they are.
  static std::unique_ptr<Shape> learn(std::string_view line, const LineValues& values);

  Shape(const Shape&) = delete;
  Shape& operator=(const Shape&) = delete;
  ~Shape() = default;

  /// Where lines of an indexed chunk stand.
  struct Lines {
    const char* text;        ///< of the chunk
    std::size_t begin;       ///< of the first, in the chunk
    const MarkPlace* marks;  ///< from its first
    std::size_t special;     ///< the next byte that no shape has, at most the chunk's end
  };
  /// Whether the first of them has as many marks; most shapes have another number.
  [[nodiscard]] static bool may_match(std::size_t marks, const Lines& lines) {
    return ends_line(lines, lines.marks, marks);
  }
  [[nodiscard]] std::size_t marks() const { return marks_; }
  /// How many lines are, at once, after those that did not fit.
  [[nodiscard]] std::size_t worth_trying() const { return worth_trying_; }
  /// The lines that fit, up to the first that does not or as many as are worth trying at once. The
  /// first may_match(), and the shape is not full.
  ShapedLines match(const Lines& lines);
  /// Of lines of the chunk `text`, one behind the other, that have all literals: the same. There is
  /// room for them.
  ShapedLines match_traced(const char* text, const MarkPlace* marks, std::size_t count);
  /// For LineTracer.
  [[nodiscard]] const ShapeSteps& steps() const { return *steps_; }

  // Lines of a chunk may be gathered, as runs of one shape are short where shapes take turns.
  /// The first `count` of those that were matched last.
  void gather(std::size_t count) { gathered_ += count; }
  /// Whether there may be no room for the next ones.
  [[nodiscard]] bool is_full() const { return gathered_ > kMostShaped - Literals::kMostLines; }
  /// And begins anew; they are valid until the next match.
  ShapedLines take_gathered();

  /// The values of the line that the shape was learned from, or of the last that was filled in.
  [[nodiscard]] const LineValues& values() const { return values_; }
  const LineValues& fill_in(const ShapedLine& line);
  /// Of one of the values.
  [[nodiscard]] Place place_of(const Value& value) const;

 private:
  /// A gap for a scalar.
  struct Scalar {
    std::uint32_t mark_before;  ///< or kNoMark: then the scalar before it
    std::uint32_t offset;       ///< from there to its begin
    std::uint32_t mark_behind;  ///< or kNoMark: then `behind` stands there
    std::uint32_t distance;     ///< from its end to the mark
    PlainDecimals::Numbers numbers = PlainDecimals::Numbers::kUnwanted;
    std::string behind;
  };
  struct Wanted {
    Value* value;
    Place place;
  };
  enum class Before : std::uint8_t { kLineBegin, kString, kScalar };
  /// The first mark is before every scalar.
  static constexpr std::uint32_t kNoMark = 0;

  /// Without the line's entry keys, which are literals here.
  explicit Shape(const LineValues& values) : values_{values.scopes, {}, values.is_irregular} {}
  /// Whether the last of so many marks is a newline, and nothing special before it.
  static bool ends_line(const Lines& lines, const MarkPlace* marks, std::size_t count) {
    const std::size_t newline = marks[count - 1];
    return newline < lines.special && lines.text[newline] == '\n';
  }
  bool add_literal(std::string_view text, Before before);
  bool add_scalar(std::string_view literal);
  void add_wanted(Value* value, Place place);
  bool place_values(std::string_view line, const std::vector<std::string_view>& gaps,
                    std::vector<Value*>& places);
  [[nodiscard]] ShapedLines lines(const char* text, std::size_t first, std::size_t count) const {
    return {text, marks_of_.data() + first, marks_, found_.data(), first, count};
  }
  static void find_scalars(const Scalar& scalar, const ShapedLines& lines, ScalarColumn& found);
  void search_scalars(std::size_t index, const ShapedLines& lines);
  std::size_t match_scalar(std::size_t index, const ShapedLines& lines);

  ShapedLines match_scalars(ShapedLines lines);
  void learn_from(std::size_t tried, std::size_t fit);

  std::optional<ShapeSteps> steps_;
  Literals literals_;                ///< those with marks
  std::vector<Scalar> scalars_;      ///< in the order of the line
  std::vector<ScalarColumn> found_;  ///< by scalar
  std::size_t worth_trying_ = 1;     ///< lines at once
  std::size_t gathered_ = 0;
  const char* text_ = nullptr;                            ///< of their chunk
  std::array<const MarkPlace*, kMostShaped> marks_of_{};  ///< of each
  std::size_t marks_ = 0;
  std::size_t first_mark_ = 0;  ///< its place in the line
  LineValues values_;
  std::vector<Wanted> wanted_;
};

}  // namespace seenby
