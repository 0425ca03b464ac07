#include "events/known_keys.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string>
#include <string_view>

#include "random_log.h"
#include "seenby/input.h"

namespace seenby {
namespace {

/// A key as it stands in a line, with all that may be read behind it.
struct WrittenKey {
  explicit WrittenKey(const std::string& inside, const std::string& behind = ":1")
      : text('"' + inside + '"' + behind + std::string(kBlockPadding, 'x')),
        colon(text.find(':', inside.size() + 2)) {}

  std::string text;
  std::size_t colon;
};

int child_of(KnownKeys& keys, std::size_t place, const WrittenKey& key) {
  const auto* const found = keys.find(place, key.text.data(), key.text.data() + key.colon);
  return found != nullptr ? found->child() : kNone;
}

void add(KnownKeys& keys, std::size_t place, const std::string& inside, int child) {
  const std::string text = inside + '"' + std::string(kBlockPadding, 'x');
  const PlanNode leaf;
  keys.add(place, std::string_view(text).substr(0, inside.size()), child, &leaf);
}

TEST(KnownKeys, FindsAKeyInAnyPlace) {
  KnownKeys keys;
  EXPECT_EQ(child_of(keys, 0, WrittenKey("user")), kNone);
  add(keys, 0, "user", 1);
  add(keys, 1, "user_id", 2);
  for (const std::size_t place : {0U, 1U, 2U, 300U}) {
    EXPECT_EQ(child_of(keys, place, WrittenKey("user")), 1);
    EXPECT_EQ(child_of(keys, place, WrittenKey("user_id")), 2);
    EXPECT_EQ(child_of(keys, place, WrittenKey("user_")), kNone);
    EXPECT_EQ(child_of(keys, place, WrittenKey("")), kNone);
  }
}

TEST(KnownKeys, LeavesKeysThatAreNotWrittenPlainly) {
  KnownKeys keys;
  add(keys, 0, "user", 1);
  EXPECT_EQ(child_of(keys, 0, WrittenKey("user", " :1")), kNone);
  const WrittenKey key("user");
  EXPECT_EQ(keys.find(0, key.text.data(), key.text.data() + key.colon + 1), nullptr);
  EXPECT_EQ(keys.find(0, key.text.data() + 1, key.text.data() + key.colon), nullptr);
}

TEST(KnownKeys, SaysWhatThePlanMakesOfAKey) {
  KnownKeys keys;
  const WrittenKey key("user");
  PlanNode wanted;
  wanted.slot = 7;
  keys.add(0, std::string_view(key.text).substr(1, 4), 3, &wanted);
  const auto* found = keys.find(0, key.text.data(), key.text.data() + key.colon);
  ASSERT_NE(found, nullptr);
  EXPECT_TRUE(found->is_simple());
  EXPECT_EQ(found->is_wanted(), 1);
  EXPECT_EQ(found->slot(), 7);
  const WrittenKey other("context");
  wanted.children.emplace("page", 4);
  keys.add(1, std::string_view(other.text).substr(1, 7), 5, &wanted);
  found = keys.find(1, other.text.data(), other.text.data() + other.colon);
  ASSERT_NE(found, nullptr);
  EXPECT_FALSE(found->is_simple());
  const WrittenKey unwanted("price");
  keys.add(2, std::string_view(unwanted.text).substr(1, 5), kNone, nullptr);
  found = keys.find(2, unwanted.text.data(), unwanted.text.data() + unwanted.colon);
  ASSERT_NE(found, nullptr);
  EXPECT_TRUE(found->is_simple());
  EXPECT_EQ(found->is_wanted(), 0);
}

// What was expected in a place is not looked at for a while then.
TEST(KnownKeys, FindsKeysThatComeInAnyOrderAndThenInOneAgain) {
  constexpr std::array<std::string_view, 5> kKeys = {"a", "b", "c", "d", "e"};
  KnownKeys keys;
  for (std::size_t i = 0; i < kKeys.size(); ++i) {
    add(keys, i, std::string(kKeys[i]), static_cast<int>(i));
  }
  Dice dice(2);
  for (std::size_t line = 0; line < 200; ++line) {
    for (std::size_t place = 0; place < kKeys.size(); ++place) {
      const bool is_shuffled = line / 40 % 2 == 0;
      const std::size_t i = is_shuffled ? dice.below(kKeys.size()) : place;
      ASSERT_EQ(child_of(keys, place, WrittenKey(std::string(kKeys[i]))), static_cast<int>(i));
      ASSERT_EQ(child_of(keys, place, WrittenKey("f")), kNone);
    }
  }
}

std::string random_key(Dice& dice) {
  std::string key(dice.below(dice.percent(70) ? 4 : 36), 'a');
  for (char& c : key) c = dice.one_of("abcd_");
  return key;
}

// As many keys as are kept, and more than that.
TEST(KnownKeys, FindsNothingWrongAndWhatWasAddedLast) {
  Dice dice(1);
  KnownKeys keys;
  std::map<std::string, int> added;
  std::size_t found = 0;
  std::size_t forgotten = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string key = random_key(dice);
    const std::size_t place = dice.below(300);
    const int child = child_of(keys, place, WrittenKey(key));
    if (child != kNone) {
      ++found;
      ASSERT_EQ(child, added.at(key)) << key;
      continue;
    }
    const bool is_kept = !key.empty() && key.size() < 32;
    forgotten += is_kept ? added.count(key) : 0;
    added[key] = i;
    add(keys, place, key, i);
    ASSERT_EQ(child_of(keys, dice.below(300), WrittenKey(key)), is_kept ? i : kNone) << key;
  }
  EXPECT_GT(found, 1'000U);
  EXPECT_GT(forgotten, 1'000U);
}

}  // namespace
}  // namespace seenby
