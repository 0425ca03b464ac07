// The counters of groups, by number: 32 bytes each, half a cache line, so that those of many stay
// in the second-level cache. What is too much for one is carried to a large one, of which there are
// few. Each thread has its own, and they add up to the tally's.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/numeric/int128.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "large_vector.h"
#include "seenby/record.h"

namespace seenby {

/// All that is counted of one group.
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

/// What a record is worth, without its group and viewer.
struct Worth {
  EventClass event_class = EventClass::kImpression;
  bool has_cost = false;
  std::uint32_t weight = 1;  ///< events that the record stands for, at most 2^30 - 1
  std::int64_t cost_micros = 0;
  friend bool operator==(const Worth&, const Worth&) = default;
};

/// What counts, adds or sums throws Error when a count would overflow.
class Counters {
 public:
  /// Before groups below this number are counted.
  void make_room(std::size_t groups) {
    if (groups > small_.size()) small_.resize(groups);
  }
  /// Says that a group will be counted, or asked for, soon.
  void prefetch(std::uint32_t group) const { __builtin_prefetch(&small_[group], 1); }

  void count(std::uint32_t group, const Worth& worth) {
    count_events(group, static_cast<std::size_t>(worth.event_class), worth.weight);
    count_spend(group, worth.has_cost ? worth.cost_micros : 0);
    has_cost_ |= worth.has_cost;
  }
  void count_identified(std::uint32_t group, std::uint32_t impressions) {
    std::uint32_t& counted = small_[group].identified_impressions;
    if (__builtin_add_overflow(counted, impressions, &counted)) [[unlikely]]
      carry_identified(group);
  }
  void note_cost() { has_cost_ = true; }

  /// What was counted elsewhere; makes room for it.
  void add(std::uint32_t group, const GroupCounts& counts);
  /// Takes the memory of the larger of both.
  Counters& operator+=(Counters&& other);

  /// Groups from this number on are not counted yet.
  [[nodiscard]] std::size_t size() const { return small_.size(); }
  [[nodiscard]] GroupCounts of(std::uint32_t group) const;
  [[nodiscard]] bool has_cost() const { return has_cost_; }

 private:
  struct alignas(32) Small {
    std::int64_t spend_micros = 0;
    std::uint32_t identified_impressions = 0;
    std::array<std::uint16_t, kEventClassCount> by_class{};
  };
  static_assert(sizeof(Small) == 32);

  void count_events(std::uint32_t group, std::size_t event_class, std::uint32_t events) {
    std::uint16_t& counted = small_[group].by_class[event_class];
    const std::uint32_t sum = counted + events;
    counted = static_cast<std::uint16_t>(sum);
    if (sum != counted) [[unlikely]]
      carry_events(group, event_class, sum - counted);
  }
  void count_spend(std::uint32_t group, std::int64_t micros) {
    std::int64_t& spend = small_[group].spend_micros;
    if (__builtin_add_overflow(spend, micros, &spend)) [[unlikely]]
      carry_spend(group, micros);
  }
  // What a small counter has wrapped around by.
  void carry_events(std::uint32_t group, std::size_t event_class, std::uint64_t events);
  void carry_spend(std::uint32_t group, std::int64_t micros);
  void carry_identified(std::uint32_t group);

  LargeVector<Small> small_;
  absl::flat_hash_map<std::uint32_t, GroupCounts> carried_;  ///< besides the small ones
  bool has_cost_ = false;
};

}  // namespace seenby
