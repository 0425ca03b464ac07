// Instants in event logs to microseconds since 1970, UTC. A fast path of our own for the common
// form, because a date library costs more than the rest of a line. Limit: years 1970 to 9999, but
// for the hours before them that an offset may reach; a time without a zone is UTC; leap second :60
// is read as the second after :59.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seenby {

/// Any of the forms in which event logs write a time; nullopt when it is none of them:
///   `2026-01-31T12:34:56.789Z`, a space for the T, offsets `+01:00` and `+0100`, a bare date
///   `1769862896`, `1769862896000`, `1769862896000000`: epoch s, ms or µs told by its magnitude
///   `/Date(1769862896000)/`, `/Date(1769862896000+0100)/`: epoch ms as .NET writes it
///   `31/Jan/2026:12:34:56 +0000`: web server logs
///   `20260131123456789`: digits alone, with ms
std::optional<std::int64_t> parse_time_us(std::string_view text);

/// parse_time_us() for the lines of a log: remembers the last minute and the last date, which the
/// next line mostly has, and of unusual forms the last text, which all records of a line have.
class TimeReader {
 public:
  std::optional<std::int64_t> read(std::string_view text);

 private:
  static constexpr std::size_t kDateSize = 11;  // with its T
  /// The first bytes of a text as two words, which may overlap.
  using Start = std::array<std::uint64_t, 2>;
  /// No UTF-8 text starts so.
  static constexpr Start kNoText{~std::uint64_t{0}, ~std::uint64_t{0}};
  static Start start_of(const char* text, std::size_t size);
  // Apart, so that the usual way saves no registers.
  [[gnu::noinline]] std::optional<std::int64_t> read_day(std::string_view text);
  std::optional<std::int64_t> read_other(std::string_view text);

  Start minute_ = kNoText;
  std::int64_t minute_us_ = 0;
  Start date_ = kNoText;
  std::int64_t midnight_us_ = 0;
  std::string other_;
  std::optional<std::int64_t> other_us_;  ///< nullopt where it is no time
};

}  // namespace seenby
