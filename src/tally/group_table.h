// Group keys to dense numbers. One shared table under a lock, and a cache per thread in front of
// it: after a row's first record a thread never takes the lock for it again.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "seenby/record.h"
#include "tally/seed.h"
#include "text_map.h"

namespace seenby {

class GroupTable {
 public:
  GroupTable() = default;
  GroupTable(const GroupTable&) = delete;
  GroupTable& operator=(const GroupTable&) = delete;
  ~GroupTable() = default;

  struct Group {
    std::string_view key;  ///< lives as long as the table
    std::uint32_t number;
  };
  /// A key and its hash, which is made outside the lock.
  struct Sought {
    explicit Sought(std::string_view its_key)
        : key(its_key), hash(static_cast<std::uint32_t>(TextHash()(its_key))) {}
    std::string_view key;
    std::uint32_t hash;
  };
  /// The key's group, made if it is new. Throws Error beyond 2^32 - 2 groups.
  Group find_or_add(std::string_view key);
  /// The groups' numbers of many keys, which lock the table once.
  void find_or_add(std::span<const Sought> keys, std::vector<std::uint32_t>& numbers);

  /// By number. Not while others add.
  [[nodiscard]] const std::vector<std::string_view>& keys() const { return keys_; }

 private:
  /// What the table holds: a third of the bytes of a key's view and a number, and when it grows it
  /// needs no key.
  struct Known {
    std::uint32_t hash;
    std::uint32_t number;
  };
  struct HashOf {
    using is_transparent = void;
    std::size_t operator()(const auto& group) const {
      return group.hash * std::size_t{0x9e3779b97f4a7c15};  // Abseil looks at all bits
    }
  };
  struct IsSame {
    using is_transparent = void;
    const std::vector<std::string_view>& keys;
    bool operator()(const Known& a, const Known& b) const { return a.number == b.number; }
    bool operator()(const Known& known, const Sought& sought) const {
      return known.hash == sought.hash && keys[known.number] == sought.key;
    }
  };
  std::uint32_t number_of(const Sought& sought);
  std::string_view store(std::string_view key);

  std::mutex mutex_;
  std::vector<std::string_view> keys_;
  absl::flat_hash_set<Known, HashOf, IsSame> numbers_{0, HashOf(), IsSame{keys_}};
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
  [[nodiscard]] std::size_t slot_of(const ShortKey& key) const;
  void add_missing(const RecordBatch& batch);
  std::uint32_t number(std::span<const std::string_view> values);
  void grow();

  GroupTable& table_;
  std::uint64_t seed_ = process_seed();
  std::vector<Slot> slots_;  ///< a power of two
  std::size_t mask_ = kFirstSlots - 1;
  std::size_t size_ = 0;
  absl::flat_hash_map<std::string_view, std::uint32_t, TextHash, std::equal_to<>> numbers_;
  std::vector<char> key_;
  std::vector<ShortKey> short_keys_;
  std::vector<std::size_t> missing_;  ///< records of the batch whose short values have no slot yet
  std::vector<GroupTable::Sought> sought_;
  std::vector<std::uint32_t> found_;
  std::vector<std::uint32_t> result_;
};

}  // namespace seenby
