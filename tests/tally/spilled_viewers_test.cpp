// Partitions that do not fit into their memory.
#include <gtest/gtest.h>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <new>
#include <thread>
#include <vector>

#include "seenby/error.h"
#include "tally/checked_partition.h"

namespace seenby {
namespace {

/// So little that every partition of a few pages is written out.
constexpr TallyMemory kTiny{std::size_t{1} << 10, 1};

void append_random(Checked& checked, Dice& dice, std::size_t batches, std::size_t viewers) {
  for (; batches > 0; --batches) {
    std::vector<ViewerEntry> entries;
    for (std::size_t i = dice.below(200); i > 0; --i) {
      entries.push_back(random_entry(dice, dice.below(viewers) * 0x123456789, 5));
    }
    checked.append(entries);
  }
}

TEST(SpilledViewers, AreThoseOfAMap) {
  std::size_t most_runs = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    Checked checked(kTiny);
    const std::size_t viewers = 1 + dice.below(dice.percent(30) ? 50 : 50'000);
    append_random(checked, dice, 200, viewers);
    checked.expect_equal();
    // More may come after a look, such as records that waited.
    append_random(checked, dice, 100, viewers);
    checked.expect_equal();
    most_runs = std::max(most_runs, checked.partition.runs());
  }
  EXPECT_GT(most_runs, 10U);
}

TEST(SpilledViewers, MayBeVisitedByThreadsAtOnceAndAgain) {
  Dice dice(1);
  Checked checked(kTiny);
  append_random(checked, dice, 300, 50'000);
  checked.partition.compact(checked.room, checked.sorter);
  ASSERT_GT(checked.partition.runs(), 2U);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&checked] { checked.expect_equal_entries(); });
  }
}

TEST(SpilledViewers, AreMergedWhereThereAreManyRuns) {
  Dice dice(2);
  Checked checked(kTiny);
  std::size_t most = 0;
  for (int round = 0; round < 40; ++round) {
    append_random(checked, dice, 200, std::size_t{1} << 40);
    most = std::max(most, checked.partition.runs());
  }
  EXPECT_GT(checked.slow.size(), std::size_t{300'000});
  EXPECT_GT(most, 50U);
  EXPECT_LT(most, 80U) << "some merged ones, and those that wait for the next merge";
  EXPECT_LT(checked.room.spill.bytes(), checked.slow.size() * sizeof(ViewerEntry) * 11 / 10)
      << "runs that were merged are given back";
  checked.expect_equal();
}

TEST(SpilledViewers, TakeNoDiskWhereEntriesRepeat) {
  Dice dice(3);
  Checked checked(kTiny);
  append_random(checked, dice, 2'000, 50);
  EXPECT_EQ(checked.partition.runs(), 0U);
  checked.expect_equal();
}

TEST(SpilledViewers, GiveTheirDiskBackWhenFewStay) {
  Dice dice(5);
  Checked checked(kTiny);
  append_random(checked, dice, 300, 50'000);
  checked.expect_equal();
  ASSERT_GT(checked.partition.runs(), 2U);
  const auto stays = [](std::uint64_t viewer) { return viewer % 7 == 0; };
  checked.partition.keep_if([&](const ViewerEntry& entry) { return stays(entry.viewer()); },
                            checked.room);
  EXPECT_EQ(checked.partition.runs(), 0U);
  EXPECT_EQ(checked.room.spill.bytes(), 0U);
  std::erase_if(checked.slow, [&](const auto& entry) { return !stays(entry.first.first); });
  EXPECT_GT(checked.slow.size(), 100U);
  checked.expect_equal();
}

TEST(SpilledViewers, GiveTheirMemoryBack) {
  Dice dice(4);
  Checked checked(kTiny);
  for (int round = 0; round < 10; ++round) {
    append_random(checked, dice, 100, std::size_t{1} << 40);
    EXPECT_LE(checked.room.pool.bytes(), 4 * PagePool::kPageBytes);
  }
}

TEST(SpilledViewers, RefuseACountBeyondItsBitsThoughItsPartsAreInTwoRuns) {
  Checked checked(kTiny);
  const auto append_with_others = [&](std::uint32_t count) {
    std::vector<ViewerEntry> entries = {ViewerEntry::saw(7, 7, count)};
    for (std::uint64_t i = 0; i < 3000; ++i) entries.push_back(ViewerEntry::saw(i + 100, 0, 1));
    checked.partition.append(entries, checked.room, checked.sorter);
  };
  append_with_others(ViewerEntry::kMostCount);
  append_with_others(1);
  ASSERT_EQ(checked.partition.runs(), 2U);
  EXPECT_THROW(entries_of(checked.partition), Error);
}

std::size_t address_space() {
  std::ifstream file("/proc/self/statm");
  std::size_t pages = 0;
  file >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST(PagePool, SaysSoWhenTheSystemHasNoMore) {
  // A sanitizer needs more itself.
  if (address_space() > std::size_t{1} << 40) GTEST_SKIP() << "the address space has no limit here";
  PagePool pool;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_AS, &before), 0);
  const rlimit little{std::size_t{1} << 20, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &little), 0);
  EXPECT_THROW(pool.take(), std::bad_alloc);
  ::setrlimit(RLIMIT_AS, &before);
  EXPECT_EQ(pool.bytes(), 0U);
  EXPECT_NE(pool.take(), nullptr);
}

TEST(PagePool, TakesNoMoreFromTheSystemThanExpected) {
  constexpr std::size_t kExpected = std::size_t{5} << 20;
  PagePool pool(kExpected);
  const std::size_t before = address_space();
  for (std::size_t i = 0; i < kExpected / PagePool::kPageBytes; ++i) pool.take();
  EXPECT_LE(address_space() - before, kExpected + (std::size_t{1} << 20));
  EXPECT_EQ(pool.bytes(), kExpected);
}

}  // namespace
}  // namespace seenby
