#include "events/byte_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "random_log.h"
#include "simd_targets.h"

namespace seenby {
namespace {

constexpr std::string_view kBytes = "\"\",}]:{[\\\n\t\x01 aZ09\x7f\xc3\xa9";

void expect_set(const ByteSet& set, std::string_view text, std::string_view members) {
  for (std::size_t from = 0; from <= text.size(); ++from) {
    const std::size_t expected = std::min(text.find_first_of(members, from), text.size());
    const std::size_t found = set.next(from);
    if (expected < text.size()) {
      ASSERT_EQ(found, expected) << "from " << from;
    } else {
      ASSERT_GE(found, text.size()) << "from " << from;
    }
  }
}

void expect_what_a_loop_finds() {
  ByteIndex index;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Dice dice(seed);
    std::string text(seed % 200 + dice.below(70), ' ');
    const bool is_rich = dice.percent(50);
    for (char& c : text) c = is_rich || dice.percent(5) ? dice.one_of(kBytes) : 'x';
    // What stands behind the text must not be found.
    const std::string padded = text + std::string(64, dice.one_of(kBytes));
    index.build(padded.data(), text.size());

    const MarkPlace* mark = index.marks();
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] != '"' && text[at] != '\n') continue;
      ASSERT_EQ(*mark, at);
      ++mark;
    }
    for (std::size_t i = 0; i < ByteIndex::kBeyond; ++i) ASSERT_EQ(mark[i], text.size());
    std::string specials = "\\";
    for (char c = 0; c < 0x20; ++c) {
      if (c != '\n') specials += c;
    }
    expect_set(index.specials(), text, specials);
    // What stands behind the text may be looked at, which only costs time.
    EXPECT_EQ(index.is_ascii(),
              padded.substr(0, (text.size() + 63) / 64 * 64).find_first_of("\xc3\xa9") ==
                  std::string::npos);
  }
}

TEST(ByteIndex, FindsWhatALoopFindsAtEverySize) { for_each_simd_target(expect_what_a_loop_finds); }

void expect_the_last_places_of_the_longest_text() {
  constexpr std::size_t kSize = ByteIndex::kMostBytes;
  std::string text(kSize + 64, 'x');
  const std::vector<std::size_t> places = {0, 100, kSize - 200, kSize - 2, kSize - 1};
  for (const std::size_t place : places) text[place] = '"';
  ByteIndex index;
  index.build(text.data(), kSize);
  const std::vector<std::size_t> found(index.marks(), index.marks() + places.size() + 1);
  EXPECT_TRUE(std::equal(places.begin(), places.end(), found.begin()));
  EXPECT_EQ(found.back(), kSize);
}

TEST(ByteIndex, FindsTheLastPlacesOfTheLongestText) {
  for_each_simd_target(expect_the_last_places_of_the_longest_text);
}

}  // namespace
}  // namespace seenby
