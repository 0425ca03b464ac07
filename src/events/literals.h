// The literal bytes of a shape, which the lines that fit it have in common, and SIMD code that
// finds the lines without them (Highway, chosen for the CPU at run time).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "events/byte_index.h"
#include "word.h"

namespace seenby {

/// Literal bytes that are compared at once, those at a fixed distance from one mark of a line.
struct LiteralBlock {
  static constexpr std::size_t kBytes = 32;
  std::array<std::uint8_t, kBytes> bytes{};
  std::array<std::uint8_t, kBytes> mask{};  ///< all bits set where a byte counts
  std::uint32_t mark = 0;
  std::int32_t offset = 0;  ///< from the mark

  /// Whether text that has its mark at `at` differs.
  [[nodiscard]] bool differs(const char* at) const {
    const auto* const wanted = reinterpret_cast<const char*>(bytes.data());
    const auto* const counting = reinterpret_cast<const char*>(mask.data());
    std::uint64_t difference = 0;
    for (std::size_t i = 0; i < kBytes; i += 8) {
      difference |= (load_as<std::uint64_t>(at + offset + i) ^ load_as<std::uint64_t>(wanted + i)) &
                    load_as<std::uint64_t>(counting + i);
    }
    return difference != 0;
  }
};

class Literals {
 public:
  static constexpr std::size_t kMostLines = 32;

  /// At most LiteralBlock::kBytes of text.
  void add(std::string_view text, std::size_t mark, std::ptrdiff_t offset);
  // Wherever a line has its marks, LiteralBlock::kBytes are read at every block's place.
  /// Whether a line differs where the last suspect did: lines of one other shape all do so.
  [[nodiscard]] bool differs_again(const char* text, const MarkPlace* marks) const {
    const LiteralBlock& block = blocks_[suspect_];
    return block.differs(text + marks[block.mark]);
  }
  /// A bit for each line of a chunk, set where it differs. The lines, at most kMostLines, have as
  /// many marks each and stand one behind the other.
  [[nodiscard]] std::uint32_t differing_lines(const char* text, const MarkPlace* marks,
                                              std::size_t marks_per_line, std::size_t lines) const;
  /// Of a line that differs: where differs_again() will look.
  void suspect(const char* text, const MarkPlace* marks);

 private:
  std::vector<LiteralBlock> blocks_;  ///< never none
  std::size_t suspect_ = 0;
};

}  // namespace seenby
