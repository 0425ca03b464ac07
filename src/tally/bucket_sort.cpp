#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tally/bucket_sort.cpp"
#include <hwy/foreach_target.h>
// Highway compiles what follows once for every target.
#include <hwy/highway.h>

#include "tally/bucket_sort.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace seenby {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Keys that are compared at once, whether or not there are as many.
constexpr std::size_t kKeys = 8;
using Tag = hn::CappedTag<std::uint64_t, kKeys>;
/// Up to this, the entries of a bucket are put in order without a branch.
constexpr std::size_t kSmallBucket = 4 * kKeys;

/// How many of the keys, eights of them, are less.
HWY_INLINE std::size_t count_less(const std::uint64_t* keys, std::size_t size, std::uint64_t key) {
  const Tag d;
  const auto it = hn::Set(d, key);
  std::size_t less = 0;
  for (std::size_t eight = 0; eight < size; eight += kKeys) {
    for (std::size_t i = eight; i < eight + kKeys; i += hn::Lanes(d)) {
      less += hn::CountTrue(d, hn::Lt(hn::Load(d, keys + i), it));
    }
  }
  return less;
}

bool is_sorted(const ViewerEntry* bucket, std::size_t size) {
  bool is = true;
  for (std::size_t i = 1; i < size; ++i) is &= bucket[i - 1].viewer() <= bucket[i].viewer();
  return is;
}

/// A viewer of many rows, or hashes made to collide.
void sort_large_bucket(ViewerEntry* bucket, std::size_t size) {
  std::sort(bucket, bucket + size,
            [](const ViewerEntry& a, const ViewerEntry& b) { return a.is_before(b); });
}

/// What an entry of a small bucket is sorted by, in one word: the viewer's bits below `shift`, or
/// as many of them as there is room for, the group's, and the place in the bucket.
struct SortKey {
  static constexpr unsigned kPlaceBits = 5;
  static_assert(kSmallBucket == 1U << kPlaceBits);

  SortKey(unsigned shift, std::uint32_t groups)
      : unused_bits(64 - shift),
        group_bits(static_cast<unsigned>(std::bit_width(groups))),
        viewer_bits(std::min(shift, 64 - kPlaceBits - group_bits)) {}

  /// Else viewers are told apart by some of their bits only.
  [[nodiscard]] bool is_whole() const { return viewer_bits + unused_bits == 64; }

  unsigned unused_bits;
  unsigned group_bits;
  unsigned viewer_bits;
};

/// Counts, for each entry, those before it: no branch depends on the entries, which come in any
/// order.
HWY_INLINE void sort_small_bucket(ViewerEntry* bucket, std::size_t size, const SortKey& key) {
  const Tag d;
  alignas(64) std::array<std::uint64_t, kSmallBucket> keys;
  std::array<ViewerEntry, kSmallBucket> entries;
  const std::size_t padded = (size + kKeys - 1) / kKeys * kKeys;
  for (std::size_t i = 0; i < padded; i += hn::Lanes(d)) {
    hn::VFromD<Tag> viewers;
    hn::VFromD<Tag> rest;
    hn::LoadInterleaved2(d, bucket[i].words(), viewers, rest);
    hn::StoreInterleaved2(viewers, rest, d, entries[i].words());
    const auto viewer =
        hn::ShiftRightSame(hn::ShiftLeftSame(viewers, static_cast<int>(key.unused_bits)),
                           static_cast<int>(64 - key.viewer_bits));
    const auto group = hn::And(rest, hn::Set(d, 0xFFFFFFFF));
    const auto pair = hn::Or(hn::ShiftLeftSame(viewer, static_cast<int>(key.group_bits)), group);
    const auto place = hn::Iota(d, i);
    const auto words = hn::Or(hn::ShiftLeft<SortKey::kPlaceBits>(pair), place);
    // What is behind the bucket is after all of it.
    const auto is_inside = hn::Lt(place, hn::Set(d, size));
    hn::Store(
        hn::IfThenElse(is_inside, words, hn::Set(d, std::numeric_limits<std::uint64_t>::max())), d,
        keys.data() + i);
  }
  for (std::size_t i = 0; i < size; ++i) {
    bucket[count_less(keys.data(), padded, keys[i])] = entries[i];
  }
}

void sort_buckets(std::span<ViewerEntry> entries, std::size_t begin,
                  std::span<const std::uint32_t> ends, unsigned shift, std::uint32_t groups) {
  const SortKey key(shift, groups);
  for (const std::size_t end : ends) {
    ViewerEntry* const bucket = entries.data() + begin;
    const std::size_t size = end - begin;
    if (size > kSmallBucket) {
      sort_large_bucket(bucket, size);
    } else if (size > 1) {
      sort_small_bucket(bucket, size, key);
      if (!key.is_whole() && !is_sorted(bucket, size)) [[unlikely]]
        sort_large_bucket(bucket, size);
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

void sort_buckets(std::span<ViewerEntry> entries, std::size_t begin,
                  std::span<const std::uint32_t> ends, unsigned shift, std::uint32_t groups) {
  HWY_DYNAMIC_DISPATCH(sort_buckets)(entries, begin, ends, shift, groups);
}

}  // namespace seenby
#endif
