// Everything that a codec makes of some bytes, read in pieces of a given size.
#pragma once

#include <optional>
#include <string>

#include "input/memory_source.h"
#include "seenby/error.h"

namespace seenby {

/// Past this nobody goes on comparing.
inline constexpr std::size_t kMostDecoded = std::size_t{1} << 16;

struct Decoded {
  std::optional<std::string> bytes;  ///< cut off behind kMostDecoded; refused: none

  /// Then how far it was read decides whether a later mistake was met.
  [[nodiscard]] bool is_cut() const { return bytes && bytes->size() > kMostDecoded; }
};

template <typename Open>
Decoded decode(Open open, std::string_view packed, std::size_t in, std::size_t out) {
  Decoded decoded;
  try {
    const auto source = open(std::make_unique<MemorySource>(std::string(packed), in), "x");
    std::string bytes;
    std::string piece(out, '\0');
    while (const std::size_t got = source->read(piece.data(), piece.size())) {
      bytes.append(piece, 0, got);
      if (bytes.size() > kMostDecoded) break;
    }
    decoded.bytes = std::move(bytes);
  } catch (const Error& error) {
    if (error.code() != ExitCode::kIo) __builtin_trap();
  }
  return decoded;
}

}  // namespace seenby
