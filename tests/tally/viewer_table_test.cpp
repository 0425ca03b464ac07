#include "tally/viewer_table.h"

#include <gtest/gtest.h>

#include <map>

#include "random_log.h"
#include "tally/viewer_summary.h"

namespace seenby {
namespace {

struct Seen {
  std::uint32_t impressions = 0;
  std::uint32_t clicks = 0;
};
using Slow = std::map<std::pair<std::uint64_t, std::uint32_t>, Seen>;

void expect_equal(const ViewerTable& table, const Slow& slow) {
  EXPECT_EQ(table.size(), slow.size());
  std::size_t taken = 0;
  for (const ViewerEntry& entry : table.slots()) {
    if (entry.is_free()) continue;
    ++taken;
    const auto found = slow.find({entry.viewer(), entry.group()});
    ASSERT_NE(found, slow.end());
    const Seen& seen = found->second;
    EXPECT_EQ(entry.reached(), seen.impressions > 0);
    EXPECT_EQ(entry.clicked(), seen.clicks > 0);
    EXPECT_EQ(entry.impressions(), seen.impressions);
    EXPECT_EQ(entry.stray_clicks(), seen.impressions > 0 ? 0 : seen.clicks);
  }
  EXPECT_EQ(taken, slow.size());
}

TEST(ViewerTable, AgreesWithAMapOnRandomUpdates) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Dice dice(seed);
    ViewerTable table;
    Slow slow;
    const std::size_t viewers = 1 + dice.below(5000);
    const std::size_t groups = 1 + dice.below(20);
    for (int batch = 0; batch < 100; ++batch) {
      std::vector<ViewerUpdate> updates(dice.below(200));
      for (ViewerUpdate& update : updates) {
        const auto act = dice.percent(30) ? ViewerAct::kClicked : ViewerAct::kSaw;
        update = {dice.below(viewers) * 0x123456789, static_cast<std::uint32_t>(dice.below(groups)),
                  act};
        Seen& seen = slow[{update.viewer, update.group}];
        ++(act == ViewerAct::kSaw ? seen.impressions : seen.clicks);
      }
      table.apply(updates);
    }
    expect_equal(table, slow);
  }
}

TEST(ViewerTable, TakesTheLeastAndTheGreatestHash) {
  constexpr std::uint64_t kGreatest = (std::uint64_t{1} << 63) - 1;
  ViewerTable table;
  const std::vector<ViewerUpdate> updates = {{0, 0, ViewerAct::kSaw},
                                             {kGreatest, 0xFFFFFFFE, ViewerAct::kClicked}};
  table.apply(updates);
  expect_equal(table, {{{0, 0}, {1, 0}}, {{kGreatest, 0xFFFFFFFE}, {0, 1}}});
}

TEST(ViewerTable, StaysWithinThirtyBytesAnEntryOnceItIsLarge) {
  ViewerTable table;
  for (std::uint64_t viewer = 0; viewer < 300'000; ++viewer) {
    const ViewerUpdate update{viewer * 0x9e3779b9, 0, ViewerAct::kSaw};
    table.apply({&update, 1});
    if (viewer < 50'000) continue;
    ASSERT_LE(table.slots().size() * sizeof(ViewerEntry), table.size() * 30 + 64);
  }
  EXPECT_EQ(table.size(), 300'000U);
}

TEST(ViewerSummary, CountsAViewerOfTwoRowsOnceInTheTotal) {
  ViewerTable table;
  using enum ViewerAct;
  const std::vector<ViewerUpdate> updates = {
      {1, 0, kSaw},     {1, 1, kSaw},     {1, 1, kSaw},  // both rows
      {2, 0, kSaw},     {2, 1, kClicked},                // saw one, clicked the other
      {3, 1, kClicked}, {3, 1, kClicked},                // never saw anything
      {4, 0, kSaw},     {4, 1, kSaw},     {4, 2, kSaw}, {4, 2, kClicked}  // three rows
  };
  table.apply(updates);
  ViewerSummary summary(3);
  summary.add(table);
  const auto expect = [](const RowViewers& row, std::vector<std::uint64_t> expected) {
    EXPECT_EQ((std::vector{row.reach, row.unique_clickers, row.exclusive_reach,
                           row.clicks_without_impression}),
              expected);
  };
  expect(summary.rows()[0], {3, 0, 1, 0});
  expect(summary.rows()[1], {2, 0, 0, 3});
  expect(summary.rows()[2], {1, 1, 0, 0});
  expect(summary.total(), {3, 2, 1, 3});
}

}  // namespace
}  // namespace seenby
