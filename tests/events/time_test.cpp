#include "events/time.h"

#include <absl/time/time.h>
#include <gtest/gtest.h>

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

TEST(ParseTime, AgreesWithAbseilOnRandomInstants) {
  Dice dice(4);
  const std::int64_t last = by_absl("2100-12-31T23:59:59Z");
  for (int i = 0; i < 50'000; ++i) {
    const auto micros = static_cast<std::int64_t>(dice.below(static_cast<std::size_t>(last)));
    const auto zone =
        absl::FixedTimeZone((static_cast<int>(dice.below(2 * 24 * 60 - 1)) - 1439) * 60);
    const absl::Time time = absl::FromUnixMicros(micros);
    const auto in_zone = dice.percent(50) ? absl::UTCTimeZone() : zone;
    const std::string text = absl::FormatTime("%Y-%m-%d%ET%H:%M:%E*S%Ez", time, in_zone);
    if (text < "1970") continue;
    EXPECT_EQ(parse_time_us(text), by_absl(text)) << text;
    EXPECT_EQ(parse_time_us(absl::FormatTime("%Y-%m-%d%ET%H:%M:%E3SZ", time, absl::UTCTimeZone())),
              micros / 1000 * 1000);
    EXPECT_EQ(parse_time_us(absl::FormatTime("%Y-%m-%d %H:%M:%E6S", time, absl::UTCTimeZone())),
              micros);
    EXPECT_EQ(parse_time_us(absl::FormatTime("%Y-%m-%d%ET%H:%M:%SZ", time, absl::UTCTimeZone())),
              micros / kSecond * kSecond);
  }
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
  for (const std::string_view text :
       {"2026-01-31T12:34:56Z", "2026-01-31T12:34:56", "2026-01-31 12:34:56",
        "2026-01-31t12:34:56z", "2026-01-31T12:34:56.000Z", "2026-01-31T12:34:56,0Z",
        "2026-01-31T13:34:56+01:00", "2026-01-31T13:34:56+0100", "2026-01-31T13:34:56+01",
        "2026-01-31T07:04:56-05:30", "2026-01-31 12:34:56 UTC", "2026-01-31 12:34:56 +0000",
        "2026-01-31T12:34:56.0000000009Z", "1769862896", "1769862896000", "1769862896000000",
        "1769862896.0"}) {
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
                                      "31-01-2026 12:34"}) {
    EXPECT_EQ(parse_time_us(text), Instant()) << text;
  }
}

}  // namespace
}  // namespace seenby
