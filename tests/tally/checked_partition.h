// A partition that is held against a map of what was appended to it.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "random_log.h"
#include "tally/partition_entries.h"
#include "tally/tally_room.h"
#include "tally/viewers.h"

namespace seenby {

struct Seen {
  std::uint32_t impressions = 0;
  std::uint32_t clicks = 0;
};
using Slow = std::map<std::pair<std::uint64_t, std::uint32_t>, Seen>;

/// A partition, its memory and what a map says of it.
struct Checked {
  explicit Checked(const TallyMemory& memory = {}) : room(memory) {}

  TallyRoom room;
  ViewerSorter sorter;
  ViewerPartition partition;
  Slow slow;

  void append(const std::vector<ViewerEntry>& entries) {
    partition.append(entries, room, sorter);
    for (const ViewerEntry& entry : entries) {
      Seen& seen = slow[{entry.viewer(), entry.group()}];
      seen.impressions += entry.impressions();
      seen.clicks += entry.stray_clicks();
    }
  }

  void expect_equal() {
    partition.compact(room, sorter);
    expect_equal_entries();
  }
  void expect_equal_entries() const { expect_equal_to(entries_of(partition)); }
  void expect_equal_to(const std::vector<ViewerEntry>& entries) const {
    ASSERT_EQ(entries.size(), slow.size());
    auto expected = slow.begin();
    for (const ViewerEntry& entry : entries) {
      ASSERT_EQ(std::make_pair(entry.viewer(), entry.group()), expected->first);
      const Seen& seen = expected->second;
      EXPECT_EQ(entry.reached(), seen.impressions > 0);
      EXPECT_EQ(entry.has_clicked(), seen.clicks > 0);
      EXPECT_EQ(entry.impressions(), seen.impressions);
      EXPECT_EQ(entry.stray_clicks(), seen.impressions > 0 ? 0 : seen.clicks);
      ++expected;
    }
  }
};

inline ViewerEntry random_entry(Dice& dice, std::uint64_t viewer, std::size_t groups) {
  const auto group = static_cast<std::uint32_t>(dice.below(groups));
  const auto weight = static_cast<std::uint32_t>(1 + dice.below(3));
  return dice.percent(30) ? ViewerEntry::clicked(viewer, group, weight)
                          : ViewerEntry::saw(viewer, group, weight);
}

}  // namespace seenby
