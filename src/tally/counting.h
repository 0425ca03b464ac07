// Counting: what happens to a record once it is known to count. One Counting per thread holds
// plain counters by group and sends (viewer, row) entries to the shared partitions in batches.
#pragma once

#include <absl/numeric/int128.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "seenby/record.h"
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

/// The counters of one group; what nearly every record touches is in the first half of a cache
/// line.
struct alignas(32) GroupCounts {
  absl::int128 spend_micros = 0;
  std::uint64_t identified_impressions = 0;
  std::array<std::uint64_t, kEventClassCount> by_class{};

  /// Throws Error when a count would overflow.
  GroupCounts& operator+=(const GroupCounts& other);
  friend bool operator==(const GroupCounts&, const GroupCounts&) = default;
  [[nodiscard]] std::uint64_t of(EventClass c) const {
    return by_class[static_cast<std::size_t>(c)];
  }
};

/// Counters of all groups, by group number.
struct Counts {
  std::vector<GroupCounts> groups;
  bool has_cost = false;

  Counts& operator+=(Counts&& other);
};

/// What a record is worth, without its group and viewer.
struct Worth {
  EventClass event_class = EventClass::kImpression;
  bool has_cost = false;
  std::uint32_t weight = 1;  ///< events that the record stands for
  std::int64_t cost_micros = 0;
  friend bool operator==(const Worth&, const Worth&) = default;
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
  void make_room(std::size_t groups) {
    if (groups > counts_.groups.size()) counts_.groups.resize(groups);
  }
  void count(std::uint32_t group, const Worth& worth) {
    GroupCounts& counts = counts_.groups[group];
    counts.by_class[static_cast<std::size_t>(worth.event_class)] += worth.weight;
    counts.spend_micros += worth.has_cost ? worth.cost_micros : 0;
    counts_.has_cost |= worth.has_cost;
  }
  /// Says that a group will be counted soon.
  void prefetch(std::uint32_t group) const { __builtin_prefetch(&counts_.groups[group], 1); }
  /// Besides count(), for a class that concerns viewers and a viewer who is identified.
  void count_viewer(std::uint32_t group, const Worth& worth, std::uint64_t viewer) {
    if (worth.weight == 0) return;
    // Classes come in no order, so none of this branches on them.
    const bool saw = worth.event_class == EventClass::kImpression;
    counts_.groups[group].identified_impressions += std::uint64_t{saw} * worth.weight;
    add(ViewerEntry::of(viewer, group, worth.weight, saw, !saw));
  }
  /// What was counted elsewhere.
  void add(std::uint32_t group, const GroupCounts& counts);
  void add(const ViewerEntry& entry) {
    const std::size_t partition = partition_of(entry.viewer());
    buffers_[partition * kBuffered + buffered_[partition]] = entry;
    if (++buffered_[partition] == kBuffered) send(partition);
  }
  void note_cost() { counts_.has_cost = true; }
  /// Sends what is buffered and gives the counters away.
  Counts finish();

 private:
  static constexpr std::size_t kBuffered = 64;
  void send(std::size_t partition);

  Viewers& viewers_;
  Counts counts_;
  ViewerSorter sorter_;
  std::vector<ViewerEntry> buffers_;  ///< kBuffered of each partition
  std::array<std::uint32_t, kPartitions> buffered_{};
};

}  // namespace seenby
