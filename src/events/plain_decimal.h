// The numbers that logs are full of, `7`, `0.00125`, up to eight characters, read in one word
// instead of byte by byte: each step works on all digits at once.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "word.h"

namespace seenby {

struct PlainDecimal {
  std::uint64_t digit_bytes;  ///< without the point, values of one digit each, the last on top
  std::uint32_t decimals;     ///< digits behind the point

  /// The number that they make, without the point.
  [[nodiscard]] std::uint32_t digits() const {
    // Pairs of digits, then fours, then all eight.
    constexpr std::uint64_t kPairs = 0x000000FF000000FF;
    const std::uint64_t pairs = digit_bytes * 10 + (digit_bytes >> 8);
    return static_cast<std::uint32_t>(
        ((pairs & kPairs) * (100 + (std::uint64_t{1'000'000} << 32)) +
         (pairs >> 16 & kPairs) * (1 + (std::uint64_t{10'000} << 32))) >>
        32);
  }
};

/// Whether `word`, the first `size` bytes of a text and zeros behind them, is a JSON number without
/// sign and exponent; `number` becomes that. Written in place: an optional that is copied as a
/// whole waits for its parts.
inline bool read_plain_decimal(std::uint64_t word, std::size_t size, PlainDecimal& number) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kTops = 0x8080808080808080;
  // The lowest zero byte of what differs from points is the first point.
  const std::uint64_t unlike_point = word ^ (kOnes * '.');
  const std::uint64_t points = (unlike_point - kOnes) & ~unlike_point & kTops;
  const std::size_t point =
      points == 0 ? size : static_cast<std::size_t>(std::countr_zero(points)) / 8;
  std::uint64_t digits = word;
  std::size_t count = size;
  if (point < size) {
    const std::uint64_t before = (std::uint64_t{1} << point * 8) - 1;
    digits = (word & before) | (word >> 8 & ~before);
    --count;
  }
  const bool bare_point = point == 0 || point + 1 == size;
  const bool leading_zero = (word & 0xFF) == '0' && size > 1 && point != 1;
  if (bare_point || leading_zero) return false;
  // Digits to the top bytes, zeros below them, which are leading zeros of the number.
  digits = (digits << (8 - count) * 8) ^ (kOnes * '0' << (8 - count) * 8);
  const std::uint64_t above_nine = (digits + kOnes * 6) | digits;
  if ((above_nine & (kOnes * 0xF0)) != 0) return false;
  number.digit_bytes = digits;
  number.decimals = static_cast<std::uint32_t>(point < size ? size - point - 1 : 0);
  return true;
}

/// nullopt unless the text is a JSON number of at most eight characters without sign and exponent.
inline std::optional<PlainDecimal> read_plain_decimal(std::string_view text) {
  if (text.empty() || text.size() > 8) return std::nullopt;
  PlainDecimal number{};
  const std::uint64_t word = load_word(text.data(), text.size());
  return read_plain_decimal(word, text.size(), number) ? std::optional(number) : std::nullopt;
}

}  // namespace seenby
