// Where the bytes that matter stand in a chunk of lines: the places of all quotes and newlines, and
// a bit for each byte that a guess at a line's shape must not meet. One SIMD sweep (Highway, chosen
// for the CPU at run time), cheaper than finding JSON tokens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "word.h"

namespace seenby {

/// A bit for each byte of a chunk, with set bits behind the last so that every search ends.
class ByteSet {
 public:
  explicit ByteSet(const unsigned char* bits) : bits_(bits) {}

  /// The first such byte at or behind `from`, or some place at or behind the chunk's end.
  [[nodiscard]] std::size_t next(std::size_t from) const {
    const std::uint64_t word = load(bits_ + from / 8) >> from % 8;
    return word != 0 ? from + static_cast<std::size_t>(__builtin_ctzll(word)) : next_far(from);
  }

 private:
  static std::uint64_t load(const unsigned char* from) {
    return load_as<std::uint64_t>(reinterpret_cast<const char*>(from));
  }
  [[nodiscard]] std::size_t next_far(std::size_t from) const {
    std::size_t byte = from / 8 + 8;
    std::uint64_t word = 0;
    while ((word = load(bits_ + byte)) == 0) byte += 8;
    return byte * 8 + static_cast<std::size_t>(__builtin_ctzll(word));
  }

  const unsigned char* bits_;
};

/// A place in a chunk: small, as a sweep writes many.
using MarkPlace = std::uint16_t;

/// Where a sweep writes.
struct ByteMaps {
  MarkPlace* marks;
  std::uint8_t* specials;
};

class ByteIndex {
 public:
  static constexpr std::size_t kMostBytes = std::numeric_limits<MarkPlace>::max();
  /// At most kMostBytes, behind which 64 must be readable.
  void build(const char* text, std::size_t size);

  [[nodiscard]] std::size_t size() const { return size_; }
  /// The places of all quotes and newlines in order, then kBeyond times the text's end.
  [[nodiscard]] const MarkPlace* marks() const { return marks_.data(); }
  static constexpr std::size_t kBeyond = 1024;

  /// Backslashes, and control characters other than newlines.
  [[nodiscard]] ByteSet specials() const { return ByteSet(specials_.data()); }
  [[nodiscard]] bool is_ascii() const { return is_ascii_; }

 private:
  static constexpr std::size_t kSentinelBytes = 16;

  std::size_t size_ = 0;
  std::vector<MarkPlace> marks_;
  std::vector<unsigned char> specials_;
  bool is_ascii_ = true;
};

}  // namespace seenby
