// Group keys to dense numbers. One shared table under a lock, and a cache per thread in front of
// it: after a row's first record a thread never takes the lock for it again.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "large_vector.h"
#include "seenby/record.h"
#include "tally/seed.h"
#include "text_map.h"

namespace seenby {

/// By group number.
using GroupKeys = LargeVector<std::string_view>;

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
  /// The groups of many keys, which lock the table once.
  void find_or_add(std::span<const Sought> keys, std::vector<Group>& groups);

  /// By number. Not while others add.
  [[nodiscard]] const GroupKeys& keys() const { return keys_; }

 private:
  /// What the table holds: a third of the bytes of a key's view and a number, and when it grows it
  /// needs no key.
  struct Known {
    std::uint32_t hash;
    std::uint32_t number;
  };
  struct ByHash {
    std::uint32_t hash;
  };
  struct HashOf {
    using is_transparent = void;
    std::size_t operator()(const auto& group) const {
      return group.hash * std::size_t{0x9e3779b97f4a7c15};  // Abseil looks at all bits
    }
  };
  struct IsSame {
    using is_transparent = void;
    const GroupKeys& keys;
    bool operator()(const Known& a, const Known& b) const { return a.number == b.number; }
    bool operator()(const Known& known, const Sought& sought) const {
      return known.hash == sought.hash && keys[known.number] == sought.key;
    }
    bool operator()(const Known& known, ByHash sought) const { return known.hash == sought.hash; }
  };
  std::uint32_t number_of(const Sought& sought);
  void look_up(std::span<const Sought> keys, std::vector<Group>& groups) const;
  std::string_view store(std::string_view key);

  std::mutex mutex_;
  GroupKeys keys_;
  absl::flat_hash_set<Known, HashOf, IsSame, LargeAllocator<Known>> numbers_{0, HashOf(),
                                                                             IsSame{keys_}};
  std::vector<std::unique_ptr<char[]>> text_;
  std::size_t text_left_ = 0;
  char* text_next_ = nullptr;
};

/// One thread's view of a GroupTable: slots of 16 bytes, so that those of many groups stay in the
/// second-level cache, and a batch at a time, so that what does not is on the way early. A single
/// short value, the common case, stands in its slot as it is; of another key a hash does, and the
/// key itself, which is compared then, in the table.
class GroupCache {
 public:
  explicit GroupCache(GroupTable& table) : table_(table), slots_(kFirstSlots) {}

  /// The group numbers of all records of the batch; valid until the next call.
  const std::vector<std::uint32_t>& numbers(const RecordBatch& batch);

 private:
  static constexpr std::size_t kFirstSlots = 1024;
  static constexpr std::size_t kMostShort = 11;
  static constexpr std::uint32_t kLong = 0xFF000000;

  /// A group's as its slot has it.
  struct Key {
    std::uint64_t low = 0;   ///< of a long one, its hash
    std::uint32_t high = 0;  ///< the size in the top byte, or kLong
    std::uint32_t hash = 0;  ///< of both
  };
  struct alignas(16) Slot {
    std::uint64_t low = 0;
    std::uint32_t high = 0;    ///< 0 where the slot is free
    std::uint32_t number = 0;  ///< of a long one, its place in long_groups_
  };
  /// A record of the batch whose key is wanted as the table has it.
  struct Written {
    std::size_t record;
    std::string_view key;
  };
  [[nodiscard]] std::uint32_t hash_of(std::uint64_t low, std::uint32_t high) const;
  void set_short_key(std::string_view value, Key& key) const;
  void set_long_keys(const RecordBatch& batch);
  static void write_keys(const RecordBatch& batch, std::span<Written> records,
                         std::vector<char>& text);
  [[nodiscard]] std::size_t slot_of(const Key& key) const;
  [[nodiscard]] std::size_t slot_of(const Key& key, std::string_view written) const;
  void add_missing(const RecordBatch& batch);
  void add(const Written& written, const GroupTable::Group& group);
  void grow();

  GroupTable& table_;
  std::uint64_t seed_ = process_seed();
  LargeVector<Slot> slots_;  ///< a power of two
  std::size_t mask_ = kFirstSlots - 1;
  std::size_t size_ = 0;
  std::vector<GroupTable::Group> long_groups_;

  // Of the batch.
  std::vector<Key> keys_;
  std::vector<Written> long_;
  std::vector<char> long_text_;
  std::vector<Written> missing_;  ///< those whose groups have no slot yet
  std::vector<char> missing_text_;
  std::vector<GroupTable::Sought> sought_;
  std::vector<GroupTable::Group> found_;
  std::vector<std::uint32_t> result_;
};

}  // namespace seenby
