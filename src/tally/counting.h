// Counting: what happens to a record once it is known to count. One Counting per thread has
// counters of its own and sends (viewer, row) entries to the shared partitions in batches.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "seenby/record.h"
#include "tally/counters.h"
#include "tally/tally_room.h"
#include "tally/viewer_sample.h"
#include "tally/viewers.h"

namespace seenby {

/// The viewers of all groups and the memory they stand in.
struct Viewers {
  TallyRoom& room;
  std::array<ViewerPartition, kPartitions> partitions;
  std::unique_ptr<ViewerSample> sample;  ///< null: all of them are kept
};

/// Only these classes say anything about a viewer.
inline bool concerns_viewers(EventClass c) {
  return c == EventClass::kImpression || c == EventClass::kClick;
}

class Counting {
 public:
  explicit Counting(Viewers& viewers);

  /// Before records of these groups, or of all below a number, are counted.
  void make_room(std::span<const std::uint32_t> groups);
  void make_room(std::size_t groups) { counters_.make_room(groups); }
  void count(std::uint32_t group, const Worth& worth) { counters_.count(group, worth); }
  /// How many records ahead it should be said that a group will be counted.
  static constexpr std::size_t kAhead = 24;
  /// Says that a group will be counted soon.
  void prefetch(std::uint32_t group) const { counters_.prefetch(group); }
  /// The same of a viewer, kViewersAhead records ahead.
  static constexpr std::size_t kViewersAhead = 12;
  void prefetch_viewer(std::uint64_t viewer) const {
    const std::size_t partition = partition_of(viewer);
    __builtin_prefetch(&buffers_[partition * kBuffered + buffered_[partition]], 1);
  }
  /// Besides count(), for a class that concerns viewers and a viewer who is identified.
  void count_viewer(std::uint32_t group, const Worth& worth, std::uint64_t viewer) {
    if (worth.weight == 0) return;
    // Classes come in no order, so none of this branches on them.
    const bool saw = worth.event_class == EventClass::kImpression;
    counters_.count_identified(group, saw * worth.weight);
    add(ViewerEntry::of(viewer, group, worth.weight, saw, !saw));
  }
  /// What was counted elsewhere.
  void add(std::uint32_t group, const GroupCounts& counts) { counters_.add(group, counts); }
  void add(const ViewerEntry& entry) {
    const std::size_t partition = partition_of(entry.viewer());
    buffers_[partition * kBuffered + buffered_[partition]] = entry;
    if (++buffered_[partition] == kBuffered) send(partition);
  }
  void note_cost() { counters_.note_cost(); }
  /// Sends what is buffered.
  void finish();
  /// Of what was counted, which is given away.
  [[nodiscard]] Counters take_counters() { return std::exchange(counters_, {}); }

 private:
  static constexpr std::size_t kBuffered = 64;
  void send(std::size_t partition);

  Viewers& viewers_;
  Counters counters_;
  ViewerSorter sorter_;
  std::vector<ViewerEntry> buffers_;  ///< kBuffered of each partition
  std::array<std::uint32_t, kPartitions> buffered_{};
};

}  // namespace seenby
