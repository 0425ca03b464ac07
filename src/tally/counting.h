// Counting: what happens to a record once it is known to count. One Counting per thread holds
// plain counters by group and sends (viewer, row) updates to the shared partitions in batches.
#pragma once

#include <absl/numeric/int128.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "seenby/record.h"
#include "tally/viewer_table.h"

namespace seenby {

/// Partitions are chosen by the top bits of the 63-bit hash, so that partitions in order are
/// hashes in order.
inline constexpr std::size_t kPartitions = 256;
inline std::size_t partition_of(std::uint64_t hash63) { return hash63 >> 55; }

/// Updates first queue up, so that many are applied while the table is in the cache; the queue may
/// be as long as the table, up to a limit.
class ViewerPartition {
 public:
  /// From any thread.
  void queue(std::span<const ViewerUpdate> updates);
  /// Applies what is queued. Not while others queue.
  void apply_queued();
  [[nodiscard]] const ViewerTable& table() const { return table_; }

 private:
  static constexpr std::size_t kLeastQueued = 4096;
  static constexpr std::size_t kMostQueued = 16384;

  std::mutex mutex_;
  std::vector<ViewerUpdate> queued_;
  ViewerTable table_;
};
using ViewerPartitions = std::array<ViewerPartition, kPartitions>;

struct GroupCounts {
  std::array<std::uint64_t, kEventClassCount> by_class{};
  std::uint64_t identified_impressions = 0;
  absl::int128 spend_micros = 0;

  GroupCounts& operator+=(const GroupCounts& other);
  [[nodiscard]] std::uint64_t of(EventClass c) const {
    return by_class[static_cast<std::size_t>(c)];
  }
};

/// Counters of all groups, by group number.
struct Counts {
  std::vector<GroupCounts> groups;
  bool has_cost = false;

  Counts& operator+=(const Counts& other);
};

/// What a record is worth, without its group and viewer.
struct Worth {
  EventClass event_class = EventClass::kImpression;
  bool has_cost = false;
  std::int64_t cost_micros = 0;
  friend bool operator==(const Worth&, const Worth&) = default;
};

/// Only these classes say anything about a viewer.
inline bool concerns_viewers(EventClass c) {
  return c == EventClass::kImpression || c == EventClass::kClick;
}

class Counting {
 public:
  explicit Counting(ViewerPartitions& partitions);

  void count(std::uint32_t group, const Worth& worth);
  /// Says that a group will be counted soon.
  void prefetch(std::uint32_t group) const {
    if (group < counts_.groups.size()) __builtin_prefetch(&counts_.groups[group], 1);
  }
  /// Besides count(), for a class that concerns viewers and a viewer who is identified.
  void count_viewer(std::uint32_t group, EventClass event_class, std::uint64_t viewer);
  /// Sends what is buffered and gives the counters away.
  Counts finish();

 private:
  static constexpr std::size_t kBuffered = 32;
  struct Buffer {
    std::array<ViewerUpdate, kBuffered> updates;
  };
  void send(std::size_t partition);

  ViewerPartitions& partitions_;
  Counts counts_;
  std::unique_ptr<std::array<Buffer, kPartitions>> buffers_;
  std::array<std::size_t, kPartitions> buffered_{};
};

}  // namespace seenby
