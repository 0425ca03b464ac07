#include "tally/reach_counters.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

#include "random_log.h"

namespace seenby {
namespace {

constexpr std::uint64_t kMost = 0xFFFFFFFF;

TEST(ReachCounters, AreThoseOfWideSums) {
  Dice dice(1);
  std::array<ReachCounters, 3> counters{ReachCounters(5), ReachCounters(5), ReachCounters(5)};
  std::array<RowViewers, 5> wide{};
  for (int i = 0; i < 20'000; ++i) {
    ReachCounters& some = counters[dice.below(counters.size())];
    const std::size_t row = dice.below(wide.size());
    const RowViewers one{dice.below(2), dice.below(2), dice.below(2), dice.below(kMost),
                         dice.below(2)};
    some.will_add(dice.percent(1) ? dice.below(kMost) : 1);
    some.add(row, one.reach, one.unique_clickers, one.exclusive_reach,
             one.clicks_without_impression);
    if (one.new_reach != 0) some.add_new(row);
    wide[row] += one;
  }
  counters[0] += counters[1];
  counters[0] += counters[2];
  for (std::size_t row = 0; row < wide.size(); ++row) {
    EXPECT_EQ(counters[0][row], wide[row]);
    EXPECT_GT(wide[row].clicks_without_impression, kMost);
  }
}

TEST(ReachCounters, NoneIsExclusiveAfterItWasTakenBack) {
  ReachCounters counters(2);
  counters.will_add(2);
  counters.add(1, 1, 0, 1, kMost);
  counters.add(0, 1, 1, 0, 7);
  counters.take_exclusive(1, 1);
  EXPECT_EQ(counters[0], (RowViewers{1, 1, 0, 7, 0}));
  EXPECT_EQ(counters[1], (RowViewers{1, 0, 0, kMost, 0}));
}

TEST(ReachCounters, NoneIsExclusiveAfterItWasCarriedAndTakenBack) {
  ReachCounters counters(2);
  counters.will_add(1);
  counters.add(1, 1, 0, 1, 7);
  counters.will_add(kMost);
  counters.take_exclusive(1, 1);
  counters.add(0, 1, 0, 1, 0);
  EXPECT_EQ(counters[0], (RowViewers{1, 0, 1, 0, 0}));
  EXPECT_EQ(counters[1], (RowViewers{1, 0, 0, 7, 0}));
}

TEST(ReachCounters, PassThirtyTwoBits) {
  ReachCounters sum(1);
  std::uint64_t expected = 0;
  for (int i = 0; i < 3; ++i) {
    // As many as can be before anything has to be carried.
    ReachCounters some(1);
    some.set(0, {kMost, kMost, kMost, kMost, kMost});
    sum += some;
    expected += kMost;
    EXPECT_EQ(sum[0], (RowViewers{expected, expected, expected, expected, expected}));
  }
}

TEST(ReachCounters, AreWhatTheyAreSetTo) {
  ReachCounters counters(3);
  const RowViewers large{kMost + 1, kMost * kMost, 3, 4, 5};
  const RowViewers small{1, 2, 3, 4, 5};
  for (const RowViewers& viewers : {large, small, large, RowViewers()}) {
    counters.set(1, viewers);
    EXPECT_EQ(counters[1], viewers);
  }
  EXPECT_EQ(counters[0], RowViewers());
}

}  // namespace
}  // namespace seenby
