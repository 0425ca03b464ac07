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
#include <string_view>
#include <vector>

#include "seenby/record.h"
#include "tally/counting.h"

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

/// A waiting record's class, cost and input.
struct IdWorth {
  Worth worth;
  std::uint32_t input = 0;
  friend bool operator==(const IdWorth&, const IdWorth&) = default;
};

/// A vector that never moves its elements, so that it grows without a copy.
class IdRecords {
 public:
  static constexpr std::size_t kChunk = 512;

  void push_back(const IdRecord& record) {
    if (size_ % kChunk == 0) chunks_.push_back(std::make_unique_for_overwrite<Chunk>());
    chunks_[size_ / kChunk]->records[size_ % kChunk] = record;
    ++size_;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  IdRecord& operator[](std::size_t i) { return chunks_[i / kChunk]->records[i % kChunk]; }
  void release() {
    chunks_.clear();
    chunks_.shrink_to_fit();
    size_ = 0;
  }

 private:
  struct Chunk {
    std::array<IdRecord, kChunk> records;
  };
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::size_t size_ = 0;
};

/// One thread's waiting records.
class IdLog {
 public:
  void add(const Record& record, std::uint32_t group, std::uint32_t input);
  [[nodiscard]] IdRecords& partition(std::size_t index) { return partitions_[index]; }
  [[nodiscard]] IdWorth worth_of(const IdRecord& record) const;

 private:
  std::uint32_t code(const IdWorth& worth);

  std::array<IdRecords, kPartitions> partitions_;
  std::vector<IdWorth> rare_worths_;  ///< those that do not fit into a record's code
};

/// Marks every record of the partition but the kept ones as dropped. `keys` are the group keys by
/// number: of two records with one key the one with the smaller (time, group key, viewer, cost,
/// input) is kept, so that the choice is by content alone. Adds to `dropped`, by input.
void drop_duplicates(std::vector<std::unique_ptr<IdLog>>& logs, std::size_t partition,
                     const std::vector<std::string_view>& keys,
                     std::vector<std::uint64_t>& dropped);

}  // namespace seenby
