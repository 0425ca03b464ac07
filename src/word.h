// Loads of up to 8 bytes as one word, without reading beyond them. Wide loads overlap instead of
// copying byte by byte, because a copy through memory stalls the load that follows it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace seenby {

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

}  // namespace seenby
