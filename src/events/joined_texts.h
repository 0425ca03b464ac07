// Several values as one text, such as an id that only all of them together are: each with its
// length before it, so that no two lists of texts look alike.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace seenby {

/// What a text takes at most, joined.
constexpr std::size_t joined_bytes(std::size_t size) {
  return size + std::numeric_limits<std::size_t>::digits10 + 2;
}

inline void join(std::string_view text, std::string& joined) {
  const fmt::format_int length(text.size());
  joined.append(length.data(), length.size()).append(1, ':').append(text);
}

}  // namespace seenby
