#include "events/money.h"

#include <gtest/gtest.h>

#include <limits>

#include "random_log.h"

namespace seenby {
namespace {

using Micros64 = std::optional<std::int64_t>;

TEST(ParseMicros, ReadsDecimalsExactly) {
  EXPECT_EQ(parse_micros("0"), 0);
  EXPECT_EQ(parse_micros("-0"), 0);
  EXPECT_EQ(parse_micros("1"), 1'000'000);
  EXPECT_EQ(parse_micros("0.1"), 100'000);
  EXPECT_EQ(parse_micros("0.00125"), 1'250);
  EXPECT_EQ(parse_micros("0.000001"), 1);
  EXPECT_EQ(parse_micros("-2"), -2'000'000);
  EXPECT_EQ(parse_micros("-0.000001"), -1);
  EXPECT_EQ(parse_micros("123456.789012"), 123'456'789'012);
  EXPECT_EQ(parse_micros("1e-3"), 1'000);
  EXPECT_EQ(parse_micros("2.5E+2"), 250'000'000);
  EXPECT_EQ(parse_micros("0.0000010000000000000000000000000000"), 1);
  EXPECT_EQ(parse_micros("10000000000000000000000000000000e-31"), 1'000'000);
}

TEST(ParseMicros, RoundsHalfAwayFromZero) {
  EXPECT_EQ(parse_micros("0.0000005"), 1);
  EXPECT_EQ(parse_micros("0.00000049999999999999999999"), 0);
  EXPECT_EQ(parse_micros("0.0000015"), 2);
  EXPECT_EQ(parse_micros("0.0000025"), 3);
  EXPECT_EQ(parse_micros("-0.0000005"), -1);
  EXPECT_EQ(parse_micros("-0.0000004"), 0);
  EXPECT_EQ(parse_micros("5e-7"), 1);
  EXPECT_EQ(parse_micros("1e-300"), 0);
}

TEST(ParseMicros, KnowsTheEndsOfSixtyFourBits) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(parse_micros("9223372036854.775807"), kMost);
  EXPECT_EQ(parse_micros("-9223372036854.775807"), -kMost);
  EXPECT_EQ(parse_micros("9223372036854.7758074"), kMost);
  EXPECT_EQ(parse_micros("9223372036854.7758075"), Micros64());
  EXPECT_EQ(parse_micros("9223372036854.775808"), Micros64());
  EXPECT_EQ(parse_micros("99999999999999999999999999999999999999999"), Micros64());
  EXPECT_EQ(parse_micros("1e13"), Micros64());
  EXPECT_EQ(parse_micros("1e400"), Micros64());
  EXPECT_EQ(parse_micros("0e400"), 0);
}

TEST(ParseMicros, RefusesWhatIsNoJsonNumber) {
  for (const std::string_view text :
       {"", " ", "abc", "1,5", "1.", ".5", "01", "+1", "1 ", " 1", "$1", "1e", "NaN", "Infinity",
        "true", "0x10", "1.2.3", "--1", "-"}) {
    EXPECT_EQ(parse_micros(text), Micros64()) << text;
  }
}

TEST(ParseMicros, AgreesWithItselfHoweverANumberIsWritten) {
  Dice dice(3);
  for (int i = 0; i < 20'000; ++i) {
    const auto micros =
        static_cast<std::int64_t>(dice.below(std::size_t{1} << (1 + dice.below(62))));
    std::string fraction = std::to_string(micros % 1'000'000);
    fraction.insert(0, 6 - fraction.size(), '0');
    const std::string plain = std::to_string(micros / 1'000'000) + "." + fraction;
    EXPECT_EQ(parse_micros(plain), micros) << plain;
    EXPECT_EQ(parse_micros("-" + plain), -micros) << plain;
    EXPECT_EQ(parse_micros(plain + "0000"), micros) << plain;
    EXPECT_EQ(parse_micros(plain + "4"), micros) << plain;
    EXPECT_EQ(parse_micros(plain + "5"), micros + 1) << plain;
    EXPECT_EQ(parse_micros(std::to_string(micros) + "e-6"), micros);
  }
}

TEST(ParseMicros, ReadsEachUnitExactly) {
  EXPECT_EQ(parse_micros("5.5", CostUnit::kPerMille), 5'500);
  EXPECT_EQ(parse_micros("0.0004", CostUnit::kPerMille), 0);
  EXPECT_EQ(parse_micros("0.0005", CostUnit::kPerMille), 1);
  EXPECT_EQ(parse_micros("-0.0015", CostUnit::kPerMille), -2);
  EXPECT_EQ(parse_micros("2.0014999999999999999999999", CostUnit::kPerMille), 2'001);
  EXPECT_EQ(parse_micros("9223372036854775.807", CostUnit::kPerMille),
            std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(parse_micros("9223372036854775.808", CostUnit::kPerMille), std::nullopt);
  EXPECT_EQ(parse_micros("1500000", CostUnit::kMicros), 1'500'000);
  EXPECT_EQ(parse_micros("0.5", CostUnit::kMicros), 1);
  EXPECT_EQ(parse_micros("-2.5", CostUnit::kMicros), -3);
  EXPECT_EQ(parse_micros("1e-7", CostUnit::kMicros), 0);
  EXPECT_EQ(parse_micros("9223372036854775807", CostUnit::kMicros),
            std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(parse_micros("9223372036854775808", CostUnit::kMicros), std::nullopt);
  EXPECT_EQ(parse_micros("free", CostUnit::kMicros), std::nullopt);
}

}  // namespace
}  // namespace seenby
