// Sorts many small buckets of entries, each by itself.
#pragma once

#include <cstdint>
#include <span>

#include "tally/viewer_entry.h"

namespace seenby {

/// About as many entries a bucket are sorted fastest.
inline constexpr std::size_t kUsualBucket = 4;

/// So many entries behind the last one must be there to be read.
inline constexpr std::size_t kSortPadding = 8;

/// Puts the entries of some buckets in order by viewer and group. `ends` are the buckets' ends
/// among the entries, `begin` is where the first one begins. Those of a bucket agree in the hash's
/// bits from `shift` on, and no group has a bit that `groups` has not.
void sort_buckets(std::span<ViewerEntry> entries, std::size_t begin,
                  std::span<const std::uint32_t> ends, unsigned shift, std::uint32_t groups);

}  // namespace seenby
