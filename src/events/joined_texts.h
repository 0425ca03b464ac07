// Several values as one text, such as an id that only all of them together are: each with its
// length before it, so that no two lists of texts look alike.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>
#include <string_view>

namespace seenby {

/// Room for a text of this size that is joined.
constexpr std::size_t joined_room(std::size_t size) {
  constexpr std::size_t kColonAndPadding = 17;
  return size + std::numeric_limits<std::size_t>::digits10 + 1 + kColonAndPadding;
}

/// Writes what goes before a text of this size where there is room; returns the end.
inline char* join_size(std::size_t size, char* to) {
  if (size < 10) {
    *to++ = static_cast<char>('0' + size);
  } else {
    const fmt::format_int digits(size);
    to = std::copy_n(digits.data(), digits.size(), to);
  }
  *to++ = ':';
  return to;
}

/// Likewise the text and what goes before it.
inline char* join(std::string_view text, char* to) {
  return std::copy(text.begin(), text.end(), join_size(text.size(), to));
}

/// The same of a text of which 16 bytes are readable: a copy of a known size is no call.
inline char* join_padded(std::string_view text, char* to) {
  constexpr std::size_t kShort = 16;
  if (text.size() > kShort) return join(text, to);
  to = join_size(text.size(), to);
  std::memcpy(to, text.data(), kShort);
  return to + text.size();
}

}  // namespace seenby
