// Which records a run is about: a window of time, conditions on fields, no bots. Every record that
// is left out is counted, as filtered or as bot. Times are those of one time zone, named by the
// user and never taken from the machine.
// A record without a time stands in no window; a missing value meets only `!=` and `!~`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "seenby/mapping.h"

namespace seenby {

enum class FilterSign : std::uint8_t {
  kEquals,
  kDiffers,
  kMatches,
  kMatchesNot,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
};

/// Written `country=DE`, `.item.kind != video`, `user_agent ~ (?i)tablet`, `cost >= 0.5`.
struct Filter {
  std::string text;  ///< as the user wrote it
  std::optional<Field> field;
  Path path;  ///< used when `field` is not set
  FilterSign sign = FilterSign::kEquals;
  std::string value;  ///< of kMatches and kMatchesNot, a regular expression in RE2's syntax
};
/// Throws Error(kUsage) that quotes the text and points at the place, or gives RE2's reason.
Filter parse_filter(std::string_view text);

enum class Bots : std::uint8_t { kCounted, kExcluded };

struct Selection {
  std::string time_zone = "UTC";  ///< IANA name; empty while it is open
  std::string since{};            ///< the window as the user wrote it; empty: not said
  std::string until{};
  /// Microseconds since 1970: since_us <= time < until_us.
  std::int64_t since_us = std::numeric_limits<std::int64_t>::min();
  std::int64_t until_us = std::numeric_limits<std::int64_t>::max();
  std::vector<Filter> where{};  ///< all must hold
  Bots bots = Bots::kCounted;

  [[nodiscard]] bool has_window() const {
    return since_us != std::numeric_limits<std::int64_t>::min() ||
           until_us != std::numeric_limits<std::int64_t>::max();
  }
};

/// Throws Error(kUsage) with the nearest name unless it is an IANA time zone's that this machine
/// has data for. UTC needs none.
void check_time_zone(std::string_view name);

/// The instant of a date (its first moment in the zone), of a date and a clock (in the zone, unless
/// an offset or Z says otherwise) or of an epoch number, in microseconds since 1970.
/// Throws Error(kUsage) that begins with `flag`. Of a clock time that comes twice, the first.
std::int64_t parse_instant(std::string_view flag, std::string_view text,
                           std::string_view time_zone);

/// Reads `since` and `until`, if said, in the time zone, or in UTC while that is open.
/// Throws Error(kUsage), also when the window is empty.
void settle_window(Selection& selection);

/// Of all times.
Selection without_window(Selection selection);

/// `2026-01-31T13:00:00Z`, with digits behind the second where it is not whole.
std::string instant_in_utc(std::int64_t us);

/// The names of the bots whose user agents are known, by the number that accounting has them under.
const std::vector<std::string>& bot_names();

}  // namespace seenby
