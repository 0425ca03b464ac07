#include "render/display.h"

#include <gtest/gtest.h>

#include <random>

namespace seenby {
namespace {

std::string visible(std::string_view text) {
  std::string out;
  append_visible(out, text);
  return out;
}

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("plain"), 5U);
  EXPECT_EQ(display_width("é"), 1U);
  EXPECT_EQ(display_width("–"), 1U);
  EXPECT_EQ(display_width("Привет"), 6U);
}

TEST(DisplayWidth, GivesWideCharactersTwoColumns) {
  EXPECT_EQ(display_width("漢字"), 4U);
  EXPECT_EQ(display_width("한국"), 4U);
  EXPECT_EQ(display_width("Ａ"), 2U);
  EXPECT_EQ(display_width("🎬"), 2U);
}

TEST(DisplayWidth, GivesCombiningCharactersNone) {
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width("\u0e01\u0e34\u0e48"), 1U);
  EXPECT_EQ(display_width("a\u200bb"), 2U);
}

TEST(Visible, LeavesOrdinaryTextAlone) {
  for (const std::string_view text : {"", "a b\\n", "é漢字🎬", "e\u0301", "'\"<|>"}) {
    EXPECT_EQ(visible(text), text);
  }
}

TEST(Visible, SpellsOutControlCharacters) {
  EXPECT_EQ(visible("a\nb\tc\rd"), "a\\nb\\tc\\rd");
  EXPECT_EQ(visible("\x1b[31m"), "\\x1b[31m");
  EXPECT_EQ(visible(std::string_view("\0\x7f", 2)), "\\x00\\x7f");
  EXPECT_EQ(visible("\u0080\u009b\u009f\u00a0"), "\\u0080\\u009b\\u009f\u00a0");
}

TEST(Visible, SpellsOutBidiControlsAndLineSeparators) {
  EXPECT_EQ(visible("\u202a\u202b\u202c\u202d\u202e"), "\\u202a\\u202b\\u202c\\u202d\\u202e");
  EXPECT_EQ(visible("\u2066\u2067\u2068\u2069"), "\\u2066\\u2067\\u2068\\u2069");
  EXPECT_EQ(visible("\u200e\u200f\u061c\u2028\u2029"), "\\u200e\\u200f\\u061c\\u2028\\u2029");
  EXPECT_EQ(visible("\u2027\u202f\u2065\u206a"), "\u2027\u202f\u2065\u206a");
}

TEST(Visible, SpellsOutBytesThatAreNotUtf8) {
  EXPECT_EQ(visible("a\xff"), "a\\xff");
  EXPECT_EQ(visible("\xe6\xbc"), "\\xe6\\xbc");                    // a sequence cut short
  EXPECT_EQ(visible("\xc0\xaf"), "\\xc0\\xaf");                    // overlong
  EXPECT_EQ(visible("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // a surrogate
  EXPECT_EQ(visible("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
}

TEST(Visible, MakesAnyBytesVisibleAndStable) {
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    // Of exactly the bytes' size, so that a sanitizer sees a read past the end.
    std::vector<char> bytes(random() % 9);
    for (char& byte : bytes) byte = static_cast<char>(random());
    const std::string shown = visible({bytes.data(), bytes.size()});
    EXPECT_EQ(visible(shown), shown);
    EXPECT_LE(display_width({bytes.data(), bytes.size()}), 2 * bytes.size());
    EXPECT_GE(shown.size(), bytes.size());
  }
}

}  // namespace
}  // namespace seenby
