// Texts of buckets sort as their times do, so a window is two texts to compare with.
#include "row_window.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "events/time_bucket.h"
#include "seenby/error.h"

namespace seenby {
namespace {

std::optional<std::string_view> bucket_of(std::string_view key, const TimeColumn& time) {
  return decode_group_key(key)[time.index];
}

TimeUnit unit_of(const std::vector<GroupField>& group_by, const TimeColumn& time) {
  return *group_by[time.index].time_unit;
}

/// The bucket that begins at an edge of the window.
std::string bucket_at(std::int64_t edge_us, TimeBuckets& buckets, TimeUnit unit,
                      std::string_view flag, const std::string& file) {
  std::string text(buckets.of(edge_us));
  if (text != buckets.of(edge_us - 1)) return text;
  throw Error(ExitCode::kUsage,
              fmt::format("{} {} is inside the {} {}, and {} knows only whole ones; take the start "
                          "of one",
                          flag, instant_in_utc(edge_us),
                          kTimeUnits[static_cast<std::size_t>(unit)].name, text, file));
}

}  // namespace

std::optional<TimeColumn> time_column(const std::vector<GroupField>& group_by) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < group_by.size(); ++i) {
    const auto& unit = group_by[i].time_unit;
    if (unit && (!found || *unit < *group_by[*found].time_unit)) found = i;
  }
  if (!found) return std::nullopt;
  return TimeColumn{*found};
}

std::function<bool(std::string_view)> rows_in_window(const std::vector<GroupField>& group_by,
                                                     const Selection& selection,
                                                     const std::string& file) {
  const std::optional<TimeColumn> time = time_column(group_by);
  if (!time) {
    throw Error(
        ExitCode::kUsage,
        fmt::format("--since, --until: {} is not by time; count it with --by …,day, or give "
                    "the window when counting the logs",
                    file));
  }
  const TimeUnit unit = unit_of(group_by, *time);
  TimeBuckets buckets(unit, selection.time_zone);
  std::string first;
  std::optional<std::string> end;
  if (selection.since_us != std::numeric_limits<std::int64_t>::min()) {
    first = bucket_at(selection.since_us, buckets, unit, "--since", file);
  }
  if (selection.until_us != std::numeric_limits<std::int64_t>::max()) {
    end = bucket_at(selection.until_us, buckets, unit, "--until", file);
  }
  return [time = *time, first = std::move(first), end = std::move(end)](std::string_view key) {
    const auto bucket = bucket_of(key, time);
    return bucket && *bucket >= first && (!end || *bucket < *end);
  };
}

std::function<bool(std::string_view)> rows_kept_from(const std::vector<GroupField>& group_by,
                                                     const std::string& time_zone,
                                                     std::int64_t from_us) {
  const std::optional<TimeColumn> time = time_column(group_by);
  if (!time) {
    throw Error(ExitCode::kUsage,
                "--keep forgets rows by their time; add one to --by, such as day");
  }
  TimeBuckets buckets(unit_of(group_by, *time), time_zone);
  // The bucket that the instant is in has not ended before it.
  return [time = *time, first = std::string(buckets.of(from_us))](std::string_view key) {
    const auto bucket = bucket_of(key, time);
    return !bucket || *bucket >= first;
  };
}

}  // namespace seenby
