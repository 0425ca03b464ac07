#include "tally/viewers.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "seenby/error.h"

namespace seenby {
namespace {

/// Entries that a partition collects before it is worth sorting.
constexpr std::size_t kLeastAppended = std::size_t{1} << 15;
/// Above this a bucket is no accident but hashes made to collide.
constexpr std::size_t kLargeBucket = 64;

}  // namespace

ViewerEntry& ViewerEntry::operator+=(const ViewerEntry& other) {
  if (reached_ == other.reached_) {
    const std::uint64_t sum = std::uint64_t{count_} + other.count_;
    if (sum > kMostCount) {
      throw Error(ExitCode::kIo, "more than 1073741823 events of one viewer on one row");
    }
    count_ = static_cast<std::uint32_t>(sum) & kMostCount;
  } else if (other.reached()) {
    count_ = other.count_;
    reached_ = 1;
  }
  clicked_ |= other.clicked_;
  return *this;
}

/// Puts the entries into buckets by the bits behind the partition's, about two to a bucket.
void ViewerSorter::scatter(const Paged<ViewerEntry>& entries, unsigned shift) {
  const std::size_t mask = bucket_ends_.size() - 1;
  const auto bucket = [&](const ViewerEntry& entry) { return entry.viewer() >> shift & mask; };
  for (std::size_t page = 0; page < entries.page_count(); ++page) {
    for (const ViewerEntry& entry : entries.page(page)) ++bucket_ends_[bucket(entry)];
  }
  std::uint32_t begin = 0;
  for (std::uint32_t& end : bucket_ends_) begin += std::exchange(end, begin);
  for (std::size_t page = 0; page < entries.page_count(); ++page) {
    for (const ViewerEntry& entry : entries.page(page)) {
      scattered_[bucket_ends_[bucket(entry)]++] = entry;
    }
  }
}

void ViewerSorter::sort_large_buckets() {
  std::size_t begin = 0;
  for (const std::size_t end : bucket_ends_) {
    if (end - begin > kLargeBucket) {
      std::sort(scattered_.begin() + static_cast<std::ptrdiff_t>(begin),
                scattered_.begin() + static_cast<std::ptrdiff_t>(end),
                [](const ViewerEntry& a, const ViewerEntry& b) { return a.is_before(b); });
    }
    begin = end;
  }
}

/// Insertion, which has next to nothing to move: only entries of one bucket are out of order.
void ViewerSorter::add_up() {
  ViewerEntry* const sorted = sorted_.data();
  ViewerEntry* behind = sorted;
  for (const ViewerEntry& entry : scattered_) {
    ViewerEntry* at = behind;
    while (at != sorted && entry.is_before(at[-1])) --at;
    if (at != sorted && entry.is_same_pair(at[-1])) {
      at[-1] += entry;
      continue;
    }
    if (at != behind) std::move_backward(at, behind, behind + 1);
    *at = entry;
    ++behind;
  }
  count_ = static_cast<std::size_t>(behind - sorted);
}

std::span<const ViewerEntry> ViewerSorter::sort(const Paged<ViewerEntry>& entries) {
  const unsigned bits = static_cast<unsigned>(std::bit_width(entries.size() / 2));
  bucket_ends_.assign(std::size_t{1} << bits, 0);
  scattered_.resize(entries.size(), ViewerEntry::saw(0, 0, 0));
  if (sorted_.size() < entries.size()) sorted_.resize(entries.size(), ViewerEntry::saw(0, 0, 0));
  scatter(entries, 63 - kPartitionBits - bits);
  sort_large_buckets();
  add_up();
  return std::span(sorted_).first(count_);
}

void ViewerPartition::append(std::span<const ViewerEntry> entries, PagePool& pool,
                             ViewerSorter& sorter) {
  const std::lock_guard lock(mutex_);
  entries_.append(entries, pool);
  if (entries_.size() - compacted_ >= std::max(kLeastAppended, compacted_)) compact(pool, sorter);
}

void ViewerPartition::compact(PagePool& pool, ViewerSorter& sorter) {
  if (entries_.size() == compacted_) return;
  const std::span<const ViewerEntry> sorted = sorter.sort(entries_);
  entries_.clear();
  entries_.append(sorted, pool);
  compacted_ = entries_.size();
}

}  // namespace seenby
