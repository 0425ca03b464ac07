#include "tally/viewers.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "seenby/error.h"

namespace seenby {
namespace {

/// Entries that a partition collects before it is worth sorting.
constexpr std::size_t kLeastAppended = std::size_t{1} << 14;
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

/// Buckets come in order, so the sorted ones grow at the end.
void ViewerSorter::add_bucket(std::span<ViewerEntry> bucket) {
  if (bucket.size() > kLargeBucket) {
    std::sort(bucket.begin(), bucket.end(),
              [](const ViewerEntry& a, const ViewerEntry& b) { return a.is_before(b); });
  }
  const std::size_t begin = sorted_.size();
  for (const ViewerEntry& entry : bucket) {
    std::size_t at = sorted_.size();
    while (at > begin && entry.is_before(sorted_[at - 1])) --at;
    if (at > begin && entry.is_same_pair(sorted_[at - 1])) {
      sorted_[at - 1] += entry;
    } else {
      sorted_.insert(sorted_.begin() + static_cast<std::ptrdiff_t>(at), entry);
    }
  }
}

std::span<const ViewerEntry> ViewerSorter::sort(const Paged<ViewerEntry>& entries) {
  const unsigned bits = static_cast<unsigned>(std::bit_width(entries.size() / 2));
  bucket_ends_.assign(std::size_t{1} << bits, 0);
  scattered_.resize(entries.size(), ViewerEntry::saw(0, 0, 0));
  scatter(entries, 63 - kPartitionBits - bits);
  sorted_.clear();
  sorted_.reserve(entries.size());
  std::size_t begin = 0;
  for (const std::size_t end : bucket_ends_) {
    add_bucket(std::span(scattered_).subspan(begin, end - begin));
    begin = end;
  }
  return sorted_;
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
