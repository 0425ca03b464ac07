// Passes over viewers that only some reports need: how often viewers saw a row, which viewers rows
// share, and when viewers were first reached. Entries come in order, all of a viewer's one after
// another, in as many pieces as they come; close() is called after the last. All rows of a viewer
// are in one partition, so passes over partitions add. One pass per thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "seenby/tally.h"
#include "tally/viewers.h"

namespace seenby {

/// Knows where one viewer's entries end and the next one's begin.
class ViewerEdge {
 public:
  /// Whether this entry is of another viewer than the one before it.
  bool is_next(const ViewerEntry& entry) {
    const bool is_next = has_begun_ && entry.viewer() != viewer_;
    has_begun_ = true;
    viewer_ = entry.viewer();
    return is_next;
  }

 private:
  bool has_begun_ = false;
  std::uint64_t viewer_ = 0;
};

/// Viewers by their impressions, of every row and of all rows together.
class FrequencyPass {
 public:
  explicit FrequencyPass(std::size_t groups) { counts_.rows.resize(groups); }

  void add(std::span<const ViewerEntry> entries);
  void close();
  FrequencyPass& operator+=(const FrequencyPass& other);
  [[nodiscard]] const TallyFrequencies& counts() const { return counts_; }

 private:
  void finish_viewer();

  ViewerEdge edge_;
  std::uint64_t impressions_ = 0;  ///< of the current viewer, on all rows
  TallyFrequencies counts_;
};

/// Impressions of the viewers, of every row and of all rows together.
class ImpressionsPass {
 public:
  explicit ImpressionsPass(std::size_t groups) : rows_(groups) {}

  void add(std::span<const ViewerEntry> entries);
  void close() {}
  ImpressionsPass& operator+=(const ImpressionsPass& other);
  [[nodiscard]] const std::vector<std::uint64_t>& rows() const { return rows_; }
  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  std::vector<std::uint64_t> rows_;
  std::uint64_t total_ = 0;
};

/// Viewers that each two of the chosen rows share. A viewer costs the square of the number of
/// chosen rows that reached it.
class SharedPass {
 public:
  /// `rows` must outlive the pass and name each row once.
  SharedPass(std::span<const std::uint32_t> rows, std::size_t groups);

  void add(std::span<const ViewerEntry> entries);
  void close();
  SharedPass& operator+=(const SharedPass& other);
  /// As Tally::count_shared() has it.
  [[nodiscard]] const std::vector<std::uint64_t>& shared() const { return shared_; }

 private:
  void finish_viewer();

  ViewerEdge edge_;
  std::vector<std::uint32_t> places_;  ///< of the rows that reached the current viewer
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

  void add(std::span<const ViewerEntry> entries);
  void close();
  CurvePass& operator+=(const CurvePass& other);
  [[nodiscard]] const std::vector<CurveStep>& steps() const { return steps_; }

 private:
  void finish_viewer();

  ViewerEdge edge_;
  std::vector<std::uint32_t> reached_;  ///< steps of rows that reached the current viewer
  std::span<const std::uint32_t> step_of_row_;
  std::vector<CurveStep> steps_;
};

}  // namespace seenby
