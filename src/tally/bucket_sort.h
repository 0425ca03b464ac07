// Sorts many small buckets of entries, each by itself.
#pragma once

#include <cstdint>
#include <span>

#include "tally/viewer_entry.h"

namespace seenby {

/// About as many entries a bucket are sorted fastest.
inline constexpr std::size_t kUsualBucket = 4;

/// Puts the entries of every bucket in order, or nearly so: no entry stands far from its place.
/// `ends` are the buckets' ends among the entries; those of a bucket agree in the hash's bits from
/// `shift` on.
void sort_buckets(std::span<ViewerEntry> entries, std::span<const std::uint32_t> ends,
                  unsigned shift);

}  // namespace seenby
