// Instants in event logs to microseconds since 1970, UTC. A fast path of our own for the common
// forms, because a date library costs more than the rest of a line. Limit: years 1970 to 9999;
// a time without a zone is UTC; leap second :60 is read as the second after :59.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace seenby {

/// ISO 8601 (`2026-01-31T12:34:56.789Z`, a space for the T, offsets `+01:00` and `+0100`, a bare
/// date) or an epoch in s, ms or µs told by its magnitude. nullopt when it is none of these.
std::optional<std::int64_t> parse_time_us(std::string_view text);

/// parse_time_us() for the lines of a log: remembers the last date, which the next line mostly has.
class TimeReader {
 public:
  std::optional<std::int64_t> read(std::string_view text);

 private:
  std::array<char, 10> date_{};
  std::int64_t midnight_us_ = 0;
};

}  // namespace seenby
