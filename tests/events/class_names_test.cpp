#include "events/class_names.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "random_log.h"

namespace seenby {
namespace {

std::string random_name(Dice& dice, std::size_t most) {
  std::string name(dice.below(dice.percent(20) ? most : 17), 'a');
  for (char& c : name) c = dice.one_of(std::string_view("ab\0\xff", 4));
  return name;
}

std::optional<EventClass> naive_find(const ClassNames::Lists& lists, std::string_view name) {
  for (std::size_t i = 0; i < lists.size(); ++i) {
    if (std::find(lists[i].begin(), lists[i].end(), name) != lists[i].end()) {
      return static_cast<EventClass>(i);
    }
  }
  return std::nullopt;
}

TEST(ClassNames, FindsWhatASearchOfTheListsFinds) {
  std::size_t found = 0;
  std::size_t short_ones = 0;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Dice dice(seed);
    const std::size_t most = dice.percent(20) ? 17 : 40;
    ClassNames::Lists lists;
    std::vector<std::string> asked = {"", std::string(16, 'a'), std::string(17, 'a')};
    for (auto& list : lists) {
      for (std::size_t i = dice.below(8); i > 0; --i) {
        list.push_back(random_name(dice, most));
        asked.push_back(list.back());
        asked.push_back(list.back() + 'a');
        // Long names whose ends are alike.
        if (list.back().size() > 16) {
          asked.push_back(list.back());
          asked.back()[8] ^= 1;
          if (dice.percent(50)) list.push_back(asked.back());
          asked.push_back(list.back());
          asked.back()[asked.back().size() / 2] ^= 1;
          if (dice.percent(50)) list.push_back(asked.back());
        }
        asked.push_back(list.back().substr(0, dice.below(list.back().size() + 1)));
      }
    }
    const ClassNames names(lists);
    for (const std::string& name : asked) {
      const auto expected = naive_find(lists, name);
      found += expected ? 1 : 0;
      ASSERT_EQ(names.find(name), expected) << name;
      // What stands behind a name must not matter.
      const std::string padded = name + std::string(ClassNames::kWholeName, 'b');
      const std::string_view its_part = std::string_view(padded).substr(0, name.size());
      ASSERT_EQ(names.find_padded(its_part), expected);
      if (names.are_short()) {
        ++short_ones;
        ASSERT_EQ(names.find_short(its_part), expected);
      }
    }
  }
  EXPECT_GT(found, 5'000U);
  EXPECT_GT(short_ones, 500U);
}

}  // namespace
}  // namespace seenby
