// How everything that reads viewers goes through them: partition by partition, in order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tally/viewer_sample.h"
#include "tally/viewers.h"

namespace seenby {

/// The viewers of a tally whose hash is below a ceiling, in order. A partition is put in order when
/// it is looked at, so that it still is in the cache. One per thread.
template <typename State>
class OrderedViewers {
 public:
  explicit OrderedViewers(State& state, std::uint64_t ceiling = ViewerSample::kNoCeiling)
      : state_(state), ceiling_(ceiling) {}

  template <typename Take>
  void visit(std::size_t partition, Take take) {
    if (partition > partition_of(ceiling_ - 1)) return;
    state_.visit_viewers(partition, sorter_, [&](std::span<const ViewerEntry> entries) {
      if (ceiling_ == ViewerSample::kNoCeiling) return take(entries);
      const auto is_below = [this](const ViewerEntry& entry) { return entry.viewer() < ceiling_; };
      const auto end = std::partition_point(entries.begin(), entries.end(), is_below);
      take(entries.first(static_cast<std::size_t>(end - entries.begin())));
    });
  }

 private:
  State& state_;
  std::uint64_t ceiling_;
  ViewerSorter sorter_;
};

}  // namespace seenby
