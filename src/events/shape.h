// A log writer prints the same skeleton line after line: the same keys, order and punctuation, and
// only the values differ. A shape is such a skeleton, learned from a line that was parsed: the
// literal bytes around the values, and which values the plan wants. A line that fits it byte for
// byte, with proper scalars in the gaps, is the same JSON but for those values, so it needs no
// parsing; any other line is left to the walker.
// What must hold of a line before it is matched: no backslash, no control character, valid UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "events/byte_index.h"
#include "events/line_values.h"

namespace seenby {

/// 16 bytes compared at once; a vector that every compiler and CPU of ours has.
using Lanes [[gnu::vector_size(16)]] = std::uint64_t;

class Shape {
 public:
  /// `line` ends with its newline, was found good, and `values` are what it holds. Null for a line
  /// with very many values, or with wanted ones that do not stand in it as they are.
  static std::unique_ptr<Shape> learn(std::string_view line, const LineValues& values);

  Shape(const Shape&) = delete;
  Shape& operator=(const Shape&) = delete;
  ~Shape() = default;

  /// One line of an indexed chunk of text.
  struct Line {
    const char* text;             ///< of the chunk
    std::size_t begin;            ///< of the line, in the chunk
    std::size_t newline;          ///< its end
    const std::uint32_t* quotes;  ///< places of its quotes
  };
  /// Whether the line fits. If so, values() are the line's; if not, they are of no line.
  bool match(const Line& line, const ByteIndex& index);
  /// How many quotes a line that fits has.
  [[nodiscard]] std::size_t quotes() const { return quotes_; }
  [[nodiscard]] const LineValues& values() const { return values_; }

 private:
  enum class Gap : std::uint8_t { kString, kScalar, kLineEnd };
  /// Literal bytes and the value behind them.
  struct Piece {
    std::uint32_t size;    ///< of the literal
    std::uint16_t blocks;  ///< of the literal
    std::uint16_t close;   ///< which of the line's quotes ends a string in the gap
    Gap gap;
    Value* value;  ///< where a value in the gap goes
  };
  /// A part of a literal and which of its bytes count.
  struct Block {
    Lanes bytes;
    Lanes mask;
  };

  explicit Shape(const LineValues& values) : values_(values) {}
  void add_piece(std::string_view literal, Gap gap, Value* value);
  bool place_values(std::string_view line, const std::vector<std::string_view>& gaps,
                    std::vector<Value*>& places);

  std::vector<Piece> pieces_;
  std::vector<Block> blocks_;  ///< of all literals, one behind the other
  std::size_t quotes_ = 0;
  LineValues values_;
  Value unwanted_;
};

}  // namespace seenby
