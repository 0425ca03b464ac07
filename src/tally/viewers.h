// Who saw what, in one partition: entries of 16 bytes, each a (viewer, row) pair with its count.
// Entries add (commutative, associative), so they are simply appended; now and then the partition
// is compacted: sorted by viewer and row, with the entries of one pair added up. Sorting works in
// the second-level cache where a hash table of all pairs would miss memory on every record, and
// it leaves a viewer's rows side by side, in hash order. Where there is no room, what was sorted is
// written to a temporary file as a run, and runs are merged as they are read.
// Cost: 16 bytes a pair, twice that before compaction.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iterator>
#include <mutex>
#include <span>
#include <vector>

#include "tally/page_pool.h"
#include "tally/run_merger.h"
#include "tally/tally_room.h"
#include "tally/viewer_entry.h"

namespace seenby {

/// Sorts entries of one partition by viewer and row, and adds up those of one pair. Keeps its
/// memory from call to call; one per thread.
class ViewerSorter {
 public:
  /// Gets the entries, which are not needed after that.
  void load(const Paged<ViewerEntry>& entries);
  /// Once after load(): calls `take` with the entries, in order, in pieces that are in the
  /// first-level cache and live while `take` looks at them. False when the count of a pair would
  /// overflow, whose entries are not added up then.
  template <typename Take>
  [[nodiscard]] bool visit(Take take) {
    for (std::size_t bucket = 0; bucket < bucket_ends_.size();) take(next_piece(bucket));
    return !overflows_;
  }
  /// The same at once; the entries are valid until the next load().
  struct Sorted {
    std::span<const ViewerEntry> entries;
    bool is_added_up;
  };
  Sorted sorted();

 private:
  bool scatter(const Paged<ViewerEntry>& entries, unsigned top);
  std::span<const ViewerEntry> next_piece(std::size_t& bucket);

  std::vector<std::uint32_t> bucket_ends_;
  std::vector<ViewerEntry> scattered_;
  unsigned shift_ = 0;        ///< the bits of the hash below those that choose the bucket
  std::uint32_t groups_ = 0;  ///< the bits that some group has
  bool overflows_ = false;
};

class ViewerPartition {
 public:
  /// From any thread. Compacts once the entries appended since the last time are as many as those
  /// it left, and writes out what there is no room for.
  void append(std::span<const ViewerEntry> entries, TallyRoom& room, ViewerSorter& sorter);
  /// Sorts and adds up what was appended. Not while others append or look.
  void compact(TallyRoom& room, ViewerSorter& sorter) {
    compact(room, sorter, [](std::span<const ViewerEntry>) {});
  }
  /// The same, and visit(), which is faster than one after the other.
  template <typename Take>
  void compact_and_visit(TallyRoom& room, ViewerSorter& sorter, Take take) {
    if (!runs_.empty() || is_compact()) {
      compact(room, sorter);
      visit(take);
    } else {
      compact(room, sorter, take);
    }
  }

  /// After compact(): leaves the entries of which `keeps` says so, asked in order. Takes the memory
  /// of those that stay.
  template <typename Keeps>
  void keep_if(Keeps keeps, TallyRoom& room) {
    std::vector<ViewerEntry> kept;
    std::size_t seen = 0;
    visit([&](std::span<const ViewerEntry> entries) {
      seen += entries.size();
      std::copy_if(entries.begin(), entries.end(), std::back_inserter(kept), keeps);
    });
    if (kept.size() < seen) replace(kept, room);
  }

  /// Entries in memory, appended or compacted.
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  /// Sorted runs in the temporary file.
  [[nodiscard]] std::size_t runs() const { return runs_.size(); }
  /// After compact(): calls `take` with all entries by viewer, then row, each pair once, in pieces
  /// that live while `take` looks at them. Throws Error when what was written out cannot be read.
  template <typename Take>
  void visit(Take take) const {
    if (runs_.empty()) {
      for (std::size_t page = 0; page < entries_.page_count(); ++page) take(entries_.page(page));
      return;
    }
    RunMerger merger(room_->spill, runs_, entries_, room_->limits.merge);
    for (auto entries = merger.next(); !entries.empty(); entries = merger.next()) take(entries);
  }

 private:
  [[nodiscard]] bool is_compact() const { return compacted_ == entries_.size(); }
  /// Has `take` see what stays in memory, if there is something to sort. All of it stays where
  /// something throws.
  template <typename Take>
  void compact(TallyRoom& room, ViewerSorter& sorter, Take take) {
    if (is_compact()) return;
    sorter.load(entries_);
    entries_.clear();
    compacted_ = 0;
    std::exception_ptr failure;
    const bool is_added_up = sorter.visit([&](std::span<const ViewerEntry> entries) {
      entries_.append(entries, room.pool);
      if (failure != nullptr) return;
      try {
        take(entries);
      } catch (...) {
        failure = std::current_exception();
      }
    });
    if (!is_added_up) ViewerEntry::fail_overflow();
    compacted_ = entries_.size();
    if (failure != nullptr) std::rethrow_exception(failure);
  }
  [[nodiscard]] bool lacks_room(const TallyRoom& room) const;
  void replace(std::span<const ViewerEntry> entries, TallyRoom& room);
  void make_room(TallyRoom& room, ViewerSorter& sorter);
  void write_out(std::span<const ViewerEntry> sorted, TallyRoom& room);
  void merge_last_runs(std::size_t count, unsigned level);

  std::mutex mutex_;
  Paged<ViewerEntry> entries_;
  std::size_t compacted_ = 0;  ///< how many of the first entries are sorted and distinct
  std::vector<SpillExtent> runs_;
  std::vector<unsigned> levels_;  ///< of the runs: how often what is in them was merged
  TallyRoom* room_ = nullptr;     ///< where the runs are
};

}  // namespace seenby
