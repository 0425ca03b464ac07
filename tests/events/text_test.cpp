#include "events/text.h"

#include <gtest/gtest.h>

namespace seenby {
namespace {

TEST(JsonNumber, FollowsTheGrammar) {
  for (const std::string_view text : {"0", "-0", "1", "10", "-12", "0.5", "1.50", "1e2", "1E+2",
                                      "1e-2", "-0.0e00", "123456789012345678901234567890"}) {
    EXPECT_TRUE(is_json_number(text)) << text;
  }
  for (const std::string_view text :
       {"",    "-",        "+1",        ".5",  "1.",    "01",    "-01",  "00",
        "1e",  "1e+",      "1.e2",      "e1",  "0x1",   "1 ",    " 1",   "1_0",
        "NaN", "Infinity", "-Infinity", "--1", "1.2.3", "1e2.5", "1e2e3"}) {
    EXPECT_FALSE(is_json_number(text)) << text;
  }
}

TEST(Escapes, AreThoseOfTheGrammar) {
  for (const std::string_view text : {"", "plain", R"(\"\\\/\b\f\n\r\t)", R"(\u0000\uABcd)",
                                      R"(\ud83d\ude00)", R"(\\u12)", R"(\\\\)"}) {
    EXPECT_TRUE(has_valid_escapes(text)) << text;
  }
  for (const std::string_view text :
       {R"(\)", R"(\x41)", R"(\u)", R"(\u123)", R"(\u12G4)", R"(\U0041)", R"(\a)", R"(\')",
        R"(\\\)", R"(\ud800)", R"(\ud800x)", R"(\ud800\n)", R"(\ud800\u)", R"(\ud800\ud800)",
        R"(\udc00)", R"(\udc00\ud800)", R"(\udbff\udbff)"}) {
    EXPECT_FALSE(has_valid_escapes(text)) << text;
  }
}

TEST(Unescape, MakesUtf8OfEveryLength) {
  EXPECT_EQ(unescape("plain"), "plain");
  EXPECT_EQ(unescape(R"(a\"\\\/\b\f\n\r\tz)"), "a\"\\/\b\f\n\r\tz");
  EXPECT_EQ(unescape(R"(\u0000)"), std::string(1, '\0'));
  EXPECT_EQ(unescape(R"(\u007f\u0080)"), "\x7f\xc2\x80");
  EXPECT_EQ(unescape(R"(\u07ff\u0800\uffff)"), "\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf");
  EXPECT_EQ(unescape(R"(\ud800\udc00\uDBFF\uDFFF)"), "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
  EXPECT_EQ(unescape(R"(\\u0041)"), R"(\u0041)");
}

}  // namespace
}  // namespace seenby
