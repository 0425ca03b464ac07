#include "events/path.h"

#include <gtest/gtest.h>

#include "random_log.h"
#include "seenby/error.h"

namespace seenby {
namespace {

using Keys = std::vector<std::string>;

Keys keys_of(const Path& path) {
  Keys keys;
  for (const PathStep& step : path.steps) keys.push_back(step.key);
  return keys;
}
Keys keys_of(const Source& source) { return keys_of(source.parts.at(0)); }
Keys keys_of(std::string_view text) { return keys_of(parse_path(text)); }

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
  EXPECT_EQ(keys_of("a"), (Keys{"a"}));
  EXPECT_EQ(keys_of(".a"), (Keys{"a"}));
  EXPECT_EQ(keys_of("a.b.c"), (Keys{"a", "b", "c"}));
  EXPECT_EQ(keys_of(R"(."a key".b)"), (Keys{"a key", "b"}));
  EXPECT_EQ(keys_of(R"("a.b"."\"\\")"), (Keys{"a.b", "\"\\"}));
  EXPECT_EQ(keys_of(R"("")"), (Keys{""}));
  EXPECT_EQ(keys_of("$schlüssel-1/@x"), (Keys{"$schlüssel-1/@x"}));
}

TEST(ParsePath, ReadsListsWithSpacesBehindCommas) {
  const auto paths = parse_path_list("a, .b.c,\"d,e\"");
  ASSERT_EQ(paths.size(), 3U);
  EXPECT_EQ(keys_of(paths[0]), (Keys{"a"}));
  EXPECT_EQ(keys_of(paths[1]), (Keys{"b", "c"}));
  EXPECT_EQ(keys_of(paths[2]), (Keys{"d,e"}));
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
  EXPECT_EQ(path_text({{{"a", {}}, {"b c", {}}, {"", {}}}}), R"(.a."b c"."")");
  Dice dice(5);
  constexpr std::string_view kBytes = "ab.,\"\\[]{} \t:\xc3\xbc\n";
  for (int i = 0; i < 5'000; ++i) {
    Path path;
    for (std::size_t keys = 1 + dice.below(3); keys > 0; --keys) {
      std::string key;
      for (std::size_t size = dice.below(6); size > 0; --size) key += dice.one_of(kBytes);
      path.steps.push_back({key, std::nullopt});
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
