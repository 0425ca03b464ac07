// Instants to the hour, day, ISO week or month of a time zone that they are in, as texts:
// `2026-01-31T13:00`, `2026-01-31`, `2026-W05`, `2026-01`. Texts sort bytewise as their times do.
// Where clocks go back, a local hour comes twice; the second time it has its offset behind it,
// `2026-10-25T02:00+01:00`, so that it is told apart from the first and sorts between it and the
// next. Always writing the offset would not do: +02:00 comes before +01:00 in time, not in bytes.
// Limit: where clocks go back by more than an hour, or not at a full hour, the hours around the
// change sort by the clock.
#pragma once

#include <absl/time/time.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "seenby/mapping.h"
#include "seenby/record.h"

namespace seenby {

/// One of check_time_zone().
absl::TimeZone time_zone_of(std::string_view name);

/// One thread's buckets. Records of one hour mostly come together, so buckets are remembered by
/// the hour; a text is made once for each.
class TimeBuckets {
 public:
  TimeBuckets(TimeUnit unit, std::string_view time_zone);

  /// Lives as long as this. Empty for kNoTime.
  std::string_view of(std::int64_t time_us) {
    if (time_us == kNoTime) return {};
    Bucket& bucket = buckets_[static_cast<std::uint64_t>(time_us) / kHourUs % kRemembered];
    if (time_us < bucket.begin_us || time_us >= bucket.end_us) bucket = find(time_us);
    return bucket.text;
  }

 private:
  static constexpr std::uint64_t kHourUs = 3'600'000'000;
  static constexpr std::size_t kRemembered = 512;

  /// All instants in [begin_us, end_us) have this text; others may, too.
  struct Bucket {
    std::int64_t begin_us = 0;
    std::int64_t end_us = 0;
    std::string_view text;
  };
  Bucket find(std::int64_t time_us);
  [[nodiscard]] Bucket hour(absl::Time time, std::string& text) const;
  [[nodiscard]] Bucket days(absl::Time time, std::string& text) const;

  TimeUnit unit_;
  absl::TimeZone zone_;
  std::array<Bucket, kRemembered> buckets_{};
  std::unordered_set<std::string> texts_;  // its elements stay where they are
};

}  // namespace seenby
