// The literal bytes of a shape, which the lines that fit it have in common, and SIMD code that
// finds the lines without them (Highway, chosen for the CPU at run time).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "events/byte_index.h"

namespace seenby {

/// Literal bytes that are compared at once, those at a fixed distance from one mark of a line.
struct LiteralBlock {
  static constexpr std::size_t kBytes = 32;
  std::array<std::uint8_t, kBytes> bytes{};
  std::array<std::uint8_t, kBytes> mask{};  ///< all bits set where a byte counts
  std::uint32_t mark = 0;
  std::int32_t offset = 0;  ///< from the mark
};

class Literals {
 public:
  static constexpr std::size_t kMostLines = 32;

  /// At most LiteralBlock::kBytes of text.
  void add(std::string_view text, std::size_t mark, std::ptrdiff_t offset);
  /// A bit for each line of a chunk, set where it differs. The lines, at most kMostLines, have as
  /// many marks each and stand one behind the other. LiteralBlock::kBytes are read at every block's
  /// place.
  [[nodiscard]] std::uint32_t differing_lines(const char* text, const MarkPlace* marks,
                                              std::size_t marks_per_line, std::size_t lines) const;

 private:
  std::vector<LiteralBlock> blocks_;
};

}  // namespace seenby
