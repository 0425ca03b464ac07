// Loads of up to 8 bytes as one word, without reading beyond them. Wide loads overlap instead of
// copying byte by byte, because a copy through memory stalls the load that follows it.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace seenby {

static_assert(std::endian::native == std::endian::little, "words are texts' bytes in order");

template <typename Word>
std::uint64_t load_as(const char* from) {
  Word word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// The first `size` <= 8 bytes, little endian, the rest zero.
inline std::uint64_t load_word(const char* from, std::size_t size) {
  if (size == 8) return load_as<std::uint64_t>(from);
  if (size >= 4) {
    return load_as<std::uint32_t>(from) | load_as<std::uint32_t>(from + size - 4)
                                              << (8 * (size - 4));
  }
  if (size >= 2) {
    return load_as<std::uint16_t>(from) | load_as<std::uint16_t>(from + size - 2)
                                              << (8 * (size - 2));
  }
  return size == 1 ? load_as<std::uint8_t>(from) : 0;
}

/// A word of 1 to 64 bits that are set.
constexpr std::uint64_t lowest_bits(std::size_t count) { return ~std::uint64_t{0} >> (64 - count); }

/// The number that eight digits make, a value of 0 to 9 in each byte, the first in the lowest.
constexpr std::uint32_t number_of_digits(std::uint64_t digits) {
  // Pairs of digits, then fours, then all eight.
  constexpr std::uint64_t kPairs = 0x000000FF000000FF;
  const std::uint64_t pairs = digits * 10 + (digits >> 8);
  return static_cast<std::uint32_t>(
      ((pairs & kPairs) * (100 + (std::uint64_t{1'000'000} << 32)) +
       (pairs >> 16 & kPairs) * (1 + (std::uint64_t{10'000} << 32))) >>
      32);
}

/// The word of a text of at most 8 bytes.
constexpr std::uint64_t word_of(std::string_view text) {
  std::uint64_t word = 0;
  for (std::size_t i = text.size(); i > 0; --i) {
    word = word << 8 | static_cast<unsigned char>(text[i - 1]);
  }
  return word;
}

struct TwoWords {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const TwoWords&, const TwoWords&) = default;
};

/// A text of at most 16 bytes, little endian, the rest zero, without reading beyond it.
inline TwoWords load_words(std::string_view text) {
  const std::size_t low = std::min<std::size_t>(text.size(), 8);
  return {load_word(text.data(), low), load_word(text.data() + low, text.size() - low)};
}

/// By size, the bytes of two words that are kept.
inline constexpr auto kKeptBytes = [] {
  std::array<TwoWords, 17> kept{};
  for (std::size_t size = 1; size < kept.size(); ++size) {
    kept[size] = kept[size - 1];
    std::uint64_t& word = size <= 8 ? kept[size].low : kept[size].high;
    word = word << 8 | 0xFF;
  }
  return kept;
}();

/// The first `size` <= 16 bytes, little endian, the rest zero, of a text of which 16 bytes are
/// readable: without a branch on the size.
inline TwoWords load_padded_words(const char* from, std::size_t size) {
  return {load_as<std::uint64_t>(from) & kKeptBytes[size].low,
          load_as<std::uint64_t>(from + 8) & kKeptBytes[size].high};
}

}  // namespace seenby
