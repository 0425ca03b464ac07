// Each pass against sets and maps that are filled viewer by viewer, on random entries.
#include "tally/viewer_passes.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "random_log.h"
#include "tally/partition_entries.h"

namespace seenby {
namespace {

constexpr std::size_t kGroups = 7;

/// A partition and what was put into it.
struct Sample {
  explicit Sample(std::size_t seed) {
    Dice dice(seed);
    std::vector<ViewerEntry> entries;
    const std::size_t viewers = 1 + dice.below(seed % 10 == 0 ? 5'000 : 40);
    for (std::size_t i = dice.below(viewers * 8); i > 0; --i) {
      const std::uint64_t viewer = dice.below(viewers);
      const auto group = static_cast<std::uint32_t>(dice.below(kGroups));
      const auto weight = static_cast<std::uint32_t>(1 + dice.below(4));
      if (dice.percent(25)) {
        entries.push_back(ViewerEntry::clicked(viewer, group, weight));
      } else {
        entries.push_back(ViewerEntry::saw(viewer, group, weight));
        saw[viewer][group] += weight;
      }
    }
    partition.append(entries, room, sorter);
    partition.compact(room, sorter);
  }

  TallyRoom room;
  ViewerSorter sorter;
  ViewerPartition partition;
  std::map<std::uint64_t, std::map<std::uint32_t, std::uint64_t>> saw;  ///< impressions
};

constexpr std::size_t kSamples = 300;

TEST(FrequencyPass, AgreesWithAMapOfImpressions) {
  for (std::size_t seed = 0; seed < kSamples; ++seed) {
    SCOPED_TRACE(seed);
    const Sample sample(seed);
    FrequencyPass pass(kGroups);
    feed(pass, sample.partition);
    TallyFrequencies expected;
    expected.rows.resize(kGroups);
    for (const auto& [viewer, rows] : sample.saw) {
      std::uint64_t all = 0;
      for (const auto& [group, impressions] : rows) {
        ++expected.rows[group][impressions >= 10 ? 9 : impressions - 1];
        all += impressions;
      }
      ++expected.total[all >= 10 ? 9 : all - 1];
    }
    EXPECT_EQ(pass.counts().rows, expected.rows);
    EXPECT_EQ(pass.counts().total, expected.total);
  }
}

TEST(SharedPass, AgreesWithIntersectedSets) {
  for (std::size_t seed = 0; seed < kSamples; ++seed) {
    SCOPED_TRACE(seed);
    const Sample sample(seed);
    std::map<std::uint32_t, std::set<std::uint64_t>> viewers;
    for (const auto& [viewer, rows] : sample.saw) {
      for (const auto& [group, impressions] : rows) viewers[group].insert(viewer);
    }
    Dice dice(seed);
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t group = 0; group < kGroups; ++group) {
      if (dice.percent(60)) chosen.insert(chosen.begin(), group);
    }
    SharedPass pass(chosen, kGroups);
    feed(pass, sample.partition);
    ASSERT_EQ(pass.shared().size(), chosen.size() * chosen.size());
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      for (std::size_t j = 0; j < chosen.size(); ++j) {
        std::uint64_t both = 0;
        for (const std::uint64_t one : viewers[chosen[i]]) both += viewers[chosen[j]].count(one);
        EXPECT_EQ(pass.shared()[i * chosen.size() + j], both);
      }
    }
  }
}

TEST(CurvePass, AgreesWithASetThatGrowsStepByStep) {
  for (std::size_t seed = 0; seed < kSamples; ++seed) {
    SCOPED_TRACE(seed);
    const Sample sample(seed);
    Dice dice(seed);
    const std::size_t steps = 1 + dice.below(5);
    // The last group is of no step at all, and others may be at one that is not asked for.
    std::vector<std::uint32_t> step_of(kGroups - 1);
    for (std::uint32_t& step : step_of) step = static_cast<std::uint32_t>(dice.below(steps + 1));
    CurvePass pass(step_of, steps);
    feed(pass, sample.partition);
    std::set<std::uint64_t> before;
    for (std::size_t step = 0; step < steps; ++step) {
      std::set<std::uint64_t> here;
      for (const auto& [viewer, rows] : sample.saw) {
        for (const auto& [group, impressions] : rows) {
          if (group < step_of.size() && step_of[group] == step) here.insert(viewer);
        }
      }
      CurveStep expected{here.size(), 0};
      for (const std::uint64_t viewer : here) expected.new_reach += before.insert(viewer).second;
      EXPECT_EQ(pass.steps()[step], expected) << "step " << step;
    }
  }
}

TEST(ImpressionsPass, AgreesWithAMapOfImpressions) {
  for (std::size_t seed = 0; seed < kSamples; ++seed) {
    SCOPED_TRACE(seed);
    const Sample sample(seed);
    ImpressionsPass pass(kGroups);
    feed(pass, sample.partition);
    std::vector<std::uint64_t> expected(kGroups);
    std::uint64_t all = 0;
    for (const auto& [viewer, rows] : sample.saw) {
      for (const auto& [group, impressions] : rows) {
        expected[group] += impressions;
        all += impressions;
      }
    }
    EXPECT_EQ(pass.rows(), expected);
    EXPECT_EQ(pass.total(), all);
  }
}

TEST(ViewerPasses, AddUp) {
  const Sample one(1);
  const Sample two(2);
  const std::vector<std::uint32_t> groups = {0, 1, 2, 3, 4, 5, 6};
  const auto expect_sum = [&](auto blank, auto counts_of) {
    auto both = blank;
    feed(both, one.partition);
    feed(both, two.partition);
    auto sum = blank;
    auto other = blank;
    feed(sum, one.partition);
    feed(other, two.partition);
    sum += other;
    EXPECT_TRUE(counts_of(both) == counts_of(sum));
    EXPECT_FALSE(counts_of(both) == counts_of(blank));
  };
  expect_sum(FrequencyPass(kGroups), [](const auto& pass) { return pass.counts().rows; });
  expect_sum(FrequencyPass(kGroups), [](const auto& pass) { return pass.counts().total; });
  expect_sum(ImpressionsPass(kGroups), [](const auto& pass) { return pass.rows(); });
  expect_sum(ImpressionsPass(kGroups), [](const auto& pass) { return pass.total(); });
  expect_sum(SharedPass(groups, kGroups), [](const auto& pass) { return pass.shared(); });
  expect_sum(CurvePass(groups, kGroups), [](const auto& pass) { return pass.steps(); });
}

}  // namespace
}  // namespace seenby
