#include "events/time.h"

#include <absl/time/time.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "random_log.h"

namespace seenby {
namespace {

using Instant = std::optional<std::int64_t>;
constexpr std::int64_t kSecond = 1'000'000;

std::int64_t by_absl(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << text << error;
  return absl::ToUnixMicros(time);
}

constexpr int kInstants = 100'000;

/// A random microsecond of the years 1970 to 2100; every fourth lies on a leap day.
absl::Time random_instant(Dice& dice) {
  if (dice.percent(25)) {
    const absl::CivilSecond leap(1972 + 4 * static_cast<int>(dice.below(32)), 2, 29);
    return absl::FromCivil(leap, absl::UTCTimeZone()) +
           absl::Microseconds(static_cast<std::int64_t>(dice.below(86'400'000'000)));
  }
  const auto seconds = static_cast<std::size_t>(by_absl("2101-01-01T00:00:00Z") / kSecond);
  return absl::FromUnixMicros(static_cast<std::int64_t>(dice.below(seconds)) * kSecond +
                              static_cast<std::int64_t>(dice.below(1'000'000)));
}

TEST(ParseTime, AgreesWithAbseilOnIsoWithAnyOffsetAndFraction) {
  Dice dice(4);
  for (int i = 0; i < kInstants; ++i) {
    const absl::Time time = random_instant(dice);
    const auto zone =
        absl::FixedTimeZone((static_cast<int>(dice.below(2 * 24 * 60 - 1)) - 1439) * 60);
    const bool in_utc = dice.percent(50);
    std::string text =
        absl::FormatTime("%Y-%m-%d%ET%H:%M:%S", time, in_utc ? absl::UTCTimeZone() : zone);
    if (text < "1970") continue;
    const std::size_t digits = dice.below(10);
    if (digits != 0) text += '.';
    for (std::size_t digit = 0; digit < digits; ++digit) {
      text += static_cast<char>('0' + dice.below(10));
    }
    const std::string offset = absl::FormatTime("%Ez", time, zone);
    text += in_utc ? "Z" : offset;
    const std::int64_t expected = by_absl(text);
    ASSERT_EQ(parse_time_us(text), expected) << text;
    text.erase(in_utc ? text.size() - 1 : text.rfind(':'), 1);
    ASSERT_EQ(parse_time_us(text), expected) << text;
    text[10] = ' ';
    ASSERT_EQ(parse_time_us(text), expected) << text;
  }
}

TEST(ParseTime, AgreesWithAbseilOnEveryOtherForm) {
  Dice dice(5);
  const auto utc = absl::UTCTimeZone();
  for (int i = 0; i < kInstants; ++i) {
    const absl::Time time = random_instant(dice);
    const std::int64_t us = absl::ToUnixMicros(time);
    const std::int64_t ms = us / 1'000;
    const std::int64_t s = us / kSecond;
    // Magnitude cannot tell the units apart in the first months of 1970 to 1973.
    if (ms >= 100'000'000'000) {
      ASSERT_EQ(parse_time_us(std::to_string(ms)), ms * 1'000);
      ASSERT_EQ(parse_time_us(std::to_string(us)), us);
      ASSERT_EQ(
          parse_time_us(std::to_string(ms) + "." + std::to_string(us % 1'000 + 1'000).substr(1)),
          us);
    }
    ASSERT_EQ(parse_time_us(std::to_string(s)), s * kSecond);
    ASSERT_EQ(parse_time_us(std::to_string(s) + absl::FormatTime(".%E6f", time, utc)), us);
    ASSERT_EQ(parse_time_us("/Date(" + std::to_string(ms) + ")/"), ms * 1'000);
    const auto zone = absl::FixedTimeZone((static_cast<int>(dice.below(48 * 60 - 1)) - 1439) * 60);
    const std::string offset = absl::FormatTime("%z", time, zone);
    ASSERT_EQ(parse_time_us("/Date(" + std::to_string(ms) + offset + ")/"), ms * 1'000);
    const std::string web_log = absl::FormatTime("%d/%b/%Y:%H:%M:%S %z", time, zone);
    if (absl::ToCivilYear(time, zone).year() >= 1970) {
      ASSERT_EQ(parse_time_us(web_log), s * kSecond) << web_log;
    }
    const std::string digits =
        absl::FormatTime("%Y%m%d%H%M%S", time, utc) + absl::FormatTime("%E3f", time, utc);
    ASSERT_EQ(parse_time_us(digits), ms * 1'000) << digits;
  }
}

/// The reader's shortcut must not show: every text, good or bad, after every other.
TEST(TimeReader, ReadsAsIfEachTimeStoodAlone) {
  Dice dice(6);
  const auto utc = absl::UTCTimeZone();
  TimeReader reader;
  for (int i = 0; i < kInstants; ++i) {
    const absl::Time day = random_instant(dice);
    // Some lines in a minute or two, others in a day or two.
    const std::size_t span_ms = dice.percent(50) ? 90'000 : 90'000'000;
    for (int line = 0; line < 6; ++line) {
      const absl::Time time =
          day + absl::Milliseconds(static_cast<std::int64_t>(dice.below(span_ms)));
      std::string text = absl::FormatTime(
          dice.percent(50) ? "%Y-%m-%d%ET%H:%M:%SZ" : "%Y-%m-%d%ET%H:%M:%E3SZ", time, utc);
      // Any byte may be any other: most such texts are no times.
      if (dice.percent(30)) text[dice.below(text.size())] = static_cast<char>(dice.below(256));
      if (dice.percent(5)) text[dice.below(text.size())] = "0123456789:.TZ "[dice.below(15)];
      if (dice.percent(20)) text = std::to_string(absl::ToUnixMillis(time));
      const auto expected = parse_time_us(text);
      ASSERT_EQ(reader.read(text), expected) << text;
      for (int again = dice.percent(30) ? 1 : 0; again > 0; --again) {
        ASSERT_EQ(reader.read(text), expected) << text << " again";
      }
    }
  }
}

TEST(TimeReader, ReadsEpochsAsIfEachStoodAlone) {
  Dice dice(7);
  TimeReader reader;
  std::size_t times = 0;
  for (int i = 0; i < kInstants; ++i) {
    std::string text(1 + dice.below(18), '0');
    for (char& c : text) c = dice.one_of(std::string_view("0123456789"));
    if (dice.percent(30)) text[dice.below(text.size())] = static_cast<char>(dice.below(256));
    const auto expected = parse_time_us(text);
    times += expected ? 1 : 0;
    // What stands behind it must not matter.
    const std::string line = text + "7";
    ASSERT_EQ(reader.read(std::string_view(line).substr(0, text.size())), expected) << text;
  }
  EXPECT_GT(times, kInstants / 4U);
}

TEST(ParseTime, KnowsEveryDayOfTheCalendar) {
  std::int64_t day = 0;
  for (int year = 1970; year <= 2400; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int of_month = 1; of_month <= 31; ++of_month) {
        const bool exists = absl::CivilDay(year, month, of_month).month() == month;
        std::string text = "0000-00-00";
        std::snprintf(text.data(), text.size() + 1, "%04d-%02d-%02d", year, month, of_month);
        const Instant expected = exists ? Instant(day * 86'400 * kSecond) : Instant();
        ASSERT_EQ(parse_time_us(text), expected) << text;
        ASSERT_EQ(parse_time_us(text + "T00:00:00Z"), expected) << text;
        day += exists ? 1 : 0;
      }
    }
  }
}

TEST(ParseTime, TakesTheUsualForms) {
  const std::int64_t noon = by_absl("2026-01-31T12:34:56Z");
  for (const std::string_view text : {"2026-01-31T12:34:56Z",
                                      "2026-01-31T12:34:56",
                                      "2026-01-31 12:34:56",
                                      "2026-01-31t12:34:56z",
                                      "2026-01-31T12:34:56.000Z",
                                      "2026-01-31T12:34:56,0Z",
                                      "2026-01-31T13:34:56+01:00",
                                      "2026-01-31T13:34:56+0100",
                                      "2026-01-31T13:34:56+01",
                                      "2026-01-31T07:04:56-05:30",
                                      "2026-01-31 12:34:56 UTC",
                                      "2026-01-31 12:34:56 +0000",
                                      "2026-01-31T12:34:56.0000000009Z",
                                      "1769862896",
                                      "1769862896000",
                                      "1769862896000000",
                                      "1769862896.0",
                                      "/Date(1769862896000)/",
                                      "/Date(1769862896000+0000)/",
                                      "/Date(1769862896000-0800)/",
                                      "31/Jan/2026:12:34:56 +0000",
                                      "31/Jan/2026:13:34:56 +0100",
                                      "31/Jan/2026:12:34:56",
                                      "20260131123456000"}) {
    EXPECT_EQ(parse_time_us(text), noon) << text;
  }
  EXPECT_EQ(parse_time_us("1769862896.25"), noon + 250'000);
  EXPECT_EQ(parse_time_us("1769862896000.5"), noon + 500);
  EXPECT_EQ(parse_time_us("2026-01-31T12:34:56.1234567Z"), noon + 123'456);
  EXPECT_EQ(parse_time_us("2026-01-31T12:34Z"), noon - 56 * kSecond);
  EXPECT_EQ(parse_time_us("2016-12-31T23:59:60Z"), by_absl("2017-01-01T00:00:00Z"));
  EXPECT_EQ(parse_time_us("0"), 0);
}

TEST(ParseTime, TellsTheUnitOfAnEpochByItsMagnitude) {
  EXPECT_EQ(parse_time_us("99999999999"), 99'999'999'999 * kSecond);
  EXPECT_EQ(parse_time_us("100000000000"), 100'000'000'000 * 1'000);
  EXPECT_EQ(parse_time_us("99999999999999"), 99'999'999'999'999 * 1'000);
  EXPECT_EQ(parse_time_us("100000000000000"), 100'000'000'000'000);
}

TEST(ParseTime, RefusesEverythingElse) {
  for (const std::string_view text : {"",
                                      "soon",
                                      "true",
                                      "-1",
                                      "1e9",
                                      "1.",
                                      ".5",
                                      "12345678901234567890",

                                      "2026-01",
                                      "2026-1-31T12:34:56Z",
                                      "2026-01-31T",
                                      "2026-01-31T24:00:00Z",
                                      "2026-01-31T12:60:00Z",
                                      "2026-01-31T12:34:61Z",
                                      "2026-01-31T12:34:56.Z",
                                      "2026-01-31T12:34:56X",
                                      "2026-01-31T12:34:56+24:00",
                                      "2026-01-31T12:34:56+01:60",
                                      "2026-01-31T12:34:56+1",
                                      "2026-01-31T12:34:56Zx",
                                      "2026-02-29T00:00:00Z",
                                      "2026-00-01",
                                      "2026-13-01",
                                      "2026-01-00",
                                      "1969-12-31T23:59:59Z",
                                      "2026/01/31",
                                      "20260131T123456Z",
                                      "2026-01-31T1a:34:56Z",
                                      "2026-01-31T12:34:56.12aZ",
                                      "31-01-2026 12:34",
                                      "2026-04-31T00:00:00Z",
                                      "2100-02-29T00:00:00Z",
                                      "/Date(-1430156219349)/",
                                      "/Date()/",
                                      "/Date(1430156219349)",
                                      "/Date(1430156219349)/ ",
                                      "/Date(1430156219349+00)/",
                                      "/Date(1430156219349+00000)/",
                                      "/Date(1430156219349.5)/",
                                      "/Date(1234567890123456)/",
                                      "/Date(12345678901234567)/",
                                      "/Date[1430156219349)/",
                                      "/2026",
                                      "/",
                                      "Date(1430156219349)",
                                      "31/Apr/2026:12:34:56 +0000",
                                      "29/Feb/2023:12:34:56 +0000",
                                      "29/Feb/2100:12:34:56 +0000",
                                      "00/Jan/2026:12:34:56 +0000",
                                      "1/Jan/2026:12:34:56 +0000",
                                      "10/Okt/2026:12:34:56 +0000",
                                      "10/anF/2026:12:34:56 +0000",
                                      "10/Oct/1969:12:34:56 +0000",
                                      "10/Oct/2026:24:34:56 +0000",
                                      "10/Oct/2026:12:60:56 +0000",
                                      "10/Oct/2026:12:34:61 +0000",
                                      "10/Oct/2026:12:34:56 +0000]",
                                      "10/Oct/2026:12:34 +0000",
                                      "10/Oct/2026 12:34:56",
                                      "10/Oct",
                                      "10/10/2026",
                                      "20230229123456789",
                                      "20230431123456789",
                                      "20230131243456789",
                                      "20230131126056789",
                                      "20230131123461789",
                                      "20231331123456789",
                                      "19691231235959999",
                                      "2023013112345678x",
                                      "202301311234567890"}) {
    EXPECT_EQ(parse_time_us(text), Instant()) << text;
  }
}

// Found by time_fuzz: 9999-12-31T23:59:60Z.
TEST(ParseTime, TakesNoInstantOfTheYear10000) {
  constexpr std::int64_t kLast = 253'402'300'799;
  EXPECT_EQ(parse_time_us("9999-12-31T23:59:59.999999Z"), kLast * kSecond + 999'999);
  EXPECT_EQ(parse_time_us("9999-12-31T23:59:60+00:01"), (kLast - 59) * kSecond);
  EXPECT_EQ(parse_time_us("/Date(253402300799999)/"), kLast * kSecond + 999'000);
  for (const std::string_view text :
       {"9999-12-31T23:59:60Z", "9999-12-31T23:59:00-00:01", "31/Dec/9999:23:59:60 +0000",
        "99991231235960000", "/Date(253402300800000)/", "/Date(999999999999999)/"}) {
    EXPECT_EQ(parse_time_us(text), Instant()) << text;
    TimeReader reader;
    reader.read("9999-12-31T23:59:00.000Z");
    EXPECT_EQ(reader.read(text), Instant()) << text;
  }
}

}  // namespace
}  // namespace seenby
