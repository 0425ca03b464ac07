// What counts depend on, so that only what was counted alike is added up.
#pragma once

#include <string>

namespace seenby {

/// Something that a tally depends on, in words: `by` is `content,day`. Tallies add only where all
/// settings are equal.
struct TallySetting {
  std::string name;
  std::string value;
  friend bool operator==(const TallySetting&, const TallySetting&) = default;
};

}  // namespace seenby
