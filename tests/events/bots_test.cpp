// The list of bots: well-formed, names each well-known bot, and leaves people alone.
#include "events/bots.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <set>
#include <string>

#include "seenby/selection.h"

namespace seenby {
namespace {

std::string name_of(std::string_view user_agent) {
  BotTest test;
  const auto bot = test.bot_of(user_agent);
  return bot ? bot_names()[*bot] : std::string("(none)");
}

TEST(Bots, EveryLineOfTheListIsANameAndAPattern) {
  std::set<std::string> names;
  std::string_view left = bot_list();
  ASSERT_TRUE(left.ends_with('\n'));
  for (; !left.empty(); left.remove_prefix(left.find('\n') + 1)) {
    const std::string line(left.substr(0, left.find('\n')));
    if (line.starts_with('#')) continue;
    const std::size_t tab = line.find('\t');
    ASSERT_NE(tab, std::string::npos) << line;
    EXPECT_TRUE(names.insert(line.substr(0, tab)).second) << line;
    const re2::RE2 pattern(line.substr(tab + 1));
    EXPECT_TRUE(pattern.ok()) << line;
    EXPECT_FALSE(re2::RE2::PartialMatch("", pattern)) << line;
  }
  EXPECT_EQ(names.size(), bot_names().size());
}

TEST(Bots, AreToldByName) {
  EXPECT_EQ(name_of("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
            "Googlebot");
  EXPECT_EQ(name_of("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"),
            "Bing");
  EXPECT_EQ(name_of("MOZILLA/5.0 (COMPATIBLE; GOOGLEBOT/2.1)"), "Googlebot");
  EXPECT_EQ(name_of("facebookexternalhit/1.1"), "Facebook preview");
  EXPECT_EQ(name_of("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
                    "HeadlessChrome/120.0.0.0 Safari/537.36"),
            "Headless Chrome");
  EXPECT_EQ(name_of("curl/7.88.1"), "curl");
  EXPECT_EQ(name_of("python-requests/2.31.0"), "Python");
  EXPECT_EQ(name_of("Somebodysbot/3.2"), "Other bot");
}

TEST(Bots, PeopleAreNone) {
  for (const char* const person :
       {"", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
        "Gecko) Version/17.2 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 11; CUBOT KING KONG 5) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/119.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 13; ruby) AppleWebKit/537.36 Chrome/119.0.0.0 Mobile",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 "
        "[Pinterest/iOS]",
        "okhttp/4.12.0", "Dalvik/2.1.0 (Linux; U; Android 12)",
        "MyApp/12 CFNetwork/1490.0.4 Darwin/23.2.0"}) {
    EXPECT_EQ(name_of(person), "(none)") << person;
  }
}

TEST(Bots, AnswersStayTheSameWhenForgotten) {
  BotTest test;
  for (int i = 0; i < 25'000; ++i) EXPECT_FALSE(test.bot_of("App/" + std::to_string(i)));
  EXPECT_TRUE(test.bot_of("curl/7.88.1"));
  EXPECT_TRUE(test.bot_of("curl/7.88.1"));
}

}  // namespace
}  // namespace seenby
