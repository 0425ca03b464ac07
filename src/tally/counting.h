// Counting: what happens to a record once it is known to count. One Counting per thread holds
// plain counters by group and sends (viewer, row) entries to the shared partitions in batches.
#pragma once

#include <absl/container/flat_hash_map.h>
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

/// The counters of one group.
struct GroupCounts {
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

  void make_room(std::size_t size) {
    if (size > groups.size()) groups.resize(size);
  }
};

/// The same while a thread counts: half a cache line, so that those of many groups stay in the
/// second-level cache. What is too much for one is carried to a large one.
struct alignas(32) SmallCounts {
  std::int64_t spend_micros = 0;
  std::uint32_t identified_impressions = 0;
  std::array<std::uint16_t, kEventClassCount> by_class{};
};
static_assert(sizeof(SmallCounts) == 32);

/// What a record is worth, without its group and viewer.
struct Worth {
  EventClass event_class = EventClass::kImpression;
  bool has_cost = false;
  std::uint32_t weight = 1;  ///< events that the record stands for, at most 2^30 - 1
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
    if (groups > small_.size()) small_.resize(groups);
  }
  void count(std::uint32_t group, const Worth& worth) {
    SmallCounts& counts = small_[group];
    std::uint16_t& events = counts.by_class[static_cast<std::size_t>(worth.event_class)];
    const std::uint32_t sum = events + worth.weight;
    events = static_cast<std::uint16_t>(sum);
    if (sum != events) [[unlikely]]
      carry_events(group, worth.event_class, sum - events);
    const std::int64_t cost = worth.has_cost ? worth.cost_micros : 0;
    if (__builtin_add_overflow(counts.spend_micros, cost, &counts.spend_micros)) [[unlikely]]
      carry_spend(group, cost);
    added_.has_cost |= worth.has_cost;
  }
  /// Says that a group will be counted soon.
  void prefetch(std::uint32_t group) const { __builtin_prefetch(&small_[group], 1); }
  /// Besides count(), for a class that concerns viewers and a viewer who is identified.
  void count_viewer(std::uint32_t group, const Worth& worth, std::uint64_t viewer) {
    if (worth.weight == 0) return;
    // Classes come in no order, so none of this branches on them.
    const bool saw = worth.event_class == EventClass::kImpression;
    std::uint32_t& seen = small_[group].identified_impressions;
    if (__builtin_add_overflow(seen, saw * worth.weight, &seen)) [[unlikely]]
      carry_identified(group);
    add(ViewerEntry::of(viewer, group, worth.weight, saw, !saw));
  }
  /// What was counted elsewhere.
  void add(std::uint32_t group, const GroupCounts& counts);
  void add(const ViewerEntry& entry) {
    const std::size_t partition = partition_of(entry.viewer());
    buffers_[partition * kBuffered + buffered_[partition]] = entry;
    if (++buffered_[partition] == kBuffered) send(partition);
  }
  void note_cost() { added_.has_cost = true; }
  /// Sends what is buffered.
  void finish();
  /// Adds the counters. Throws Error when a count would overflow.
  void add_to(Counts& all) const;

 private:
  static constexpr std::size_t kBuffered = 64;
  void send(std::size_t partition);
  // What a small counter has wrapped around by.
  void carry_events(std::uint32_t group, EventClass event_class, std::uint32_t events);
  void carry_spend(std::uint32_t group, std::int64_t cost);
  void carry_identified(std::uint32_t group);

  Viewers& viewers_;
  std::vector<SmallCounts> small_;
  absl::flat_hash_map<std::uint32_t, GroupCounts> carried_;  ///< by group number
  Counts added_;                                             ///< counted elsewhere
  ViewerSorter sorter_;
  std::vector<ViewerEntry> buffers_;  ///< kBuffered of each partition
  std::array<std::uint32_t, kPartitions> buffered_{};
};

}  // namespace seenby
