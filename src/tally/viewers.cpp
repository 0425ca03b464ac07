#include "tally/viewers.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "tally/bucket_sort.h"

namespace seenby {
namespace {

/// Entries that a partition collects before it is worth sorting.
constexpr std::size_t kLeastAppended = std::size_t{1} << 15;
/// Buckets that are sorted at once and then looked at.
constexpr std::size_t kPieceBuckets = 256;
constexpr std::size_t kMostRunsOfLevel = 64;

}  // namespace

void ViewerSorter::load(const Paged<ViewerEntry>& entries) {
  // Those of one partition agree in the bits that chose it.
  if (!scatter(entries, 63 - kPartitionBits)) scatter(entries, 64);
}

/// Puts the entries into buckets by the bits of their hash below `top`. False when they do not
/// agree in those from there on.
bool ViewerSorter::scatter(const Paged<ViewerEntry>& entries, unsigned top) {
  const auto bits = static_cast<unsigned>(std::bit_width(entries.size() / kUsualBucket | 1));
  const unsigned shift = top - bits;
  bucket_ends_.assign(std::size_t{1} << bits, 0);
  scattered_.resize(entries.size() + kSortPadding, ViewerEntry::saw(0, 0, 0));
  const std::size_t mask = bucket_ends_.size() - 1;
  const auto bucket = [&](const ViewerEntry& entry) { return entry.viewer() >> shift & mask; };
  std::uint64_t some = 0;
  std::uint64_t all = ~some;
  std::uint32_t groups = 0;
  for (std::size_t page = 0; page < entries.page_count(); ++page) {
    for (const ViewerEntry& entry : entries.page(page)) {
      ++bucket_ends_[bucket(entry)];
      some |= entry.viewer();
      all &= entry.viewer();
      groups |= entry.group();
    }
  }
  if (top < 64 && (some & ~all) >> top != 0) return false;
  std::uint32_t begin = 0;
  for (std::uint32_t& end : bucket_ends_) begin += std::exchange(end, begin);
  for (std::size_t page = 0; page < entries.page_count(); ++page) {
    for (const ViewerEntry& entry : entries.page(page)) {
      scattered_[bucket_ends_[bucket(entry)]++] = entry;
    }
  }
  overflows_ = false;
  shift_ = shift;
  groups_ = groups;
  return true;
}

/// Sorts and adds up the next buckets, from this one on.
std::span<const ViewerEntry> ViewerSorter::next_piece(std::size_t& bucket) {
  const std::size_t begin = bucket == 0 ? 0 : bucket_ends_[bucket - 1];
  const auto ends = std::span(bucket_ends_)
                        .subspan(bucket)
                        .first(std::min(kPieceBuckets, bucket_ends_.size() - bucket));
  bucket += ends.size();
  sort_buckets(scattered_, begin, ends, shift_, groups_);
  const auto entries = std::span(scattered_).first(ends.back()).subspan(begin);
  if (entries.empty()) return entries;
  ViewerEntry* last = entries.data();
  for (const ViewerEntry& entry : entries.subspan(1)) {
    const bool is_repeat = entry.is_same_pair(*last);
    if (is_repeat && last->add(entry)) continue;
    overflows_ |= is_repeat;
    *++last = entry;
  }
  return {entries.data(), last + 1};
}

ViewerSorter::Sorted ViewerSorter::sorted() {
  ViewerEntry* end = scattered_.data();
  const bool is_added_up = visit([&](std::span<const ViewerEntry> piece) {
    std::memmove(static_cast<void*>(end), piece.data(), piece.size_bytes());
    end += piece.size();
  });
  return {{scattered_.data(), end}, is_added_up};
}

void ViewerPartition::append(std::span<const ViewerEntry> entries, TallyRoom& room,
                             ViewerSorter& sorter) {
  const std::lock_guard lock(mutex_);
  const std::size_t pages = entries_.page_count();
  entries_.append_lines(entries, room.pool);
  flush_lines();
  if (entries_.page_count() > pages && lacks_room(room)) {
    make_room(room, sorter);
  } else if (entries_.size() - compacted_ >= std::max(kLeastAppended, compacted_)) {
    compact(room, sorter);
  }
}

void ViewerPartition::replace(std::span<const ViewerEntry> entries, TallyRoom& room) {
  for (const SpillExtent& run : runs_) room.spill.release(run);
  runs_.clear();
  levels_.clear();
  entries_.clear();
  entries_.append(entries, room.pool);
  compacted_ = entries_.size();
}

bool ViewerPartition::lacks_room(const TallyRoom& room) const {
  const std::size_t bytes = entries_.page_count() * PagePool::kPageBytes;
  return bytes > (room.is_full() ? room.limits.run : room.limits.partition);
}

/// Where entries repeat, adding them up is room enough.
void ViewerPartition::make_room(TallyRoom& room, ViewerSorter& sorter) {
  const std::size_t before = entries_.size();
  sorter.load(entries_);
  entries_.clear();
  compacted_ = 0;
  const ViewerSorter::Sorted sorted = sorter.sorted();
  if (sorted.is_added_up && sorted.entries.size() > before / 2) {
    write_out(sorted.entries, room);
    return;
  }
  entries_.append(sorted.entries, room.pool);
  if (!sorted.is_added_up) ViewerEntry::fail_overflow();
  compacted_ = entries_.size();
}

/// Runs of one level are merged when there are many, so that a merge of all never has too many
/// buffers and what is in them was written few times.
void ViewerPartition::write_out(std::span<const ViewerEntry> sorted, TallyRoom& room) {
  room_ = &room;
  runs_.push_back(room.spill.append(sorted.data(), sorted.size_bytes()));
  levels_.push_back(0);
  for (unsigned level = 0; runs_.size() >= kMostRunsOfLevel; ++level) {
    if (levels_[runs_.size() - kMostRunsOfLevel] != level) return;
    merge_last_runs(kMostRunsOfLevel, level);
  }
}

void ViewerPartition::merge_last_runs(std::size_t count, unsigned level) {
  SpillFile& spill = room_->spill;
  const std::size_t first = runs_.size() - count;
  const std::span<const SpillExtent> last = std::span(runs_).subspan(first);
  std::uint64_t bytes = 0;
  for (const SpillExtent& run : last) bytes += run.bytes;
  const SpillExtent room = spill.reserve(bytes);
  SpillExtent merged{room.offset, 0};
  const Paged<ViewerEntry> nothing;
  RunMerger merger(spill, last, nothing, room_->limits.merge);
  for (auto entries = merger.next(); !entries.empty(); entries = merger.next()) {
    spill.write(merged.offset + merged.bytes, entries.data(), entries.size_bytes());
    merged.bytes += entries.size_bytes();
  }
  for (const SpillExtent& run : last) spill.release(run);
  spill.release({merged.offset + merged.bytes, bytes - merged.bytes});
  runs_.resize(first);
  runs_.push_back(merged);
  levels_.resize(first);
  levels_.push_back(level + 1);
}

}  // namespace seenby
