#include "events/plain_decimal.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "events/text.h"
#include "random_log.h"
#include "simd_targets.h"
#include "word.h"

namespace seenby {
namespace {

TEST(PlainDecimal, ReadsDigitsAndPlaces) {
  const auto expect = [](std::string_view text, std::uint32_t digits, std::uint32_t decimals) {
    PlainDecimals plain;
    plain.set(0, word_of(text), text.size());
    plain.read(0, 1);
    ASSERT_TRUE(plain.is_plain(0)) << text;
    EXPECT_EQ(plain.at(0).digits(), digits) << text;
    EXPECT_EQ(plain.at(0).decimals, decimals) << text;
  };
  expect("0", 0, 0);
  expect("7", 7, 0);
  expect("12345678", 12345678, 0);
  expect("0.5", 5, 1);
  expect("0.00125", 125, 5);
  expect("1234.567", 1234567, 3);
  expect("9.000000", 9000000, 6);
}

void expect_only_short_plain_numbers() {
  constexpr std::string_view kCharacters = "00123456789..-+eE/: ";
  const std::vector<std::string> names = {"true", "false", "null", "nulls", "True", "nul"};
  std::size_t taken = 0;
  PlainDecimals decimals;
  for (std::uint64_t seed = 0; seed < 10'000; ++seed) {
    Dice dice(seed);
    std::vector<std::string> texts(dice.below(PlainDecimals::kMost + 1));
    const auto put_in = [&](std::size_t i) {
      std::string& text = texts[i];
      text.resize(dice.below(10));
      for (char& c : text) c = dice.one_of(kCharacters);
      if (dice.percent(10)) text = dice.one_of(names);
      // Whatever is behind a text.
      const std::string padded = text + "1.2,.9\"0";
      decimals.set(i, load_word(padded.data(), 8), text.size());
    };
    // In two pieces, of which the second may be left unread.
    const std::size_t first = dice.below(texts.size() + 1);
    const std::size_t rest = texts.size() - first;
    const bool leaves_rest = dice.percent(20);
    for (std::size_t i = 0; i < first; ++i) put_in(i);
    if (first > 0) decimals.read(0, first);
    for (std::size_t i = first; i < texts.size(); ++i) put_in(i);
    if (rest > 0 && leaves_rest) decimals.leave(first, rest);
    if (rest > 0 && !leaves_rest) decimals.read(first, rest);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      std::string text = texts[i];
      const bool is_read = i < first || !leaves_rest;
      const bool is_plain = is_read && is_json_number(text) && text.size() <= 8 &&
                            text.find_first_of("-+eE") == std::string::npos;
      const bool is_name = is_read && (text == "true" || text == "false" || text == "null");
      ASSERT_EQ(decimals.is_plain(i), is_plain) << text;
      ASSERT_EQ((decimals.others() >> i & 1) == 0, is_plain || is_name) << text;
      if (!is_plain) continue;
      ++taken;
      const std::size_t point = text.find('.');
      const std::size_t digits_behind = point == std::string::npos ? 0 : text.size() - point - 1;
      EXPECT_EQ(decimals.at(i).decimals, digits_behind) << text;
      if (point != std::string::npos) text.erase(point, 1);
      EXPECT_EQ(decimals.at(i).digits(), std::stoul(text)) << text;
    }
  }
  EXPECT_GT(taken, 10'000U);
}

TEST(PlainDecimal, TakesNothingButShortPlainNumbers) {
  for_each_simd_target(expect_only_short_plain_numbers);
}

}  // namespace
}  // namespace seenby
