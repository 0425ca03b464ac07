// Records with an id wait here until all are in, because of records that share a key the one kept
// must not depend on which came first. Each thread appends to its own log, cut up by the hash of
// the key (class, id, element); settling takes one partition of all logs at a time, keeps the
// earliest record of each key, and hands the kept ones on.
// Cost: 32 bytes a record while waiting. Keys are told apart by 72 bits of their hash.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "seenby/record.h"
#include "seenby/tally.h"
#include "tally/counting.h"
#include "tally/murmur3.h"
#include "tally/page_pool.h"

namespace seenby {

struct IdRecord {
  static constexpr std::uint32_t kDropped = 0xFFFFFFFF;

  std::uint64_t key;
  std::uint64_t viewer;  ///< 63-bit hash with the top bit set, or 0 for no identity
  std::int64_t time_us;
  std::uint32_t group;
  std::uint32_t worth;  ///< coded by the log, or kDropped
};
static_assert(sizeof(IdRecord) == 32);

inline constexpr std::uint64_t kIdentified = std::uint64_t{1} << 63;

/// A waiting record's class, weight, cost and input.
struct IdWorth {
  Worth worth;
  std::uint32_t input = 0;
  friend bool operator==(const IdWorth&, const IdWorth&) = default;
};

/// One thread's waiting records.
class IdLog {
 public:
  explicit IdLog(PagePool& pool) : pool_(pool) {}

  /// `key` is the hash of (class, id, element), `viewer` as in IdRecord.
  void add(const Worth& worth, std::int64_t time_us, const Hash128& key, std::uint64_t viewer,
           std::uint32_t group, std::uint32_t input) {
    const std::size_t partition = key.h2 % kPartitions;
    Line& line = lines_[partition];
    std::uint8_t& filled = filled_[partition];
    line.records[filled] = {key.h1, viewer, time_us, group, code(worth, input)};
    if (++filled < line.records.size()) return;
    partitions_[partition].push_line(line.records.data(), pool_);
    filled = 0;
  }
  /// After the last add().
  void close();
  [[nodiscard]] Paged<IdRecord>& partition(std::size_t index) { return partitions_[index]; }
  [[nodiscard]] IdWorth worth_of(const IdRecord& record) const;

 private:
  struct alignas(kLineBytes) Line {
    std::array<IdRecord, kLineBytes / sizeof(IdRecord)> records;
  };
  std::uint32_t code(const Worth& worth, std::uint32_t input);

  std::array<Line, kPartitions> lines_;  ///< each partition's last records, not yet in a page
  PagePool& pool_;
  std::array<Paged<IdRecord>, kPartitions> partitions_;
  std::array<std::uint8_t, kPartitions> filled_{};  ///< records in them
  std::vector<std::uint64_t> frames_;  ///< worths but for the cost, which a record's code names
  std::array<std::uint32_t, 2 * kEventClassCount> last_frame_{};  ///< by class and has_cost
  std::vector<IdWorth> rare_worths_;  ///< those that do not fit into a record's code
};

/// Marks every record of a partition but the kept ones as dropped: of two records with one key the
/// one with the smaller (time, group key, viewer, cost, weight, input) is kept, so that the choice
/// is by content alone. What was dropped before stays dropped. Keeps its memory from call to call;
/// one per thread.
class DuplicateDropper {
 public:
  /// `keys` are the group keys by number. Adds to `duplicate` of `counts`, by input.
  void drop(const std::vector<std::unique_ptr<IdLog>>& logs, std::size_t partition,
            const std::vector<std::string_view>& keys, std::vector<DedupCounts>& counts);

 private:
  /// A kept record's place among the partition's records and the top of its hash, so that most
  /// others are told apart without a look at the record. Place 0 is a free slot.
  struct Slot {
    std::uint32_t hash_top = 0;
    std::uint32_t place = 0;
  };
  /// A page of waiting records and whose it is.
  struct Page {
    IdLog* log;
    std::span<IdRecord> records;
  };
  /// One waiting record.
  struct Waiting {
    IdLog* log;
    IdRecord* record;
  };
  [[nodiscard]] Waiting at(std::uint32_t place) const;
  [[nodiscard]] Slot* find(const IdRecord& record, std::uint64_t hash);

  std::vector<Page> pages_;
  std::vector<Slot> slots_;
};

}  // namespace seenby
