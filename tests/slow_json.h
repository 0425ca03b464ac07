// A plain recursive JSON reader for the tests' oracle: it shares no code with src/events and keeps
// every number as it is written. The last of equal keys wins, as METRICS.md and HAZARDS.md have it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "seenby/mapping.h"

namespace seenby {

struct SlowJson {
  enum class Kind : std::uint8_t { kNull, kText, kPlain, kArray, kObject };
  Kind kind = Kind::kNull;
  std::string text;  ///< of kText unescaped, of kPlain (numbers, true, false) as written
  std::vector<std::string> keys;  ///< of kObject
  std::vector<SlowJson> values;   ///< of kObject, by key, and of kArray

  /// The value behind `path`; nullptr when there is none.
  [[nodiscard]] const SlowJson* find(const std::vector<PathStep>& path) const;
};

/// Any JSON value, with newlines as white space too; nullopt when it is none.
std::optional<SlowJson> read_any_slowly(std::string_view text);
/// One object and nothing behind it but white space; nullopt when the line is malformed.
std::optional<SlowJson> read_slowly(std::string_view line);

}  // namespace seenby
