// Mappings as TOML, and back.
#include <gtest/gtest.h>

#include <string>

#include "odd_mapping.h"
#include "seenby/mapping.h"

namespace seenby {
namespace {

TEST(MappingText, ReadsBackEqual) {
  Dice dice(41);
  for (int round = 0; round < 20'000; ++round) {
    const Mapping mapping = odd_mapping(dice);
    const std::string text = mapping_text(mapping);
    ASSERT_EQ(parse_mapping(text, "text"), mapping) << text;
  }
}

TEST(MappingText, ReadsBackEqualForEveryBuiltInMapping) {
  for (const BuiltinMapping& builtin : builtin_mappings()) {
    const Mapping mapping = parse_mapping(builtin.toml, builtin.name);
    EXPECT_EQ(parse_mapping(mapping_text(mapping), builtin.name), mapping) << builtin.name;
    EXPECT_EQ(mapping.name, builtin.name) << "a mapping is called as its file is";
  }
}

TEST(MappingText, IsWrittenAsPeopleWriteIt) {
  const std::string text =
      "name = \"shop\"\n"
      "missing = [\"(not set)\", \"-\"]\n"
      "explode = \"orders[].items[]\"\n"
      "\n"
      "[fields]\n"
      "event = [{ path = \"event\", when = \"type = track\" }, \"type\"]\n"
      "viewer = { join = [\"ip\", '.\"user agent\"'] }\n"
      "cost = { path = \"price\", unit = \"per_mille\" }\n"
      "\n"
      "[classes]\n"
      "impression = \"shown\"\n"
      "\n"
      "[[records]]\n"
      "class = \"click\"\n"
      "when = \"is_click\"\n"
      "[records.fields]\n"
      "content = \".\"\n";
  EXPECT_EQ(mapping_text(parse_mapping(text, "text")), text);
}

}  // namespace
}  // namespace seenby
