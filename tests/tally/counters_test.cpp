#include "tally/counters.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <utility>

#include "seenby/error.h"

namespace seenby {
namespace {

constexpr std::uint32_t kGroups = 5;
constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

/// The same counters without any art.
using Plain = std::array<GroupCounts, kGroups>;

std::size_t place(EventClass event_class) { return static_cast<std::size_t>(event_class); }

Worth random_worth(std::mt19937_64& random) {
  constexpr std::array<std::uint32_t, 5> kWeights = {0, 1, 65'535, 65'536, (1U << 30) - 1};
  constexpr std::array<std::int64_t, 5> kCosts = {
      0, 7, -7, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
  return {static_cast<EventClass>(random() % kEventClassCount), random() % 2 == 0,
          kWeights[random() % kWeights.size()], kCosts[random() % kCosts.size()]};
}

void count_one(std::mt19937_64& random, std::uint32_t groups, Counters& counters, Plain& plain) {
  const auto group = static_cast<std::uint32_t>(random() % groups);
  const Worth worth = random_worth(random);
  counters.count(group, worth);
  plain[group].by_class[place(worth.event_class)] += worth.weight;
  if (worth.has_cost) plain[group].spend_micros += worth.cost_micros;
  const auto identified = static_cast<std::uint32_t>(random() >> (random() % 2 == 0 ? 32 : 62));
  counters.count_identified(group, identified);
  plain[group].identified_impressions += identified;
}

void add_some(std::mt19937_64& random, std::uint32_t groups, Counters& counters, Plain& plain) {
  const auto group = static_cast<std::uint32_t>(random() % groups);
  GroupCounts counts;
  for (std::uint64_t& count : counts.by_class) count = random() >> (8 + random() % 56);
  counts.identified_impressions = random() >> (8 + random() % 56);
  counts.spend_micros =
      absl::int128(random_worth(random).cost_micros) * (random() % 2 == 0 ? 1 : 5);
  counters.add(group, counts);
  plain[group] += counts;
}

TEST(Counters, AreThoseOfPlainSumsHoweverTheyAreAddedUp) {
  std::mt19937_64 random(7);
  for (int turn = 0; turn < 300; ++turn) {
    Plain plain;
    std::array<Counters, 3> parts;
    for (Counters& part : parts) {
      if (random() % 4 == 0) continue;
      const auto groups = static_cast<std::uint32_t>(1 + random() % kGroups);
      part.make_room(groups);
      for (auto records = random() % 400; records > 0; --records) {
        if (random() % 16 == 0) add_some(random, groups, part, plain);
        count_one(random, groups, part, plain);
      }
    }
    Counters all;
    for (Counters& part : parts) all += std::move(part);
    for (std::uint32_t group = 0; group < kGroups; ++group) {
      ASSERT_EQ(all.of(group), plain[group]) << "turn " << turn << ", group " << group;
    }
  }
}

TEST(Counters, KnowWhetherThereWasACost) {
  Counters counters;
  counters.make_room(1);
  counters.count(0, {.event_class = EventClass::kClick, .cost_micros = 5});
  EXPECT_FALSE(counters.has_cost());
  EXPECT_EQ(counters.of(0).spend_micros, 0);
  Counters others;
  others.make_room(1);
  others.count(0, {.has_cost = true});
  counters += std::move(others);
  EXPECT_TRUE(counters.has_cost());
  EXPECT_EQ(counters.of(0).of(EventClass::kImpression), 1U);
}

TEST(Counters, OfAGroupThatWasNeverCountedAreZero) {
  const Counters none;
  EXPECT_EQ(none.of(3), GroupCounts());
}

TEST(Counters, RefuseToOverflow) {
  GroupCounts most;
  most.by_class[place(EventClass::kClick)] = kMost;
  Counters counters;
  counters.add(0, most);
  EXPECT_EQ(counters.of(0), most);
  EXPECT_THROW(counters.count(0, {.event_class = EventClass::kClick}), Error);
  GroupCounts rich;
  rich.spend_micros = absl::Int128Max();
  Counters spend;
  spend.add(0, rich);
  EXPECT_EQ(spend.of(0), rich);
  Counters more;
  more.add(0, rich);
  EXPECT_THROW(spend += std::move(more), Error);
}

}  // namespace
}  // namespace seenby
