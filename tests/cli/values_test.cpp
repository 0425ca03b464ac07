// Values of flags: what is read, and each refusal word for word.
#include "cli/values.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <limits>

#include "cli/usage_error.h"

namespace seenby {
namespace {

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

TEST(WholeNumber, ReadsBothEndsOfItsRange) {
  EXPECT_EQ(parse_whole("--n", "1", 1, 10), 1U);
  EXPECT_EQ(parse_whole("--n", "10", 1, 10), 10U);
  EXPECT_EQ(parse_whole("--n", "18446744073709551615", 1, kMost), kMost);
}

TEST(WholeNumber, RefusesWhatIsNotAllDigitsInRange) {
  for (const char* text : {"", "0", "11", "-1", "+1", " 1", "1 ", "1.0", "1e1", "0x1", "ten",
                           "18446744073709551616"}) {
    EXPECT_EQ(usage_error_of([&] { parse_whole("--n", text, 1, 10); }),
              std::string("--n takes a whole number from 1 to 10, not '") + text + "'");
  }
}

TEST(WholeNumber, NamesNoUpperEndWhenThereIsNone) {
  EXPECT_EQ(usage_error_of([] { parse_whole("--top", "0", 1, kMost); }),
            "--top takes a whole number from 1 on, not '0'");
}

TEST(Size, ReadsPowersOf1024) {
  EXPECT_EQ(parse_size("--s", "1", 1 << 30), 1U);
  EXPECT_EQ(parse_size("--s", "512K", 1 << 30), 512U << 10);
  EXPECT_EQ(parse_size("--s", "16m", 1 << 30), 16U << 20);
  EXPECT_EQ(parse_size("--s", "1G", 1 << 30), 1U << 30);
}

TEST(Size, RefusesNothingTooMuchAndWhatWouldOverflow) {
  for (const char* text :
       {"", "0", "K", "0K", "2G", "1.5M", "16MB", "-1", "17179869185G", "18446744073709551615K"}) {
    EXPECT_EQ(
        usage_error_of([&] { parse_size("--s", text, 1 << 30); }),
        std::string("--s takes a size from 1 to 1G, such as 512K or 16M, not '") + text + "'");
  }
}

TEST(Memory, IsASizeThatIsNotTooSmall) {
  EXPECT_EQ(parse_memory("--m", "2G", 1 << 20), std::size_t{2} << 30);
  EXPECT_EQ(parse_memory("--m", "1M", 1 << 20), 1U << 20);
  for (const char* text : {"", "0", "1023K", "1MB", "17179869185G", "half"}) {
    EXPECT_EQ(usage_error_of([&] { parse_memory("--m", text, 1 << 20); }),
              std::string("--m takes a size from 1M on, such as 512M or 2G, not '") + text + "'");
  }
}

TEST(Age, IsHoursDaysOrWeeks) {
  EXPECT_EQ(parse_age("--keep", "36h"), std::chrono::hours(36));
  EXPECT_EQ(parse_age("--keep", "400d"), std::chrono::hours(9600));
  EXPECT_EQ(parse_age("--keep", "12w"), std::chrono::hours(2016));
}

TEST(Age, RefusesWhatHasNoUnitAndSaysWhatIsMeant) {
  const auto refusal = [](const std::string& text) {
    return usage_error_of([&] { parse_age("--keep", text); });
  };
  const auto expected = [](const std::string& text) {
    return "--keep takes an age such as 400d, 12w or 36h, not '" + text + "'";
  };
  for (const char* text : {"", "400m", "1 year", "days", "1d "}) {
    const std::string hint = std::string(text) == "1d " ? "; did you mean '1d'?" : "";
    EXPECT_EQ(refusal(text), expected(text) + hint);
  }
  for (const char* text : {"400", "400 days", "400D", "400days"}) {
    EXPECT_EQ(refusal(text), expected(text) + "; did you mean '400d'?");
  }
  EXPECT_EQ(refusal("12 weeks"), expected("12 weeks") + "; did you mean '12w'?");
}

TEST(Age, RefusesNothingFractionsAndMoreThanACentury) {
  for (const char* text : {"0d", "d", "-1d", "1.5d", "+1d", "5229w", "99999999999999999999h"}) {
    EXPECT_EQ(usage_error_of([&] { parse_age("--keep", text); }),
              std::string("--keep takes an age from 1h to 100 years, such as 400d, 12w or 36h, "
                          "not '") +
                  text + "'");
  }
}

TEST(BadLineLimit, IsACountOrAShare) {
  const BadLineLimit count = parse_bad_line_limit("--max-bad", "100");
  EXPECT_EQ(count.count, 100U);
  EXPECT_FALSE(count.share);
  const BadLineLimit share = parse_bad_line_limit("--max-bad", "0.1%");
  EXPECT_FALSE(share.count);
  EXPECT_DOUBLE_EQ(share.share.value(), 0.001);
  EXPECT_EQ(parse_bad_line_limit("--max-bad", "0").count, 0U);
  EXPECT_EQ(parse_bad_line_limit("--max-bad", "100%").share, 1.0);
}

TEST(BadLineLimit, RefusesWhatIsNeither) {
  for (const char* text : {"", "%", "-1", "-1%", "100.1%", "nan%", "inf%", "1.5", "5 %", "few"}) {
    EXPECT_EQ(usage_error_of([&] { parse_bad_line_limit("--max-bad", text); }),
              std::string("--max-bad takes a number of lines or a share from 0% to 100%, such as "
                          "100 or 0.1%, not '") +
                  text + "'");
  }
}

TEST(BadLineLimit, IsShownAsItIsWritten) {
  for (const char* text : {"0", "5", "100000", "0%", "0.1%", "12.5%", "100%"}) {
    EXPECT_EQ(bad_line_limit_text(parse_bad_line_limit("--max-bad", text)), text);
  }
}

TEST(SortKey, DashMeansLargestFirst) {
  EXPECT_EQ(parse_sort_key("--sort", "ctr").column, "ctr");
  EXPECT_EQ(parse_sort_key("--sort", "ctr").order, SortOrder::kAscending);
  EXPECT_EQ(parse_sort_key("--sort", "-ctr").column, "ctr");
  EXPECT_EQ(parse_sort_key("--sort", "-ctr").order, SortOrder::kDescending);
}

TEST(SortKey, RefusesNoColumn) {
  EXPECT_EQ(usage_error_of([] { parse_sort_key("--sort", "-"); }),
            "--sort takes a column, or -column for the largest first, not '-'");
  EXPECT_NE(usage_error_of([] { parse_sort_key("--sort", ""); }), "no error");
}

TEST(When, OffersTheNearestWord) {
  EXPECT_EQ(parse_when("--color", "auto"), When::kAuto);
  EXPECT_EQ(parse_when("--color", "always"), When::kAlways);
  EXPECT_EQ(parse_when("--color", "never"), When::kNever);
  EXPECT_EQ(usage_error_of([] { parse_when("--color", "alway"); }),
            "--color takes auto, always or never, not 'alway'; did you mean 'always'?");
  EXPECT_EQ(usage_error_of([] { parse_when("--color", "1"); }),
            "--color takes auto, always or never, not '1'");
}

TEST(Names, AreSeparatedByCommasAndTrimmed) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(parse_names("--click", "a"), Names{"a"});
  EXPECT_EQ(parse_names("--click", "a,b"), (Names{"a", "b"}));
  EXPECT_EQ(parse_names("--click", " page view , b "), (Names{"page view", "b"}));
}

TEST(Names, BackslashKeepsACommaABackslashAndABlank) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(parse_names("--click", R"(a\,b,c)"), (Names{"a,b", "c"}));
  EXPECT_EQ(parse_names("--click", R"(a\\,b)"), (Names{R"(a\)", "b"}));
  EXPECT_EQ(parse_names("--click", R"(\ a\ )"), Names{" a "});
  EXPECT_EQ(parse_names("--click", R"(a\n\)"), Names{R"(a\n\)"});
}

TEST(Names, RefusesAnEmptyOne) {
  for (const char* text : {"", " ", ",", "a,", ",a", "a,,b"}) {
    EXPECT_EQ(usage_error_of([&] { parse_names("--click", text); }),
              std::string("--click takes event names separated by commas, not '") + text + "'");
  }
}

TEST(File, RefusesAnEmptyName) {
  EXPECT_EQ(parse_file("-o", "-"), "-");
  EXPECT_EQ(usage_error_of([] { parse_file("--output", ""); }), "--output takes a file, not ''");
}

TEST(WordsOr, ReadsAsASentence) {
  constexpr std::array<std::string_view, 3> kWords = {"a", "b", "c"};
  EXPECT_EQ(words_or(kWords), "a, b or c");
  EXPECT_EQ(words_or(std::span(kWords).first(2)), "a or b");
  EXPECT_EQ(words_or(std::span(kWords).first(1)), "a");
}

}  // namespace
}  // namespace seenby
