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

/// One thread's view of a GroupTable.
class GroupCache {
 public:
  explicit GroupCache(GroupTable& table) : table_(table) {}
  /// The number of the group with these values; an empty value is a missing one.
  std::uint32_t number(std::span<const std::string_view> values);

 private:
  GroupTable& table_;
  GroupNumbers numbers_;
  std::vector<char> key_;
};

}  // namespace seenby
