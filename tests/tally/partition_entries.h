// What a test needs to look into a compacted partition.
#pragma once

#include <span>
#include <vector>

#include "tally/viewers.h"

namespace seenby {

inline std::vector<ViewerEntry> entries_of(const ViewerPartition& partition) {
  std::vector<ViewerEntry> all;
  partition.visit([&](std::span<const ViewerEntry> entries) {
    all.insert(all.end(), entries.begin(), entries.end());
  });
  return all;
}

/// Has a pass see the partition whole.
template <typename Pass>
void feed(Pass& pass, const ViewerPartition& partition) {
  partition.visit([&](std::span<const ViewerEntry> entries) { pass.add(entries); });
  pass.close();
}

}  // namespace seenby
