#include "tally/viewer_passes.h"

#include <algorithm>
#include <limits>

namespace seenby {
namespace {

constexpr std::uint32_t kNotChosen = std::numeric_limits<std::uint32_t>::max();

/// Calls `on_row` with each entry that has impressions, and `on_end` behind each viewer's last.
template <typename OnRow, typename OnEnd>
void walk_viewers(const Paged<ViewerEntry>& partition, OnRow on_row, OnEnd on_end) {
  bool has_begun = false;
  std::uint64_t viewer = 0;
  for (std::size_t page = 0; page < partition.page_count(); ++page) {
    for (const ViewerEntry& entry : partition.page(page)) {
      if (has_begun && entry.viewer() != viewer) on_end();
      has_begun = true;
      viewer = entry.viewer();
      if (entry.reached()) on_row(entry);
    }
  }
  if (has_begun) on_end();
}

void count_viewer(FrequencyCounts& counts, std::uint64_t impressions) {
  if (impressions > 0) ++counts[std::min<std::uint64_t>(impressions, kFrequencySteps) - 1];
}

void add_up(FrequencyCounts& sum, const FrequencyCounts& other) {
  for (std::size_t i = 0; i < kFrequencySteps; ++i) sum[i] += other[i];
}

}  // namespace

void FrequencyPass::add(const Paged<ViewerEntry>& partition) {
  std::uint64_t impressions = 0;
  walk_viewers(
      partition,
      [&](const ViewerEntry& entry) {
        impressions += entry.impressions();
        count_viewer(counts_.rows[entry.group()], entry.impressions());
      },
      [&] {
        count_viewer(counts_.total, impressions);
        impressions = 0;
      });
}

FrequencyPass& FrequencyPass::operator+=(const FrequencyPass& other) {
  for (std::size_t i = 0; i < counts_.rows.size(); ++i) {
    add_up(counts_.rows[i], other.counts_.rows[i]);
  }
  add_up(counts_.total, other.counts_.total);
  return *this;
}

SharedPass::SharedPass(std::span<const std::uint32_t> rows, std::size_t groups)
    : size_(rows.size()), place_of_group_(groups, kNotChosen), shared_(size_ * size_) {
  for (std::size_t i = 0; i < size_; ++i) place_of_group_[rows[i]] = static_cast<std::uint32_t>(i);
}

void SharedPass::add(const Paged<ViewerEntry>& partition) {
  std::vector<std::uint32_t> places;
  walk_viewers(
      partition,
      [&](const ViewerEntry& entry) {
        const std::uint32_t place = place_of_group_[entry.group()];
        if (place != kNotChosen) places.push_back(place);
      },
      [&] {
        for (const std::size_t a : places) {
          for (const std::size_t b : places) ++shared_[a * size_ + b];
        }
        places.clear();
      });
}

SharedPass& SharedPass::operator+=(const SharedPass& other) {
  for (std::size_t i = 0; i < shared_.size(); ++i) shared_[i] += other.shared_[i];
  return *this;
}

void CurvePass::add(const Paged<ViewerEntry>& partition) {
  std::vector<std::uint32_t> reached;
  walk_viewers(
      partition,
      [&](const ViewerEntry& entry) {
        if (entry.group() >= step_of_row_.size()) return;
        const std::uint32_t step = step_of_row_[entry.group()];
        if (step < steps_.size()) reached.push_back(step);
      },
      [&] {
        std::sort(reached.begin(), reached.end());
        const auto last = std::unique(reached.begin(), reached.end());
        for (auto step = reached.begin(); step != last; ++step) ++steps_[*step].reach;
        if (!reached.empty()) ++steps_[reached.front()].new_reach;
        reached.clear();
      });
}

CurvePass& CurvePass::operator+=(const CurvePass& other) {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    steps_[i].reach += other.steps_[i].reach;
    steps_[i].new_reach += other.steps_[i].new_reach;
  }
  return *this;
}

}  // namespace seenby
