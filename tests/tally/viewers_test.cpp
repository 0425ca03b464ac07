#include "tally/viewers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <new>
#include <set>
#include <span>
#include <vector>

#include "random_log.h"
#include "seenby/error.h"
#include "simd_targets.h"
#include "tally/checked_partition.h"
#include "tally/partition_entries.h"
#include "tally/viewer_summary.h"

namespace seenby {
namespace {

void expect_what_a_map_holds() {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Dice dice(seed);
    Checked checked;
    const std::size_t viewers = 1 + dice.below(5000);
    const std::size_t groups = 1 + dice.below(20);
    for (int batch = 0; batch < 400; ++batch) {
      std::vector<ViewerEntry> entries;
      for (std::size_t i = dice.below(200); i > 0; --i) {
        entries.push_back(random_entry(dice, dice.below(viewers) * 0x123456789, groups));
      }
      checked.append(entries);
      if (dice.percent(1)) checked.expect_equal();
    }
    checked.expect_equal();
  }
}

TEST(ViewerPartition, SortsAndAddsUpLikeAMap) { for_each_simd_target(expect_what_a_map_holds); }

TEST(ViewerPartition, TakesTheLeastAndTheGreatestHash) {
  constexpr std::uint64_t kGreatest = (std::uint64_t{1} << 63) - 1;
  Checked checked;
  checked.append({ViewerEntry::clicked(kGreatest, 0xFFFFFFFE, 1), ViewerEntry::saw(0, 0, 1)});
  checked.expect_equal();
}

TEST(ViewerPartition, SortsHashesMadeToCollide) {
  Dice dice(7);
  Checked checked;
  for (int batch = 0; batch < 200; ++batch) {
    std::vector<ViewerEntry> entries;
    entries.reserve(500);
    // All in one bucket: only the last bits differ.
    for (int i = 0; i < 500; ++i) entries.push_back(random_entry(dice, dice.below(1 << 14), 3));
    checked.append(entries);
  }
  checked.expect_equal();
}

// Up to 32 entries of a bucket are sorted in one way, more in another.
TEST(ViewerPartition, SortsAViewerOfAnyNumberOfRows) {
  Dice dice(8);
  for (std::size_t rows = 1; rows < 100; ++rows) {
    Checked checked;
    std::vector<ViewerEntry> entries;
    for (const std::uint64_t viewer : {std::uint64_t{5}, std::uint64_t{1} << 62}) {
      for (std::size_t i = 0; i < rows; ++i) {
        entries.push_back(random_entry(dice, viewer, dice.percent(50) ? 0xFFFFFFFE : rows));
      }
    }
    checked.append(entries);
    checked.expect_equal();
  }
}

TEST(ViewerPartition, SortsFewHashesThatDifferInTheirLastBits) {
  Dice dice(9);
  for (int turn = 0; turn < 500; ++turn) {
    Checked checked;
    std::vector<ViewerEntry> entries;
    for (std::size_t i = dice.below(60); i > 0; --i) {
      entries.push_back(random_entry(dice, dice.below(4) << dice.below(40), 5));
    }
    checked.append(entries);
    checked.expect_equal();
  }
}

// With a row's number of 32 bits, viewers are told apart by 27 bits at first, and all of these
// agree in them.
TEST(ViewerPartition, SortsHashesThatAreTooLongForAWord) {
  for_each_simd_target([] {
    Dice dice(3);
    for (int turn = 0; turn < 200; ++turn) {
      Checked checked;
      std::vector<ViewerEntry> entries;
      for (std::size_t i = dice.below(33); i > 0; --i) {
        const std::uint64_t viewer = dice.below(4);
        entries.push_back(random_entry(dice, viewer, dice.percent(50) ? 0xFFFFFFFE : 3));
      }
      checked.append(entries);
      checked.expect_equal();
    }
  });
}

/// A hash of the first partition, of which all bits differ.
std::uint64_t spread(std::uint64_t viewer) {
  return viewer * 0x9e3779b97f4a7c15 >> (1 + kPartitionBits);
}

TEST(ViewerPartition, ShowsWhatItSortsAsItDoes) {
  for_each_simd_target([] {
    for (const std::size_t viewers : {1U, 300U, 5'000U, 20'000U}) {
      SCOPED_TRACE(viewers);
      Dice dice(viewers);
      Checked checked;
      std::vector<ViewerEntry> entries;
      for (int i = 0; i < 20'000; ++i) {
        entries.push_back(random_entry(dice, spread(dice.below(viewers)), 5));
      }
      checked.append(entries);
      for (int look = 0; look < 2; ++look) {
        std::vector<ViewerEntry> shown;
        checked.partition.compact_and_visit(checked.room, checked.sorter,
                                            [&](std::span<const ViewerEntry> piece) {
                                              shown.insert(shown.end(), piece.begin(), piece.end());
                                            });
        checked.expect_equal_to(shown);
        checked.expect_equal_entries();
      }
    }
  });
}

TEST(ViewerPartition, StaysWholeWhereWhoeverLooksThrows) {
  Dice dice(1);
  Checked checked;
  std::vector<ViewerEntry> entries;
  for (int i = 0; i < 20'000; ++i) {
    entries.push_back(random_entry(dice, spread(dice.below(5'000)), 5));
  }
  checked.append(entries);
  int pieces = 0;
  EXPECT_THROW(checked.partition.compact_and_visit(checked.room, checked.sorter,
                                                   [&](std::span<const ViewerEntry>) {
                                                     if (++pieces == 3) throw std::bad_alloc();
                                                   }),
               std::bad_alloc);
  EXPECT_EQ(pieces, 3);
  checked.expect_equal_entries();
}

TEST(ViewerPartition, RefusesACountThatIsTooLargeAgainAndAgain) {
  Dice dice(1);
  Checked checked;
  std::vector<ViewerEntry> entries;
  for (int i = 0; i < 1'000; ++i) entries.push_back(random_entry(dice, spread(dice.below(50)), 5));
  entries.push_back(ViewerEntry::saw(spread(7), 3, ViewerEntry::kMostCount));
  entries.push_back(ViewerEntry::saw(spread(7), 3, ViewerEntry::kMostCount));
  checked.append(entries);
  for (int turn = 0; turn < 3; ++turn) {
    EXPECT_THROW(checked.partition.compact(checked.room, checked.sorter), Error);
    Slow slow;
    for (const ViewerEntry& entry : entries_of(checked.partition)) {
      Seen& seen = slow[{entry.viewer(), entry.group()}];
      seen.impressions += entry.impressions();
    }
    for (const auto& [pair, seen] : checked.slow) {
      EXPECT_EQ(slow[pair].impressions, seen.impressions) << "nothing is lost";
    }
  }
}

TEST(ViewerPartition, HoldsRepeatsInTheRoomOfTheirPairs) {
  Checked checked;
  for (std::uint64_t round = 0; round < 100; ++round) {
    std::vector<ViewerEntry> entries;
    for (std::uint64_t viewer = 0; viewer < 20'000; ++viewer) {
      entries.push_back(ViewerEntry::saw(viewer * 0x9e3779b9, 0, 1));
    }
    checked.append(entries);
    EXPECT_LE(checked.partition.size(), 60'000U);
  }
  checked.expect_equal();
}

TEST(ViewerEntry, RefusesACountBeyondItsBits) {
  ViewerEntry most = ViewerEntry::saw(1, 1, ViewerEntry::kMostCount);
  EXPECT_THROW(most += ViewerEntry::saw(1, 1, 1), Error);
  most += ViewerEntry::clicked(1, 1, 5);
  EXPECT_EQ(most.impressions(), ViewerEntry::kMostCount);
}

TEST(ViewerSummary, CountsAViewerOfTwoRowsOnceInTheTotal) {
  Checked checked;
  const auto saw = [](std::uint64_t viewer, std::uint32_t group) {
    return ViewerEntry::saw(viewer, group, 1);
  };
  const auto clicked = [](std::uint64_t viewer, std::uint32_t group) {
    return ViewerEntry::clicked(viewer, group, 1);
  };
  checked.append({
      saw(1, 0), saw(1, 1), saw(1, 1),                // both rows
      saw(2, 0), clicked(2, 1),                       // saw one, clicked the other
      clicked(3, 1), clicked(3, 1),                   // never saw anything
      saw(4, 0), saw(4, 1), saw(4, 2), clicked(4, 2)  // three rows
  });
  checked.partition.compact(checked.room, checked.sorter);
  ViewerSummary summary(3);
  feed(summary, checked.partition);
  const auto expect = [](const RowViewers& row, const std::vector<std::uint64_t>& expected) {
    EXPECT_EQ((std::vector{row.reach, row.unique_clickers, row.exclusive_reach,
                           row.clicks_without_impression}),
              expected);
  };
  expect(summary.rows()[0], {3, 0, 1, 0});
  expect(summary.rows()[1], {2, 0, 0, 3});
  expect(summary.rows()[2], {1, 1, 0, 0});
  expect(summary.total(), {3, 2, 1, 3});
}

TEST(ViewerSummary, AViewerIsNewInTheRowsOfTheirEarliestBucketOnly) {
  Checked checked;
  checked.append({
      ViewerEntry::saw(1, 0, 1), ViewerEntry::saw(1, 1, 1),      // the later bucket first
      ViewerEntry::saw(2, 1, 1), ViewerEntry::saw(2, 2, 1),      // two rows of one bucket
      ViewerEntry::clicked(3, 1, 1), ViewerEntry::saw(3, 0, 1),  // a click reaches nobody
  });
  checked.partition.compact(checked.room, checked.sorter);
  const std::vector<std::uint32_t> bucket_ranks = {5, 2, 2};
  ViewerSummary summary(3, bucket_ranks);
  feed(summary, checked.partition);
  EXPECT_EQ(summary.rows()[0].new_reach, 1U);
  EXPECT_EQ(summary.rows()[1].new_reach, 2U);
  EXPECT_EQ(summary.rows()[2].new_reach, 1U);
  EXPECT_EQ(summary.total().new_reach, 3U);
}

/// What a summary must say, the slow way.
struct SlowSummary {
  std::map<std::uint32_t, RowViewers> rows;
  RowViewers total;

  SlowSummary(std::span<const ViewerEntry> entries, std::span<const std::uint32_t> bucket_ranks) {
    std::map<std::uint64_t, std::vector<ViewerEntry>> viewers;
    for (const ViewerEntry& entry : entries) viewers[entry.viewer()].push_back(entry);
    for (const auto& [viewer, pairs] : viewers) add(pairs, bucket_ranks);
  }
  void add(const std::vector<ViewerEntry>& pairs, std::span<const std::uint32_t> bucket_ranks) {
    std::set<std::uint32_t> reached;
    bool has_clicked = false;
    for (const ViewerEntry& pair : pairs) {
      RowViewers& row = rows[pair.group()];
      has_clicked |= pair.has_clicked();
      row.clicks_without_impression += pair.stray_clicks();
      total.clicks_without_impression += pair.stray_clicks();
      if (!pair.reached()) continue;
      reached.insert(pair.group());
      ++row.reach;
      if (pair.has_clicked()) ++row.unique_clickers;
    }
    if (reached.empty()) return;
    ++total.reach;
    if (has_clicked) ++total.unique_clickers;
    if (reached.size() == 1) {
      ++rows[*reached.begin()].exclusive_reach;
      ++total.exclusive_reach;
    }
    if (bucket_ranks.empty()) return;
    ++total.new_reach;
    std::uint32_t earliest = bucket_ranks[*reached.begin()];
    for (const std::uint32_t row : reached) earliest = std::min(earliest, bucket_ranks[row]);
    for (const std::uint32_t row : reached) {
      if (bucket_ranks[row] == earliest) ++rows[row].new_reach;
    }
  }
};

TEST(ViewerSummary, IsThatOfMapsHoweverEntriesAreCut) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    constexpr std::size_t kRows = 6;
    Checked checked;
    std::vector<ViewerEntry> entries;
    const std::size_t viewers = 1 + dice.below(300);
    for (int i = 0; i < 600; ++i) {
      entries.push_back(random_entry(dice, dice.below(viewers), kRows));
    }
    checked.append(entries);
    checked.partition.compact(checked.room, checked.sorter);
    const std::vector<ViewerEntry> pairs = entries_of(checked.partition);
    std::vector<std::uint32_t> ranks;
    if (dice.percent(50)) {
      for (std::size_t row = 0; row < kRows; ++row) {
        ranks.push_back(static_cast<std::uint32_t>(dice.below(3)));
      }
    }
    // What was cut, and by how many threads.
    std::array<ViewerSummary, 2> summaries{ViewerSummary(kRows, ranks),
                                           ViewerSummary(kRows, ranks)};
    std::span<const ViewerEntry> left = pairs;
    for (ViewerSummary& summary : summaries) {
      const bool is_last = &summary == &summaries.back();
      while (!left.empty()) {
        const std::size_t size = std::min(left.size(), dice.below(5));
        summary.add(left.first(size));
        const bool ends_viewer =
            size > 0 && (size == left.size() || left[size - 1].viewer() != left[size].viewer());
        left = left.subspan(size);
        if (!is_last && ends_viewer && dice.percent(2)) break;
      }
      summary.close();
    }
    summaries[0] += summaries[1];
    SlowSummary slow(pairs, ranks);
    EXPECT_EQ(summaries[0].total(), slow.total);
    for (std::uint32_t row = 0; row < kRows; ++row) {
      EXPECT_EQ(summaries[0].rows()[row], slow.rows[row]) << row;
    }
  }
}

TEST(PagePool, GivesEveryPageOnceUntilItIsGivenBack) {
  PagePool pool;
  std::map<void*, int> pages;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 500; ++i) ++pages[pool.take()];
    for (const auto& [page, count] : pages) EXPECT_EQ(count, round + 1);
    for (const auto& [page, count] : pages) pool.give(page);
  }
  EXPECT_EQ(pages.size(), 500U);
}

}  // namespace
}  // namespace seenby
