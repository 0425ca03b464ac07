#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tally/bucket_sort.cpp"
#include <hwy/foreach_target.h>
// Highway compiles what follows once for every target.
#include <hwy/highway.h>

#include "tally/bucket_sort.h"

#include <algorithm>
#include <array>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace seenby {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Keys that are compared at once, whether or not there are as many.
constexpr std::size_t kKeys = 8;
/// Up to this, the entries of a bucket are put in order without a branch.
constexpr std::size_t kSmallBucket = 4 * kKeys;
/// Above this a bucket is a viewer of very many rows, or hashes made to collide.
constexpr std::size_t kLargeBucket = 64;

/// How many of the keys, eights of them, are less.
HWY_INLINE std::size_t count_less(const std::uint64_t* keys, std::size_t size, std::uint64_t key) {
  const hn::CappedTag<std::uint64_t, kKeys> d;
  const auto it = hn::Set(d, key);
  std::size_t less = 0;
  for (std::size_t eight = 0; eight < size; eight += kKeys) {
    for (std::size_t i = eight; i < eight + kKeys; i += hn::Lanes(d)) {
      less += hn::CountTrue(d, hn::Lt(hn::Load(d, keys + i), it));
    }
  }
  return less;
}

/// Counts, for each entry, those before it: no branch depends on the entries, which come in any
/// order. Viewers who agree in 27 bits below the bucket's are told apart by row alone.
HWY_INLINE void sort_small_bucket(ViewerEntry* bucket, std::size_t size, unsigned shift) {
  constexpr unsigned kViewerBits = 27;
  constexpr unsigned kGroupShift = 5;
  static_assert(kSmallBucket == 1U << kGroupShift);
  alignas(64) std::array<std::uint64_t, kSmallBucket> keys;
  // Those beyond the last one are after all others.
  const std::size_t padded = (size + kKeys - 1) / kKeys * kKeys;
  std::fill_n(keys.begin() + static_cast<std::ptrdiff_t>(padded - kKeys), kKeys,
              std::numeric_limits<std::uint64_t>::max());
  std::array<ViewerEntry, kSmallBucket> entries;
  for (std::size_t i = 0; i < size; ++i) {
    entries[i] = bucket[i];
    keys[i] = entries[i].viewer() << (64 - shift) >> (64 - kViewerBits) << (64 - kViewerBits) |
              std::uint64_t{entries[i].group()} << kGroupShift | i;
  }
  for (std::size_t i = 0; i < size; ++i) {
    bucket[count_less(keys.data(), padded, keys[i])] = entries[i];
  }
}

void sort_buckets(std::span<ViewerEntry> entries, std::span<const std::uint32_t> ends,
                  unsigned shift) {
  ViewerEntry* begin = entries.data();
  for (const std::size_t place : ends) {
    ViewerEntry* const end = entries.data() + place;
    const auto size = static_cast<std::size_t>(end - begin);
    if (size > kLargeBucket) {
      std::sort(begin, end,
                [](const ViewerEntry& a, const ViewerEntry& b) { return a.is_before(b); });
    } else if (size > 1 && size <= kSmallBucket) {
      sort_small_bucket(begin, size, shift);
    }
    begin = end;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace seenby
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seenby {

HWY_EXPORT(sort_buckets);

void sort_buckets(std::span<ViewerEntry> entries, std::span<const std::uint32_t> ends,
                  unsigned shift) {
  HWY_DYNAMIC_DISPATCH(sort_buckets)(entries, ends, shift);
}

}  // namespace seenby
#endif
