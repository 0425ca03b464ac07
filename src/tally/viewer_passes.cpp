#include "tally/viewer_passes.h"

#include <algorithm>
#include <limits>

namespace seenby {
namespace {

constexpr std::uint32_t kNotChosen = std::numeric_limits<std::uint32_t>::max();

void count_viewer(FrequencyCounts& counts, std::uint64_t impressions) {
  if (impressions > 0) ++counts[std::min<std::uint64_t>(impressions, kFrequencySteps) - 1];
}

void add_up(FrequencyCounts& sum, const FrequencyCounts& other) {
  for (std::size_t i = 0; i < kFrequencySteps; ++i) sum[i] += other[i];
}

}  // namespace

void FrequencyPass::add(std::span<const ViewerEntry> entries) {
  for (const ViewerEntry& entry : entries) {
    if (edge_.is_next(entry)) finish_viewer();
    impressions_ += entry.impressions();
    count_viewer(counts_.rows[entry.group()], entry.impressions());
  }
}

void FrequencyPass::finish_viewer() {
  count_viewer(counts_.total, impressions_);
  impressions_ = 0;
}

void FrequencyPass::close() { finish_viewer(); }

FrequencyPass& FrequencyPass::operator+=(const FrequencyPass& other) {
  for (std::size_t i = 0; i < counts_.rows.size(); ++i) {
    add_up(counts_.rows[i], other.counts_.rows[i]);
  }
  add_up(counts_.total, other.counts_.total);
  return *this;
}

void ImpressionsPass::add(std::span<const ViewerEntry> entries) {
  for (const ViewerEntry& entry : entries) {
    rows_[entry.group()] += entry.impressions();
    total_ += entry.impressions();
  }
}

ImpressionsPass& ImpressionsPass::operator+=(const ImpressionsPass& other) {
  for (std::size_t i = 0; i < rows_.size(); ++i) rows_[i] += other.rows_[i];
  total_ += other.total_;
  return *this;
}

SharedPass::SharedPass(std::span<const std::uint32_t> rows, std::size_t groups)
    : size_(rows.size()), place_of_group_(groups, kNotChosen), shared_(size_ * size_) {
  for (std::size_t i = 0; i < size_; ++i) place_of_group_[rows[i]] = static_cast<std::uint32_t>(i);
}

void SharedPass::add(std::span<const ViewerEntry> entries) {
  for (const ViewerEntry& entry : entries) {
    if (edge_.is_next(entry)) finish_viewer();
    const std::uint32_t place = place_of_group_[entry.group()];
    if (entry.reached() && place != kNotChosen) places_.push_back(place);
  }
}

void SharedPass::finish_viewer() {
  for (const std::size_t a : places_) {
    for (const std::size_t b : places_) ++shared_[a * size_ + b];
  }
  places_.clear();
}

void SharedPass::close() { finish_viewer(); }

SharedPass& SharedPass::operator+=(const SharedPass& other) {
  for (std::size_t i = 0; i < shared_.size(); ++i) shared_[i] += other.shared_[i];
  return *this;
}

void CurvePass::add(std::span<const ViewerEntry> entries) {
  for (const ViewerEntry& entry : entries) {
    if (edge_.is_next(entry)) finish_viewer();
    if (!entry.reached() || entry.group() >= step_of_row_.size()) continue;
    const std::uint32_t step = step_of_row_[entry.group()];
    if (step < steps_.size()) reached_.push_back(step);
  }
}

void CurvePass::finish_viewer() {
  std::sort(reached_.begin(), reached_.end());
  const auto last = std::unique(reached_.begin(), reached_.end());
  for (auto step = reached_.begin(); step != last; ++step) ++steps_[*step].reach;
  if (!reached_.empty()) ++steps_[reached_.front()].new_reach;
  reached_.clear();
}

void CurvePass::close() { finish_viewer(); }

CurvePass& CurvePass::operator+=(const CurvePass& other) {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    steps_[i].reach += other.steps_[i].reach;
    steps_[i].new_reach += other.steps_[i].new_reach;
  }
  return *this;
}

}  // namespace seenby
