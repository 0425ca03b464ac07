// Samples against sorted sets of all viewers: the same ones must stay whatever came first.
#include "tally/viewer_sample.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>
#include <thread>

#include "random_log.h"
#include "seenby/tally.h"
#include "tally/murmur3.h"
#include "tally/partition_entries.h"

namespace seenby {
namespace {

using Viewers = std::map<std::uint32_t, std::set<std::uint64_t>>;  // by group

/// What a thread appends: some group's viewers, with repeats.
std::vector<ViewerEntry> random_entries(std::size_t seed, std::size_t count) {
  Dice dice(seed);
  std::vector<ViewerEntry> entries;
  for (std::size_t i = 0; i < count; ++i) {
    const auto group = static_cast<std::uint32_t>(dice.below(3));
    const std::size_t viewers = group == 0 ? 50 : group == 1 ? 5'000 : 1'000'000;
    const std::uint64_t viewer = viewer_hash("u" + std::to_string(dice.below(viewers)));
    entries.push_back(ViewerEntry::saw(viewer, group, 1));
  }
  return entries;
}

TEST(ViewerSample, KeepsTheSmallestHashesOfEachGroupWhateverCameFirst) {
  constexpr unsigned kLgK = 7;
  constexpr std::size_t kMost = 128;
  const std::array<std::vector<ViewerEntry>, 2> parts = {random_entries(1, 900'000),
                                                         random_entries(2, 900'000)};
  Viewers all;
  for (const auto& part : parts) {
    for (const ViewerEntry& entry : part) all[entry.group()].insert(entry.viewer());
  }
  TallyRoom room;
  std::array<ViewerPartition, kPartitions> partitions;
  ViewerSample sample(kLgK);
  const auto append = [&](const std::vector<ViewerEntry>& entries) {
    ViewerSorter sorter;
    for (const ViewerEntry& entry : entries) {
      sample.append({&entry, 1}, partitions[partition_of(entry.viewer())], room, sorter);
      sample.trim_when_due(partitions, room, sorter);
    }
  };
  {
    const std::jthread one([&] { append(parts[0]); });
    const std::jthread other([&] { append(parts[1]); });
  }
  EXPECT_GT(sample.trims(), 0U);  // while others appended
  ViewerSorter sorter;
  sample.trim(partitions, room, sorter);

  Viewers kept;
  for (const ViewerPartition& partition : partitions) {
    for (const ViewerEntry& entry : entries_of(partition)) {
      kept[entry.group()].insert(entry.viewer());
    }
  }
  for (const auto& [group, viewers] : all) {
    const std::size_t size = std::min(kMost, viewers.size());
    const auto end = std::next(viewers.begin(), static_cast<std::ptrdiff_t>(size));
    EXPECT_EQ(kept[group], std::set<std::uint64_t>(viewers.begin(), end)) << group;
    EXPECT_EQ(sample.ceiling(group), end == viewers.end() ? ViewerSample::kNoCeiling : *end);
  }
}

TEST(ViewerSample, EstimatesWithinItsErrorAndWithoutBias) {
  // 200 groups of 20,000 viewers, of which 1,024 stay: the standard error of one is 3%.
  constexpr std::size_t kGroups = 200;
  constexpr std::uint64_t kViewers = 20'000;
  double sum = 0;
  double squares = 0;
  for (std::uint32_t group = 0; group < kGroups; ++group) {
    TallyRoom room;
    ViewerSorter sorter;
    std::array<ViewerPartition, kPartitions> partitions;
    ViewerSample sample(10);
    for (std::uint64_t i = 0; i < kViewers; ++i) {
      const std::uint64_t viewer = viewer_hash(std::to_string(group * kViewers + i));
      const ViewerEntry entry = ViewerEntry::saw(viewer, 0, 1);
      sample.append({&entry, 1}, partitions[partition_of(viewer)], room, sorter);
    }
    sample.trim(partitions, room, sorter);
    const double error = static_cast<double>(estimate(1'024, sample.ceiling(0))) / kViewers - 1;
    EXPECT_LT(std::abs(error), 5 * 0.0305) << group;
    sum += error;
    squares += error * error;
  }
  EXPECT_LT(std::abs(sum / kGroups), 3 * 0.0305 / std::sqrt(kGroups));
  EXPECT_NEAR(std::sqrt(squares / kGroups), 0.0305, 0.006);
}

TEST(ViewerSample, EstimateRoundsAndIsExactBelowNoCeiling) {
  EXPECT_EQ(estimate(77, ViewerSample::kNoCeiling), 77U);
  EXPECT_EQ(estimate(3, ViewerSample::kNoCeiling / 2), 6U);
  EXPECT_EQ(estimate(0, 1), 0U);
}

}  // namespace
}  // namespace seenby
