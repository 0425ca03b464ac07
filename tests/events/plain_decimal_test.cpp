#include "events/plain_decimal.h"

#include <gtest/gtest.h>

#include <string>

#include "events/text.h"
#include "random_log.h"

namespace seenby {
namespace {

TEST(PlainDecimal, ReadsDigitsAndPlaces) {
  const auto expect = [](std::string_view text, std::uint32_t digits, std::uint32_t decimals) {
    const auto plain = read_plain_decimal(text);
    ASSERT_TRUE(plain) << text;
    EXPECT_EQ(plain->digits(), digits) << text;
    EXPECT_EQ(plain->decimals, decimals) << text;
  };
  expect("0", 0, 0);
  expect("7", 7, 0);
  expect("12345678", 12345678, 0);
  expect("0.5", 5, 1);
  expect("0.00125", 125, 5);
  expect("1234.567", 1234567, 3);
  expect("9.000000", 9000000, 6);
}

TEST(PlainDecimal, TakesNothingButShortPlainNumbers) {
  constexpr std::string_view kCharacters = "00123456789..-+eE/: ";
  std::size_t taken = 0;
  for (std::uint64_t seed = 0; seed < 200'000; ++seed) {
    Dice dice(seed);
    std::string text(dice.below(10), '0');
    for (char& c : text) c = dice.one_of(kCharacters);
    const bool is_plain =
        is_json_number(text) && text.size() <= 8 && text.find_first_of("-+eE") == std::string::npos;
    const auto plain = read_plain_decimal(text);
    ASSERT_EQ(plain.has_value(), is_plain) << text;
    if (!plain) continue;
    ++taken;
    const std::size_t point = text.find('.');
    EXPECT_EQ(plain->decimals, point == std::string::npos ? 0 : text.size() - point - 1) << text;
    if (point != std::string::npos) text.erase(point, 1);
    EXPECT_EQ(plain->digits(), std::stoul(text)) << text;
  }
  EXPECT_GT(taken, 10'000U);
}

}  // namespace
}  // namespace seenby
