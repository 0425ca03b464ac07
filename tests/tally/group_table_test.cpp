#include "tally/group_table.h"

#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "random_log.h"
#include "seenby/tally.h"

namespace seenby {
namespace {

/// Of any bytes, and most of them of lengths around those that are handled apart.
std::string random_value(Dice& dice) {
  if (dice.percent(5)) return "";
  const std::size_t size = dice.percent(80) ? 6 + dice.below(12) : 1 + dice.below(300);
  std::string value(size, 'x');
  // Few differ much, so that many come again and are alike but for one byte.
  value[dice.below(size)] = static_cast<char>(dice.below(3));
  return value;
}

/// Records of which only the groups matter.
struct Groups {
  RecordBatch batch;
  std::deque<std::string> text;

  Groups(Dice& dice, std::size_t fields) {
    batch.group_fields = fields;
    batch.records.resize(dice.below(400));
    for (std::size_t i = 0; i < batch.records.size() * fields; ++i) {
      batch.group_values.push_back(text.emplace_back(random_value(dice)));
    }
  }
  [[nodiscard]] std::vector<std::string> of(std::size_t record) const {
    const auto* const values = batch.group_of(record);
    return {values, values + batch.group_fields};
  }
};

class GroupNumbers : public testing::TestWithParam<std::size_t> {};

TEST_P(GroupNumbers, AreThoseOfAMap) {
  Dice dice(GetParam());
  GroupTable table;
  std::array<GroupCache, 2> caches{GroupCache(table), GroupCache(table)};
  std::map<std::vector<std::string>, std::uint32_t> slow;
  for (int turn = 0; turn < 300; ++turn) {
    const Groups groups(dice, GetParam());
    const std::vector<std::uint32_t>& numbers =
        caches[dice.below(caches.size())].numbers(groups.batch);
    ASSERT_EQ(numbers.size(), groups.batch.records.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const auto values = groups.of(i);
      const auto known = slow.emplace(values, numbers[i]);
      ASSERT_EQ(numbers[i], known.first->second);
      std::vector<std::string> decoded;
      for (const auto& value : decode_group_key(table.keys()[numbers[i]])) {
        decoded.emplace_back(value.value_or(""));
      }
      ASSERT_EQ(decoded, values);
    }
  }
  EXPECT_EQ(table.keys().size(), slow.size());
  EXPECT_GT(slow.size(), 1500U) << "so that tables grow";
}

INSTANTIATE_TEST_SUITE_P(Fields, GroupNumbers, testing::Values(1, 2, 3));

TEST(GroupTable, TellsKeysOfOneHashApart) {
  std::vector<std::string> texts{""};
  for (int i = 0; i < 200; ++i) texts.push_back("key-" + std::to_string(i));
  std::mt19937 random(5);
  GroupTable table;
  std::map<std::string, std::uint32_t> known;
  for (int round = 0; round < 50; ++round) {
    std::vector<GroupTable::Sought> sought;
    for (std::size_t i = 0; i < 20; ++i) {
      sought.emplace_back(texts[random() % texts.size()]);
      sought.back().hash %= 3;
    }
    std::vector<GroupTable::Group> found;
    table.find_or_add(sought, found);
    ASSERT_EQ(found.size(), sought.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].key, sought[i].key);
      const auto [entry, is_new] = known.emplace(sought[i].key, known.size());
      EXPECT_EQ(found[i].number, entry->second);
    }
  }
  EXPECT_EQ(table.keys().size(), known.size());
}

}  // namespace
}  // namespace seenby
