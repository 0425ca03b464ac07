// The viewers of chosen rows as Theta sketches. Entries come with ascending hashes, so the first k
// of a row are its smallest, and the next one is its theta: nothing is sorted and nothing let go
// again. So this pass is one thread's alone. What is estimated has a ceiling of its own to begin
// with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "seenby/theta_sketch.h"
#include "tally/viewer_passes.h"
#include "tally/viewers.h"

namespace seenby {

class SketchPass {
 public:
  /// `ceilings` are those of the chosen rows, then that of the total.
  SketchPass(std::span<const std::uint32_t> rows, std::span<const std::uint64_t> ceilings,
             std::size_t groups, unsigned lg_k);

  void add(std::span<const ViewerEntry> entries);
  void close();
  /// Of the chosen rows, then of the total. Call once.
  std::vector<RowSketches> take() { return std::move(sketches_); }

 private:
  void finish_viewer();
  void add(ThetaSketch& sketch, std::uint64_t viewer) const;

  std::size_t most_;
  std::vector<std::uint32_t> place_of_group_;  ///< among the chosen; kNotChosen
  std::vector<RowSketches> sketches_;
  ViewerEdge edge_;
  std::uint64_t viewer_ = 0;  ///< the current one, on all rows
  bool is_reached_ = false;
  bool has_clicked_ = false;
};

}  // namespace seenby
