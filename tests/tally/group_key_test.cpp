#include <gtest/gtest.h>

#include <map>

#include "random_log.h"
#include "seenby/tally.h"
#include "tally/group_table.h"

namespace seenby {
namespace {

std::string key_of(const std::vector<std::string_view>& values) {
  std::vector<char> key;
  append_group_key(values, key);
  return {key.begin(), key.end()};
}

TEST(GroupKey, RoundTripsValuesOfAnyLengthAndByte) {
  const std::string nul("\0\0", 2);
  std::string all_bytes;
  for (int byte = 0; byte < 256; ++byte) all_bytes.push_back(static_cast<char>(byte));
  std::vector<std::string> texts = {"", "a", nul, all_bytes, "\x80", "a,b"};
  for (const std::size_t size :
       {7U, 8U, 9U, 15U, 16U, 126U, 127U, 128U, 16'382U, 16'383U, 16'384U, 70'000U}) {
    texts.emplace_back(size, 'x');
  }
  for (const std::string& first : texts) {
    for (const std::string& second : texts) {
      const std::string key = key_of({first, second});
      const auto values = decode_group_key(key);
      ASSERT_EQ(values.size(), 2U);
      EXPECT_EQ(values[0].has_value(), !first.empty());
      EXPECT_EQ(values[0].value_or(""), first);
      EXPECT_EQ(values[1].value_or(""), second);
      EXPECT_EQ(count_group_values(key), 2U);
    }
  }
}

TEST(GroupKey, KeepsValuesApartThatJoinToTheSameText) {
  EXPECT_NE(key_of({"ab", "c"}), key_of({"a", "bc"}));
  EXPECT_NE(key_of({"a", ""}), key_of({"", "a"}));
}

RecordBatch batch_of(const std::vector<std::string>& values, std::size_t group_fields) {
  RecordBatch batch;
  batch.group_fields = group_fields;
  batch.group_values.assign(values.begin(), values.end());
  batch.records.resize(values.size() / group_fields);
  return batch;
}

TEST(GroupCache, NumbersGroupsAlikeInAllThreads) {
  for (const std::size_t group_fields : {1U, 2U}) {
    Dice dice(group_fields);
    GroupTable table;
    std::array<GroupCache, 2> caches = {GroupCache(table), GroupCache(table)};
    std::map<std::vector<std::string>, std::uint32_t> slow;
    for (int turn = 0; turn < 100; ++turn) {
      std::vector<std::string> values;
      for (std::size_t i = 0; i < 100 * group_fields; ++i) {
        std::string value(dice.below(20), 'v');
        if (!value.empty()) value.back() = static_cast<char>(dice.below(256));
        values.push_back(std::move(value));
      }
      const auto numbers = caches[dice.below(2)].numbers(batch_of(values, group_fields));
      ASSERT_EQ(numbers.size(), 100U);
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto* const begin = values.data() + i * group_fields;
        const std::vector<std::string> group(begin, begin + group_fields);
        EXPECT_EQ(slow.try_emplace(group, numbers[i]).first->second, numbers[i]);
        EXPECT_EQ(table.keys()[numbers[i]], key_of({group.begin(), group.end()}));
      }
    }
    EXPECT_EQ(table.keys().size(), slow.size());
  }
}

}  // namespace
}  // namespace seenby
