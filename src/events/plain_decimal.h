// The numbers that logs are full of, `7`, `0.00125`, up to eight characters, each read as one word
// instead of byte by byte, and many at once by SIMD code (Highway, chosen for the CPU at run time).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace seenby {

struct PlainDecimal {
  std::uint32_t number;    ///< that the digits make, without the point
  std::uint32_t decimals;  ///< digits behind the point, at most 6

  [[nodiscard]] std::uint32_t digits() const { return number; }
};

/// Texts of which some are JSON numbers without sign and exponent: of each its size and its first
/// eight bytes, whatever is behind it.
class PlainDecimals {
 public:
  static constexpr std::size_t kMost = 64;

  /// Puts in a text.
  void set(std::size_t index, std::uint64_t word, std::size_t size) {
    words_[index] = word;
    sizes_[index] = size;
  }
  /// Whether somebody asks for the numbers, or only which texts are some.
  enum class Numbers : bool { kUnwanted, kWanted };
  /// Reads `count` > 0 of them, each of which was put in since the last time. Those behind are not
  /// put in yet.
  void read(std::size_t from, std::size_t count, Numbers numbers = Numbers::kWanted);
  /// Instead: none of them counts as plain or as true, false or null.
  void leave(std::size_t from, std::size_t count);

  // What follows is of texts that were read or left.
  [[nodiscard]] bool is_plain(std::size_t index) const { return (plain_ >> index & 1) != 0; }
  /// Of a plain one, where numbers are wanted.
  [[nodiscard]] PlainDecimal at(std::size_t index) const {
    return {static_cast<std::uint32_t>(words_[index]),
            static_cast<std::uint32_t>(words_[index] >> 32)};
  }
  /// A bit for each text that is neither plain nor true, false or null.
  [[nodiscard]] std::uint64_t others() const { return others_; }

  /// What SIMD code reads and fills in.
  struct Columns {
    const std::uint64_t* sizes;
    std::uint64_t* words;  ///< of plain ones, become the number and above it the decimals
    std::uint8_t* plain;   ///< a bit for each
    std::uint8_t* names;   ///< a bit for each that is true, false or null
  };

 private:
  /// SIMD code reads and writes some words at a time.
  static constexpr std::size_t kWords = kMost + 8;
  void set_bits(std::size_t from, std::size_t count, std::uint64_t plain, std::uint64_t others);

  std::array<std::uint64_t, kWords> sizes_{};
  std::array<std::uint64_t, kWords> words_{};
  std::uint64_t plain_ = 0;
  std::uint64_t others_ = 0;
};

}  // namespace seenby
