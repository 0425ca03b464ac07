// Group keys to dense numbers. One shared table under a lock, and a cache per thread in front of
// it: after a row's first record a thread never takes the lock for it again.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "seenby/record.h"
#include "tally/seed.h"
#include "text_map.h"

namespace seenby {

using GroupNumbers =
    absl::flat_hash_map<std::string_view, std::uint32_t, TextHash, std::equal_to<>>;

class GroupTable {
 public:
  struct Group {
    std::string_view key;  ///< lives as long as the table
    std::uint32_t number;
  };
  /// The key's group, made if it is new. Throws Error beyond 2^32 - 2 groups.
  Group find_or_add(std::string_view key);

  /// By number. Not while others add.
  [[nodiscard]] const std::vector<std::string_view>& keys() const { return keys_; }

 private:
  std::string_view store(std::string_view key);

  std::mutex mutex_;
  GroupNumbers numbers_;
  std::vector<std::string_view> keys_;
  std::vector<std::unique_ptr<char[]>> text_;
  std::size_t text_left_ = 0;
  char* text_next_ = nullptr;
};

/// One thread's view of a GroupTable. A single short value, the common case, is looked up as two
/// words in a table of our own, a batch at a time, so that its cache line is on the way early.
class GroupCache {
 public:
  explicit GroupCache(GroupTable& table) : table_(table), slots_(kFirstSlots) {}

  /// The group numbers of all records of the batch; valid until the next call.
  const std::vector<std::uint32_t>& numbers(const RecordBatch& batch);

 private:
  static constexpr std::size_t kFirstSlots = 1024;
  static constexpr std::size_t kMostShort = 15;

  struct ShortKey {
    std::uint64_t low = 0;
    std::uint64_t high = 0;  ///< the size in the top byte; 0 where the value is not short
    std::uint32_t hash = 0;
  };
  struct Slot {
    std::uint64_t low = 0;
    std::uint64_t high = 0;  ///< 0 where the slot is free
    std::uint32_t hash = 0;
    std::uint32_t number = 0;
  };
  void set_key(std::string_view value, ShortKey& key) const;
  std::uint32_t short_number(std::string_view value, const ShortKey& key);
  std::uint32_t add_short(std::string_view value, const ShortKey& key, Slot& slot);
  std::uint32_t number(std::span<const std::string_view> values);
  void grow();

  GroupTable& table_;
  std::uint64_t seed_ = process_seed();
  std::vector<Slot> slots_;  ///< a power of two
  std::size_t mask_ = kFirstSlots - 1;
  std::size_t size_ = 0;
  GroupNumbers numbers_;
  std::vector<char> key_;
  std::vector<ShortKey> short_keys_;
  std::vector<std::uint32_t> result_;
};

}  // namespace seenby
