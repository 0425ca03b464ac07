#include "render/cell_text.h"

#include <absl/numeric/int128.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <locale>
#include <random>
#include <vector>

namespace seenby {
namespace {

std::string exact(const Cell& cell) {
  std::string out;
  append_exact_number(out, cell);
  return out;
}

std::string readable(const Cell& cell, Unit unit) {
  std::string out;
  append_readable_number(out, cell, unit);
  return out;
}

Cell money(absl::int128 micros) { return Micros{micros}; }

TEST(CellText, WritesCountsAsWholeNumbers) {
  EXPECT_EQ(exact(std::uint64_t{0}), "0");
  EXPECT_EQ(exact(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(readable(std::uint64_t{1'234'567}, Unit::kCount), "1234567");
}

TEST(CellText, WritesDoublesAsTheShortestThatReadsBack) {
  EXPECT_EQ(exact(0.1), "0.1");
  EXPECT_EQ(exact(1.0), "1");
  EXPECT_EQ(exact(350.0 / 300.0), "1.1666666666666667");
  EXPECT_EQ(exact(100000.0), "100000");
  EXPECT_EQ(exact(1e-7), "1e-07");
  EXPECT_EQ(exact(1e300), "1e+300");
}

TEST(CellText, ReadsBackAnyDouble) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10'000; ++i) {
    const auto numerator = static_cast<double>(random() >> (random() % 64));
    const auto denominator = static_cast<double>((random() >> (random() % 64)) | 1U);
    const double value = numerator / denominator;
    const std::string text = exact(value);
    EXPECT_EQ(std::strtod(text.c_str(), nullptr), value) << text;
  }
}

TEST(CellText, WritesAnyDoubleAsFmtDoes) {
  std::mt19937_64 random(2);
  std::vector<double> values = {
      0.0,  -0.0,   1e-4,         0.99999e-4, 1e16, 9'999'999'999'999'998.0,
      0.3,  -1e-4,  -1e16,        1e15,       1e17, 9'007'199'254'740'994.0,
      5e-5, 1e-310, 1.0 / 3 * 1e4};
  for (int i = 0; i < 100'000; ++i) {
    // Mostly of magnitudes where the two ways meet.
    const auto digits = static_cast<double>(random() >> (random() % 64));
    values.push_back(std::ldexp(digits, static_cast<int>(random() % 128) - 96));
  }
  for (const double value : values) {
    ASSERT_EQ(exact(value), fmt::format("{}", value));
  }
}

TEST(CellText, WritesMoneyExactlyWithoutTrailingZeros) {
  EXPECT_EQ(exact(money(0)), "0");
  EXPECT_EQ(exact(money(1'000'000)), "1");
  EXPECT_EQ(exact(money(10'000'000)), "10");
  EXPECT_EQ(exact(money(1'250)), "0.00125");
  EXPECT_EQ(exact(money(1)), "0.000001");
  EXPECT_EQ(exact(money(-1)), "-0.000001");
  EXPECT_EQ(exact(money(-2'500'000)), "-2.5");
}

TEST(CellText, WritesMoneyOfTheWholeRange) {
  EXPECT_EQ(exact(money(absl::Int128Max())), "170141183460469231731687303715884.105727");
  EXPECT_EQ(exact(money(absl::Int128Min())), "-170141183460469231731687303715884.105728");
  const absl::int128 piece = absl::int128(1'000'000'000'000'000'000) * 1'000'000;
  EXPECT_EQ(exact(money(piece)), "1000000000000000000");
  EXPECT_EQ(exact(money(piece - 1)), "999999999999999999.999999");
  EXPECT_EQ(exact(money(piece + 7'000'000)), "1000000000000000007");
}

TEST(CellText, ShowsMoneyExactlyWithTwoDecimalsOrMore) {
  EXPECT_EQ(readable(money(0), Unit::kMoney), "0.00");
  EXPECT_EQ(readable(money(1'000'000), Unit::kMoney), "1.00");
  EXPECT_EQ(readable(money(1'200'000), Unit::kMoney), "1.20");
  EXPECT_EQ(readable(money(1'250), Unit::kMoney), "0.00125");
  EXPECT_EQ(readable(money(-500'000), Unit::kMoney), "-0.50");
}

TEST(CellText, ShowsFractionsAsPercentages) {
  EXPECT_EQ(readable(0.0125, Unit::kFraction), "1.25%");
  EXPECT_EQ(readable(0.0, Unit::kFraction), "0.00%");
  EXPECT_EQ(readable(1.5, Unit::kFraction), "150.00%");
  EXPECT_EQ(readable(0.00004, Unit::kFraction), "0.00%");
}

TEST(CellText, ShowsRatiosWithFourDecimals) {
  EXPECT_EQ(readable(350.0 / 300.0, Unit::kRatio), "1.1667");
  EXPECT_EQ(readable(2.0, Unit::kRatio), "2.0000");
  EXPECT_EQ(readable(123456789.0, Unit::kRatio), "123456789.0000");
}

TEST(CellText, ShowsPricesWithTwoToFourDecimals) {
  EXPECT_EQ(readable(2.0, Unit::kPrice), "2.00");
  EXPECT_EQ(readable(2.5, Unit::kPrice), "2.50");
  EXPECT_EQ(readable(2.125, Unit::kPrice), "2.125");
  EXPECT_EQ(readable(2.12346, Unit::kPrice), "2.1235");
  EXPECT_EQ(readable(-2.5, Unit::kPrice), "-2.50");
}

TEST(CellText, HasNoNegativeZeroForReaders) {
  EXPECT_EQ(readable(-0.00001, Unit::kPrice), "0.00");
  EXPECT_EQ(readable(-0.0, Unit::kRatio), "0.0000");
}

TEST(CellText, TakesWhatIsNoNumberForEmpty) {
  EXPECT_TRUE(is_empty(Cell()));
  EXPECT_TRUE(is_empty(std::numeric_limits<double>::quiet_NaN()));
  EXPECT_TRUE(is_empty(std::numeric_limits<double>::infinity()));
  EXPECT_FALSE(is_empty(0.0));
  EXPECT_FALSE(is_empty(std::uint64_t{0}));
  EXPECT_FALSE(is_empty(money(0)));
  EXPECT_FALSE(is_empty(std::string_view()));
}

class DecimalComma : public std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(CellText, DoesNotDependOnTheLocale) {
  const std::locale before =
      std::locale::global(std::locale(std::locale::classic(), new DecimalComma));
  EXPECT_EQ(exact(1234.5), "1234.5");
  EXPECT_EQ(exact(std::uint64_t{1'234'567}), "1234567");
  EXPECT_EQ(readable(1234.5, Unit::kRatio), "1234.5000");
  EXPECT_EQ(readable(money(1'234'500'000), Unit::kMoney), "1234.50");
  std::locale::global(before);
}

}  // namespace
}  // namespace seenby
