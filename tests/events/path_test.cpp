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
  EXPECT_NE(message_of("a{b").find("character 4"), std::string::npos);
  EXPECT_NE(message_of("a{}").find("character 3"), std::string::npos);
  EXPECT_NE(message_of("..a").find("character 2"), std::string::npos);
  EXPECT_THROW(parse_path("a,b"), Error);
  EXPECT_THROW(parse_path("a=b"), Error);
}

TEST(ParsePath, ReadsEntriesAndTheElementItself) {
  const Path path = parse_path(R"(a.params{name}.b{"x}y"})");
  ASSERT_EQ(path.steps.size(), 3U);
  EXPECT_EQ(path.steps[0], (PathStep{"a", std::nullopt}));
  EXPECT_EQ(path.steps[1], (PathStep{"params", "name"}));
  EXPECT_EQ(path.steps[2], (PathStep{"b", "x}y"}));
  EXPECT_TRUE(parse_path(".").steps.empty());
  EXPECT_EQ(path_text(parse_path(".")), ".");
  EXPECT_EQ(parse_path_list("., a").size(), 2U);
}

TEST(PathText, ParsesBackEqualWhateverTheKeys) {
  EXPECT_EQ(path_text({{{"a", {}}, {"b c", {}}, {"", {}}}}), R"(.a."b c"."")");
  Dice dice(5);
  constexpr std::string_view kBytes = "ab.,\"\\[]{} \t:=!\xc3\xbc\n";
  for (int i = 0; i < 5'000; ++i) {
    Path path;
    for (std::size_t keys = 1 + dice.below(3); keys > 0; --keys) {
      std::string key;
      for (std::size_t size = dice.below(6); size > 0; --size) key += dice.one_of(kBytes);
      path.steps.push_back({key, std::nullopt});
      if (dice.percent(30)) path.steps.back().entry = key + "}";
    }
    EXPECT_EQ(parse_path(path_text(path)), path) << path_text(path);
  }
}

std::string condition_message(std::string_view text) {
  try {
    parse_condition(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(ParseCondition, ReadsItsThreeForms) {
  EXPECT_EQ(parse_condition("is_click"), (Condition{parse_path("is_click"), Relation::kHolds, ""}));
  EXPECT_EQ(parse_condition("a.type = track  "),
            (Condition{parse_path("a.type"), Relation::kEquals, "track"}));
  EXPECT_EQ(parse_condition("type!=Product List = Viewed"),
            (Condition{parse_path("type"), Relation::kDiffers, "Product List = Viewed"}));
  EXPECT_EQ(parse_condition(R"(. = " \"x\" ")"), (Condition{Path(), Relation::kEquals, " \"x\" "}));
}

TEST(ParseCondition, PointsAtTheMistake) {
  EXPECT_NE(condition_message("a b").find("condition 'a b': expected '=' or '!=' at character 3"),
            std::string::npos);
  EXPECT_NE(condition_message("a = ").find("expected a value"), std::string::npos);
  EXPECT_NE(condition_message("a = \"\"").find("expected a value"), std::string::npos);
  EXPECT_NE(condition_message("a = \"b\" c").find("character 9"), std::string::npos);
  EXPECT_NE(condition_message("= b").find("character 1"), std::string::npos);
}

TEST(ConditionText, ParsesBackEqual) {
  Dice dice(6);
  constexpr std::string_view kBytes = "ab\"\\ \t=!\n";
  for (int i = 0; i < 2'000; ++i) {
    Condition condition{parse_path("a.\"b c\"{d}"), static_cast<Relation>(dice.below(3)), ""};
    for (std::size_t size = 1 + dice.below(5); size > 0; --size) {
      if (condition.relation != Relation::kHolds) condition.value += dice.one_of(kBytes);
    }
    EXPECT_EQ(parse_condition(condition_text(condition)), condition) << condition_text(condition);
  }
}

TEST(ParseExplode, ReadsLevelsWithBracketsBetween) {
  const Explode nested = parse_explode("a.orders[].items");
  ASSERT_EQ(nested.levels.size(), 2U);
  EXPECT_EQ(nested.levels[0], parse_path("a.orders"));
  EXPECT_EQ(nested.levels[1], parse_path("items"));
  EXPECT_EQ(parse_explode("a.orders[].items[]"), nested);
  EXPECT_EQ(parse_explode(explode_text(nested)), nested);
  const auto list = parse_explode_list("a.orders[].items, \"b c\"");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0], nested);
  EXPECT_EQ(explode_text(list[1]), ".\"b c\"[]");
}

TEST(ParseExplode, RefusesWhatIsNoArrayAndTooManyLevels) {
  for (const std::string_view text : {"", ".", "a[", "a[]b", "a[].", "a{b}", "a[].b{c}", "a,b"}) {
    EXPECT_THROW(parse_explode(text), Error) << text;
  }
  std::string text = "a";
  for (std::size_t levels = 1; levels < kMostExplodeLevels; ++levels) text += "[].a";
  EXPECT_NO_THROW(parse_explode(text));
  EXPECT_THROW(parse_explode(text + "[].a"), Error);
}

TEST(WrittenPath, IsAWordOnlyWithoutDotAndQuote) {
  const auto written = parse_written_paths(R"(a,.a,a.b,"a",a{b},.)");
  ASSERT_EQ(written.size(), 6U);
  EXPECT_TRUE(written[0].is_word);
  EXPECT_FALSE(written[1].is_word);
  EXPECT_FALSE(written[2].is_word);
  EXPECT_FALSE(written[3].is_word);
  EXPECT_FALSE(written[4].is_word);
  EXPECT_FALSE(written[5].is_word);
}

}  // namespace
}  // namespace seenby
