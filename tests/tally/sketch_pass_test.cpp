// Sketches of rows against a set of viewers sorted by hand.
#include "tally/sketch_pass.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>

namespace seenby {
namespace {

constexpr std::uint64_t kNoCeiling = std::uint64_t{1} << 63;

ThetaSketch smallest(const std::set<std::uint64_t>& viewers, std::size_t most,
                     std::uint64_t ceiling) {
  ThetaSketch sketch{std::min(ThetaSketch::kAll, ceiling), {}};
  for (const std::uint64_t viewer : viewers) {
    if (viewer >= sketch.theta) break;
    if (sketch.hashes.size() == most) {
      sketch.theta = viewer;
      break;
    }
    sketch.hashes.push_back(viewer);
  }
  return sketch;
}

TEST(SketchPass, KeepsTheSmallestOfEachRowAndOfAll) {
  constexpr std::size_t kGroups = 5;
  constexpr unsigned kLgK = 3;
  std::mt19937_64 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<ViewerEntry> entries;
    std::array<std::set<std::uint64_t>, kGroups> viewers;
    std::array<std::set<std::uint64_t>, kGroups> clickers;
    std::set<std::uint64_t> reached;
    std::set<std::uint64_t> clicked;
    std::set<std::uint64_t> all;
    while (all.size() < random() % 40) all.insert(1 + (random() >> 1) % (kNoCeiling - 2));
    for (const std::uint64_t viewer : all) {
      for (std::uint32_t group = 0; group < kGroups; ++group) {
        if (random() % 2 == 0) continue;
        const bool is_reached = random() % 4 != 0;
        const bool has_clicked = !is_reached || random() % 3 == 0;
        entries.push_back(ViewerEntry::of(viewer, group, 1, is_reached, has_clicked));
        if (is_reached) viewers[group].insert(viewer);
        if (has_clicked) clickers[group].insert(viewer);
        if (is_reached) reached.insert(viewer);
        if (has_clicked) clicked.insert(viewer);
      }
    }
    const std::vector<std::uint32_t> rows = {3, 0, 4};
    std::vector<std::uint64_t> ceilings(rows.size() + 1, kNoCeiling);
    if (round % 2 == 1) ceilings[static_cast<std::size_t>(round % 4)] = kNoCeiling / 3;
    SketchPass pass(rows, ceilings, kGroups, kLgK);
    const std::size_t cut = entries.empty() ? 0 : random() % entries.size();
    pass.add(std::span(entries).first(cut));
    pass.add(std::span(entries).subspan(cut));
    pass.close();
    const std::vector<RowSketches> sketches = pass.take();
    ASSERT_EQ(sketches.size(), rows.size() + 1);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(sketches[i].viewers, smallest(viewers[rows[i]], 1 << kLgK, ceilings[i]));
      EXPECT_EQ(sketches[i].clickers, smallest(clickers[rows[i]], 1 << kLgK, ceilings[i]));
    }
    EXPECT_EQ(sketches.back().viewers, smallest(reached, 1 << kLgK, ceilings.back()));
    EXPECT_EQ(sketches.back().clickers, smallest(clicked, 1 << kLgK, ceilings.back()));
  }
}

TEST(SketchPass, TakesTheHashZeroForNobody) {
  const std::vector<ViewerEntry> entries = {ViewerEntry::of(0, 0, 1, true, true),
                                            ViewerEntry::of(9, 0, 1, true, false)};
  const std::vector<std::uint32_t> rows = {0};
  const std::vector<std::uint64_t> ceilings = {kNoCeiling, kNoCeiling};
  SketchPass pass(rows, ceilings, 1, 12);
  pass.add(entries);
  pass.close();
  const std::vector<RowSketches> sketches = pass.take();
  EXPECT_EQ(sketches.front().viewers.hashes, std::vector<std::uint64_t>{9});
  EXPECT_TRUE(sketches.back().clickers.hashes.empty());
}

}  // namespace
}  // namespace seenby
