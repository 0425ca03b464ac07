// Buckets of time: the texts by hand where clocks change, and on random instants against Abseil's
// civil time, or the C library's calendar for ISO weeks.
#include "events/time_bucket.h"

#include <absl/time/civil_time.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>
#include <vector>

#include "random_log.h"
#include "seenby/error.h"
#include "seenby/selection.h"
#include "temporary_folder.h"

namespace seenby {
namespace {

std::int64_t at(const std::string& utc) { return parse_instant("test", utc, "UTC"); }

std::string bucket(TimeUnit unit, std::string_view zone, const std::string& utc) {
  return std::string(TimeBuckets(unit, zone).of(at(utc)));
}

TEST(TimeBuckets, AreEmptyWithoutATime) {
  for (const TimeUnit unit : {TimeUnit::kHour, TimeUnit::kDay, TimeUnit::kWeek, TimeUnit::kMonth}) {
    EXPECT_EQ(TimeBuckets(unit, "UTC").of(kNoTime), "");
  }
}

TEST(TimeBuckets, CutTimesDown) {
  const std::string time = "2026-01-31T23:59:59.999999Z";
  EXPECT_EQ(bucket(TimeUnit::kHour, "UTC", time), "2026-01-31T23:00");
  EXPECT_EQ(bucket(TimeUnit::kDay, "UTC", time), "2026-01-31");
  EXPECT_EQ(bucket(TimeUnit::kWeek, "UTC", time), "2026-W05");
  EXPECT_EQ(bucket(TimeUnit::kMonth, "UTC", time), "2026-01");
  EXPECT_EQ(bucket(TimeUnit::kDay, "Europe/Berlin", time), "2026-02-01");
  EXPECT_EQ(bucket(TimeUnit::kMonth, "Europe/Berlin", time), "2026-02");
  EXPECT_EQ(bucket(TimeUnit::kDay, "America/New_York", "1970-01-01T00:00:00Z"), "1969-12-31");
}

TEST(TimeBuckets, WeeksAreThoseOfIso8601) {
  EXPECT_EQ(bucket(TimeUnit::kWeek, "UTC", "2026-01-01"), "2026-W01");
  EXPECT_EQ(bucket(TimeUnit::kWeek, "UTC", "2025-12-29"), "2026-W01");
  EXPECT_EQ(bucket(TimeUnit::kWeek, "UTC", "2025-12-28"), "2025-W52");
  EXPECT_EQ(bucket(TimeUnit::kWeek, "UTC", "2021-01-03"), "2020-W53");
  EXPECT_EQ(bucket(TimeUnit::kWeek, "UTC", "2021-01-04"), "2021-W01");
  EXPECT_EQ(bucket(TimeUnit::kWeek, "UTC", "1970-01-01"), "1970-W01");
}

TEST(TimeBuckets, TellTheHourThatComesTwiceApart) {
  TimeBuckets hours(TimeUnit::kHour, "Europe/Berlin");
  EXPECT_EQ(hours.of(at("2026-10-24T23:59:59Z")), "2026-10-25T01:00");
  EXPECT_EQ(hours.of(at("2026-10-25T00:00:00Z")), "2026-10-25T02:00");
  EXPECT_EQ(hours.of(at("2026-10-25T00:59:59Z")), "2026-10-25T02:00");
  EXPECT_EQ(hours.of(at("2026-10-25T01:00:00Z")), "2026-10-25T02:00+01:00");
  EXPECT_EQ(hours.of(at("2026-10-25T01:59:59Z")), "2026-10-25T02:00+01:00");
  EXPECT_EQ(hours.of(at("2026-10-25T02:00:00Z")), "2026-10-25T03:00");
  // Spring: 02:00 does not exist.
  EXPECT_EQ(hours.of(at("2026-03-29T00:59:59Z")), "2026-03-29T01:00");
  EXPECT_EQ(hours.of(at("2026-03-29T01:00:00Z")), "2026-03-29T03:00");
}

TEST(TimeBuckets, TellHalfAnHourApartAtLordHowe) {
  // 2026-04-05 02:00+11:00 becomes 01:30+10:30.
  TimeBuckets hours(TimeUnit::kHour, "Australia/Lord_Howe");
  EXPECT_EQ(hours.of(at("2026-04-04T14:00:00Z")), "2026-04-05T01:00");
  EXPECT_EQ(hours.of(at("2026-04-04T14:59:59Z")), "2026-04-05T01:00");
  EXPECT_EQ(hours.of(at("2026-04-04T15:00:00Z")), "2026-04-05T01:00+10:30");
  EXPECT_EQ(hours.of(at("2026-04-04T15:29:59Z")), "2026-04-05T01:00+10:30");
  EXPECT_EQ(hours.of(at("2026-04-04T15:30:00Z")), "2026-04-05T02:00");
}

TEST(TimeBuckets, ADayOfTwentyFiveHoursIsOneBucket) {
  TimeBuckets days(TimeUnit::kDay, "Europe/Berlin");
  EXPECT_EQ(days.of(at("2026-10-24T21:59:59Z")), "2026-10-24");
  EXPECT_EQ(days.of(at("2026-10-24T22:00:00Z")), "2026-10-25");
  EXPECT_EQ(days.of(at("2026-10-25T22:59:59Z")), "2026-10-25");
  EXPECT_EQ(days.of(at("2026-10-25T23:00:00Z")), "2026-10-26");
}

const std::vector<std::string> kZones = {"UTC",
                                         "Europe/Berlin",
                                         "America/New_York",
                                         "America/Sao_Paulo",
                                         "Asia/Kolkata",
                                         "Australia/Lord_Howe",
                                         "America/St_Johns",
                                         "Pacific/Apia",
                                         "Africa/Casablanca",
                                         "Asia/Kathmandu",
                                         "Antarctica/Troll",
                                         "America/Havana",
                                         "Europe/London",
                                         "Pacific/Chatham"};

/// Mostly within a day of a change of clocks, where there are some.
std::int64_t random_instant(const absl::TimeZone& zone, Dice& dice) {
  constexpr std::size_t kSeconds = 4'102'444'800;  // 1970 to 2100
  absl::Time time = absl::FromUnixSeconds(static_cast<std::int64_t>(dice.below(kSeconds)));
  absl::TimeZone::CivilTransition change;
  if (dice.percent(70) && zone.NextTransition(time, &change)) {
    time = absl::FromCivil(std::min(change.from, change.to), zone) - absl::Hours(30) +
           absl::Seconds(dice.below(60 * 3600));
  }
  return std::max<std::int64_t>(
      absl::ToUnixMicros(time) + static_cast<std::int64_t>(dice.below(1'000'000)), 0);
}

std::string slow_week(const absl::CivilDay& day) {
  std::tm tm{};
  tm.tm_year = static_cast<int>(day.year() - 1900);
  tm.tm_mon = day.month() - 1;
  tm.tm_mday = day.day();
  tm.tm_yday = absl::GetYearDay(day) - 1;
  tm.tm_wday = (static_cast<int>(absl::GetWeekday(day)) + 1) % 7;
  std::array<char, 16> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%G-W%V", &tm)};
}

TEST(TimeBuckets, AgreeWithCivilTimeOnRandomInstants) {
  for (const std::string& name : kZones) {
    SCOPED_TRACE(name);
    const absl::TimeZone zone = time_zone_of(name);
    TimeBuckets hours(TimeUnit::kHour, name);
    TimeBuckets days(TimeUnit::kDay, name);
    TimeBuckets weeks(TimeUnit::kWeek, name);
    TimeBuckets months(TimeUnit::kMonth, name);
    Dice dice(7);
    for (int i = 0; i < 20'000 && !HasFailure(); ++i) {
      const std::int64_t time_us = random_instant(zone, dice);
      const absl::Time time = absl::FromUnixMicros(time_us);
      SCOPED_TRACE(time_us);
      ASSERT_EQ(hours.of(time_us).substr(0, 16), absl::FormatTime("%Y-%m-%dT%H:00", time, zone));
      ASSERT_EQ(days.of(time_us), absl::FormatTime("%Y-%m-%d", time, zone));
      ASSERT_EQ(months.of(time_us), absl::FormatTime("%Y-%m", time, zone));
      ASSERT_EQ(weeks.of(time_us), slow_week(absl::CivilDay(zone.At(time).cs)));
    }
  }
}

TEST(TimeBuckets, HoursAreApartAndSortAsTheyPass) {
  // Every quarter of an hour for years with changes. At Troll clocks go back by two hours, on the
  // Chathams from a quarter to four: there the hours sort by the clock.
  for (const std::string& name : kZones) {
    const bool is_sorted = name != "Antarctica/Troll" && name != "Pacific/Chatham";
    SCOPED_TRACE(name);
    const absl::TimeZone zone = time_zone_of(name);
    TimeBuckets hours(TimeUnit::kHour, name);
    std::string last;
    absl::Duration last_offset;
    for (std::int64_t s = at("2018-01-01") / 1'000'000; s < at("2021-01-01") / 1'000'000;
         s += 900) {
      const std::string text(hours.of(s * 1'000'000));
      const absl::Duration offset = absl::Seconds(zone.At(absl::FromUnixSeconds(s)).offset);
      if (is_sorted) {
        ASSERT_GE(text, last) << s;
      }
      if (offset < last_offset) {
        ASSERT_NE(text, last) << s;
      }
      last = text;
      last_offset = offset;
    }
  }
}

TEST(TimeBuckets, AreTheSameInAnyOrder) {
  for (const std::string& name : kZones) {
    const absl::TimeZone zone = time_zone_of(name);
    Dice dice(11);
    TimeBuckets remembering(TimeUnit::kHour, name);
    for (int i = 0; i < 2'000; ++i) {
      const std::int64_t time_us = random_instant(zone, dice);
      ASSERT_EQ(remembering.of(time_us), TimeBuckets(TimeUnit::kHour, name).of(time_us)) << name;
    }
  }
}

TEST(ParseInstant, TakesDatesInTheZoneAndInstants) {
  const auto in = [](std::string_view text, std::string_view zone) {
    return parse_instant("--since", text, zone);
  };
  EXPECT_EQ(in("2026-01-31", "UTC"), 1'769'817'600'000'000);
  EXPECT_EQ(in("2026-01-31", "Europe/Berlin"), 1'769'814'000'000'000);
  EXPECT_EQ(in("2026-01-31T12:00:00Z", "Europe/Berlin"), 1'769'860'800'000'000);
  EXPECT_EQ(in("2026-01-31 12:00", "UTC"), 1'769'860'800'000'000);
  EXPECT_EQ(in("2026-01-31T13:00+01:00", "UTC"), 1'769'860'800'000'000);
  EXPECT_EQ(in("2026-01-31T13:00:00.25", "Europe/Berlin"), 1'769'860'800'250'000);
  EXPECT_EQ(in("1769860800", "Europe/Berlin"), 1'769'860'800'000'000);
  // There was no midnight in São Paulo on 2018-11-04: the day began at 01:00-02:00.
  EXPECT_EQ(in("2018-11-04", "America/Sao_Paulo"), at("2018-11-04T03:00:00Z"));
  // Of two, the first.
  EXPECT_EQ(in("2026-10-25T02:30", "Europe/Berlin"), at("2026-10-25T00:30:00Z"));
}

TEST(ParseInstant, RefusesEverythingElse) {
  for (const char* const text :
       {"", "today", "2026", "2026-02", "2026-02-30", "20260131", "infinite-future", "2026-01-31x",
        "31/Jan/2026:12:34:56 +0000", "-1", "+026-01-31", "x026-01-31", "1.2.3.4.5"}) {
    EXPECT_THROW(parse_instant("--since", text, "UTC"), Error) << text;
  }
}

TEST(TimeZone, IsAnIanaNameAndNothingOfTheMachine) {
  for (const char* const name :
       {"UTC", "Etc/UTC", "Europe/Berlin", "Etc/GMT-3", "America/Argentina/Salta"}) {
    EXPECT_NO_THROW(check_time_zone(name)) << name;
  }
  for (const char* const name :
       {"", "localtime", "posixrules", "right/UTC", "posix/UTC", "/usr/share/zoneinfo/UTC",
        "../zoneinfo/UTC", "file:/usr/share/zoneinfo/UTC", "CET+1", "Fixed/UTC+05:30:00",
        "Europe"}) {
    EXPECT_THROW(check_time_zone(name), Error) << name;
    EXPECT_THROW(TimeBuckets(TimeUnit::kDay, name), Error) << name;
  }
}

TEST(TimeZone, IsLookedForWhereTzdirSays) {
  const TemporaryFolder folder;
  const char* const given = std::getenv("TZDIR");
  const std::string before = given != nullptr ? given : "";
  const auto failure_in = [](const std::string& zones) -> std::string {
    ::setenv("TZDIR", zones.c_str(), 1);
    try {
      check_time_zone("Europe/Berlln");
    } catch (const Error& error) {
      return error.what();
    }
    return "taken";
  };
  EXPECT_EQ(failure_in(folder.path()),
            "--tz Europe/Berlln: this machine has no time zone data in " + folder.path() +
                "; install tzdata");
  EXPECT_TRUE(failure_in("").ends_with("did you mean 'Europe/Berlin'?")) << failure_in("");
  ::unsetenv("TZDIR");
  if (given != nullptr) ::setenv("TZDIR", before.c_str(), 1);
}

}  // namespace
}  // namespace seenby
