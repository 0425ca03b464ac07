// Passes over the viewers of one compacted partition that only some reports need: how often viewers
// saw a row, which viewers rows share, and when viewers were first reached. All rows of a viewer
// are in one partition, so each pass is exact on its own and partitions add. One pass per thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "seenby/tally.h"
#include "tally/viewers.h"

namespace seenby {

/// Viewers by their impressions, of every row and of all rows together.
class FrequencyPass {
 public:
  explicit FrequencyPass(std::size_t groups) { counts_.rows.resize(groups); }

  void add(const Paged<ViewerEntry>& partition);
  FrequencyPass& operator+=(const FrequencyPass& other);
  [[nodiscard]] const TallyFrequencies& counts() const { return counts_; }

 private:
  TallyFrequencies counts_;
};

/// Viewers that each two of the chosen rows share. A viewer costs the square of the number of
/// chosen rows that reached it.
class SharedPass {
 public:
  /// `rows` must outlive the pass and name each row once.
  SharedPass(std::span<const std::uint32_t> rows, std::size_t groups);

  void add(const Paged<ViewerEntry>& partition);
  SharedPass& operator+=(const SharedPass& other);
  /// As Tally::count_shared() has it.
  [[nodiscard]] const std::vector<std::uint64_t>& shared() const { return shared_; }

 private:
  std::size_t size_;
  std::vector<std::uint32_t> place_of_group_;  ///< among the chosen; kNotChosen
  std::vector<std::uint64_t> shared_;
};

/// Viewers by the first step that reached them, and the reach of each step.
class CurvePass {
 public:
  /// `step_of_row` must outlive the pass.
  CurvePass(std::span<const std::uint32_t> step_of_row, std::size_t steps)
      : step_of_row_(step_of_row), steps_(steps) {}

  void add(const Paged<ViewerEntry>& partition);
  CurvePass& operator+=(const CurvePass& other);
  [[nodiscard]] const std::vector<CurveStep>& steps() const { return steps_; }

 private:
  std::span<const std::uint32_t> step_of_row_;
  std::vector<CurveStep> steps_;
};

}  // namespace seenby
