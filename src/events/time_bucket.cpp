#include "events/time_bucket.h"

#include <absl/time/civil_time.h>
#include <fmt/format.h>

namespace seenby {
namespace {

/// The last instant that still counts.
constexpr absl::Duration kTick = absl::Microseconds(1);

/// Whether the clock showed this hour before, and went back since.
bool is_second(absl::CivilHour hour, absl::Time time, const absl::TimeZone& zone) {
  // The hour may come twice in part only: its end where clocks go back into it, its beginning where
  // they do so from it.
  for (const absl::CivilSecond shown : {absl::CivilSecond(hour), absl::CivilSecond(hour + 1) - 1}) {
    const absl::TimeZone::TimeInfo info = zone.At(shown);
    if (info.kind == absl::TimeZone::TimeInfo::REPEATED && time >= info.trans) return true;
  }
  return false;
}

/// Monday of ISO week 1: the week that 4 January is in.
absl::CivilDay first_monday(absl::civil_year_t year) {
  return absl::PrevWeekday(absl::CivilDay(year, 1, 4) + 1, absl::Weekday::monday);
}

std::string week_text(absl::CivilDay monday) {
  // The week's Thursday is in the year that the week belongs to.
  const absl::civil_year_t year = (monday + 3).year();
  return fmt::format("{:04}-W{:02}", year, (monday - first_monday(year)) / 7 + 1);
}

}  // namespace

TimeBuckets::TimeBuckets(TimeUnit unit, std::string_view time_zone)
    : unit_(unit), zone_(time_zone_of(time_zone)) {}

TimeBuckets::Bucket TimeBuckets::find(std::int64_t time_us) {
  const absl::Time time = absl::FromUnixMicros(time_us);
  std::string text;
  Bucket bucket = unit_ == TimeUnit::kHour ? hour(time, text) : days(time, text);
  bucket.text = *texts_.insert(std::move(text)).first;
  return bucket;
}

TimeBuckets::Bucket TimeBuckets::hour(absl::Time time, std::string& text) const {
  const absl::TimeZone::CivilInfo info = zone_.At(time);
  const absl::CivilHour hour(info.cs);
  text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:00", hour.year(), hour.month(), hour.day(), hour.hour());
  if (is_second(hour, time, zone_)) text += absl::FormatTime("%Ez", time, zone_);
  const absl::Time begin = time - absl::Seconds(info.cs - absl::CivilSecond(hour)) - info.subsecond;
  const absl::Time end = begin + absl::Hours(1);
  const bool is_whole =
      zone_.At(begin).offset == info.offset && zone_.At(end - kTick).offset == info.offset;
  if (!is_whole) return {absl::ToUnixMicros(time), absl::ToUnixMicros(time) + 1, {}};
  return {absl::ToUnixMicros(begin), absl::ToUnixMicros(end), {}};
}

TimeBuckets::Bucket TimeBuckets::days(absl::Time time, std::string& text) const {
  const absl::CivilDay day(zone_.At(time).cs);
  absl::CivilDay first = day;
  absl::CivilDay next = day + 1;
  if (unit_ == TimeUnit::kWeek) {
    first = absl::PrevWeekday(day + 1, absl::Weekday::monday);
    next = first + 7;
    text = week_text(first);
  } else if (unit_ == TimeUnit::kMonth) {
    first = absl::CivilDay(absl::CivilMonth(day));
    next = absl::CivilDay(absl::CivilMonth(day) + 1);
    text = fmt::format("{:04}-{:02}", day.year(), day.month());
  } else {
    text = fmt::format("{:04}-{:02}-{:02}", day.year(), day.month(), day.day());
  }
  const absl::TimeZone::TimeInfo begin = zone_.At(absl::CivilSecond(first));
  const absl::TimeZone::TimeInfo end = zone_.At(absl::CivilSecond(next));
  // Where clocks go back over midnight, a part of one day lies within the other.
  if (begin.kind == absl::TimeZone::TimeInfo::REPEATED ||
      end.kind == absl::TimeZone::TimeInfo::REPEATED) {
    return {absl::ToUnixMicros(time), absl::ToUnixMicros(time) + 1, {}};
  }
  const auto moment = [](const absl::TimeZone::TimeInfo& info) {
    return absl::ToUnixMicros(info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans
                                                                             : info.pre);
  };
  return {moment(begin), moment(end), {}};
}

}  // namespace seenby
