#include "events/path.h"

#include <gtest/gtest.h>

#include "random_log.h"
#include "seenby/error.h"

namespace seenby {
namespace {

using Keys = std::vector<std::string>;

std::string message_of(std::string_view text) {
  try {
    parse_path_list(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    return error.what();
  }
  return "";
}

TEST(ParsePath, ReadsBareAndQuotedKeys) {
  EXPECT_EQ(parse_path("a").keys, (Keys{"a"}));
  EXPECT_EQ(parse_path(".a").keys, (Keys{"a"}));
  EXPECT_EQ(parse_path("a.b.c").keys, (Keys{"a", "b", "c"}));
  EXPECT_EQ(parse_path(R"(."a key".b)").keys, (Keys{"a key", "b"}));
  EXPECT_EQ(parse_path(R"("a.b"."\"\\")").keys, (Keys{"a.b", "\"\\"}));
  EXPECT_EQ(parse_path(R"("")").keys, (Keys{""}));
  EXPECT_EQ(parse_path("$schlüssel-1/@x").keys, (Keys{"$schlüssel-1/@x"}));
}

TEST(ParsePath, ReadsListsWithSpacesBehindCommas) {
  const auto paths = parse_path_list("a, .b.c,\"d,e\"");
  ASSERT_EQ(paths.size(), 3U);
  EXPECT_EQ(paths[0].keys, (Keys{"a"}));
  EXPECT_EQ(paths[1].keys, (Keys{"b", "c"}));
  EXPECT_EQ(paths[2].keys, (Keys{"d,e"}));
}

TEST(ParsePath, PointsAtTheMistake) {
  EXPECT_NE(message_of("").find("character 1"), std::string::npos);
  EXPECT_NE(message_of("a..b").find("path 'a..b'"), std::string::npos);
  EXPECT_NE(message_of("a..b").find("character 3"), std::string::npos);
  EXPECT_NE(message_of("a.").find("character 3"), std::string::npos);
  EXPECT_NE(message_of("a b").find("character 2"), std::string::npos);
  EXPECT_NE(message_of("a,").find("character 3"), std::string::npos);
  EXPECT_NE(message_of("\"a").find("not closed"), std::string::npos);
  EXPECT_NE(message_of("\"a\\").find("not closed"), std::string::npos);
  EXPECT_NE(message_of("a[0]").find("character 2"), std::string::npos);
  EXPECT_THROW(parse_path("a,b"), Error);
}

TEST(PathText, ParsesBackEqualWhateverTheKeys) {
  EXPECT_EQ(path_text({{"a", "b c", ""}}), R"(.a."b c"."")");
  Dice dice(5);
  constexpr std::string_view kBytes = "ab.,\"\\[]{} \t:\xc3\xbc\n";
  for (int i = 0; i < 5'000; ++i) {
    Path path;
    for (std::size_t keys = 1 + dice.below(3); keys > 0; --keys) {
      std::string key;
      for (std::size_t size = dice.below(6); size > 0; --size) key += dice.one_of(kBytes);
      path.keys.push_back(key);
    }
    EXPECT_EQ(parse_path(path_text(path)), path) << path_text(path);
  }
}

TEST(WrittenPath, IsAWordOnlyWithoutDotAndQuote) {
  const auto written = parse_written_paths(R"(a,.a,a.b,"a")");
  ASSERT_EQ(written.size(), 4U);
  EXPECT_TRUE(written[0].is_word);
  EXPECT_FALSE(written[1].is_word);
  EXPECT_FALSE(written[2].is_word);
  EXPECT_FALSE(written[3].is_word);
}

}  // namespace
}  // namespace seenby
