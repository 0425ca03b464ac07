// A row of a file of sketches, added to a tally. Its viewers become entries of one impression each:
// a sketch says who they are, and nothing that is counted by viewer is reported where there is one.
#include <algorithm>
#include <cassert>
#include <vector>

#include "tally/tally_state.h"

namespace seenby {
namespace {

/// Below it both images have all viewers.
std::uint64_t ceiling_of(const RowSketches& sketches) {
  const std::uint64_t theta = std::min(sketches.viewers.theta, sketches.clickers.theta);
  return theta == ThetaSketch::kAll ? ViewerSample::kNoCeiling : theta;
}

/// Has `take(viewer, reached, clicked)` see the viewers of both, each once.
template <typename Take>
void visit_both(const RowSketches& sketches, Take take) {
  const std::vector<std::uint64_t>& viewers = sketches.viewers.hashes;
  const std::vector<std::uint64_t>& clickers = sketches.clickers.hashes;
  auto viewer = viewers.begin();
  auto clicker = clickers.begin();
  while (viewer != viewers.end() || clicker != clickers.end()) {
    const bool reached =
        viewer != viewers.end() && (clicker == clickers.end() || *viewer <= *clicker);
    const bool clicked =
        clicker != clickers.end() && (viewer == viewers.end() || *clicker <= *viewer);
    take(reached ? *viewer : *clicker, reached, clicked);
    if (reached) ++viewer;
    if (clicked) ++clicker;
  }
}

}  // namespace

void TallyWriter::add(const SketchedRow& row) {
  const std::uint32_t number = state_->tally.groups.find_or_add(row.key).number;
  state_->counting.add(number, {.spend_micros = row.spend.value_or(Micros{}).value,
                                .identified_impressions = row.identified_impressions,
                                .by_class = row.by_class});
  if (row.spend) state_->counting.note_cost();
  const std::uint64_t ceiling = ceiling_of(row.sketches);
  ViewerSample* const sample = state_->tally.viewers.sample.get();
  assert(sample != nullptr || ceiling == ViewerSample::kNoCeiling);
  if (ceiling < ViewerSample::kNoCeiling) sample->lower(number, ceiling);
  visit_both(row.sketches, [&](std::uint64_t viewer, bool reached, bool clicked) {
    if (viewer >= ceiling) return;
    state_->counting.add(ViewerEntry::of(viewer, number, 1, reached, clicked));
  });
  const std::lock_guard lock(state_->tally.mutex);
  state_->tally.has_sketches = true;
}

}  // namespace seenby
