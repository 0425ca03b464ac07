// Makes compressed test inputs in memory, with the same libraries that read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace seenby {

/// Optional fields of a gzip member's header. Empty text means the field is absent.
struct GzipHeader {
  enum class Checksum : std::uint8_t { kAbsent, kPresent };
  std::string extra;
  std::string name;
  std::string comment;
  Checksum checksum = Checksum::kAbsent;
};

/// `repeat` copies of `text` as one gzip member; the copies are never held at once.
std::string gzip(std::string_view text, std::size_t repeat = 1, const GzipHeader& header = {});

/// One zstd frame with a checksum. `window_log` 0 leaves the window to the library.
std::string zstd(std::string_view text, int window_log = 0);

/// A frame that readers must skip, of the type that pzstd writes.
std::string zstd_skippable(std::string_view content);

}  // namespace seenby
