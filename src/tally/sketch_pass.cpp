#include "tally/sketch_pass.h"

#include <algorithm>
#include <limits>

namespace seenby {
namespace {
constexpr std::uint32_t kNotChosen = std::numeric_limits<std::uint32_t>::max();
}  // namespace

SketchPass::SketchPass(std::span<const std::uint32_t> rows, std::span<const std::uint64_t> ceilings,
                       std::size_t groups, unsigned lg_k)
    : most_(std::size_t{1} << lg_k),
      place_of_group_(groups, kNotChosen),
      sketches_(rows.size() + 1) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    place_of_group_[rows[i]] = static_cast<std::uint32_t>(i);
  }
  for (std::size_t i = 0; i < sketches_.size(); ++i) {
    const std::uint64_t theta = std::min(ThetaSketch::kAll, ceilings[i]);
    sketches_[i].viewers.theta = sketches_[i].clickers.theta = theta;
  }
}

void SketchPass::add(ThetaSketch& sketch, std::uint64_t viewer) const {
  // The library takes the hash 0 for no viewer, so it is in none of its sketches.
  if (viewer == 0 || viewer >= sketch.theta) return;
  if (sketch.hashes.size() == most_) {
    sketch.theta = viewer;
  } else {
    sketch.hashes.push_back(viewer);
  }
}

void SketchPass::add(std::span<const ViewerEntry> entries) {
  for (const ViewerEntry& entry : entries) {
    if (edge_.is_next(entry)) finish_viewer();
    viewer_ = entry.viewer();
    has_clicked_ |= entry.has_clicked();
    is_reached_ |= entry.reached();
    const std::uint32_t place = place_of_group_[entry.group()];
    if (place == kNotChosen) continue;
    if (entry.reached()) add(sketches_[place].viewers, viewer_);
    if (entry.has_clicked()) add(sketches_[place].clickers, viewer_);
  }
}

void SketchPass::finish_viewer() {
  RowSketches& total = sketches_.back();
  if (is_reached_) add(total.viewers, viewer_);
  if (has_clicked_) add(total.clickers, viewer_);
  is_reached_ = has_clicked_ = false;
}

void SketchPass::close() { finish_viewer(); }

}  // namespace seenby
