// The keys that objects at one node of the plan have had, and what the plan makes of each. Most
// writers put keys in one order, so a key is first compared with the one that last stood in its
// place; where they come in any order, it is found by its bytes. Keys that are longer, have escapes
// or come for the first time are for the plan's own tables.
// Limit: 256 keys, or 8 with like hashes; one more and all are forgotten.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "events/plan.h"
#include "word.h"

namespace seenby {

class KnownKeys {
  static constexpr std::size_t kWords = 4;
  static constexpr std::size_t kMostBytes = kWords * 8 - 1;

 public:
  /// A key of 1 to kMostBytes bytes.
  class Key {
   public:
    /// `wanted` is the plan's node `child`, or null and kNone.
    Key(std::string_view inside, int child, const PlanNode* wanted);

    /// Whether it is the key of `size` bytes at `inside`, of which 32 bytes are readable.
    [[nodiscard]] bool is(const char* inside, std::size_t size) const {
      std::uint64_t difference = size ^ size_;
      for (std::size_t word = 0; word < kWords; ++word) {
        difference |= (load_as<std::uint64_t>(inside + word * 8) ^ words_[word]) & masks_[word];
      }
      return difference == 0;
    }
    [[nodiscard]] int child() const { return child_; }
    /// Whether the plan has a slot for it; 0 or 1.
    [[nodiscard]] std::uint32_t is_wanted() const { return is_wanted_; }
    /// 0 where it has none.
    [[nodiscard]] std::uint32_t slot() const { return slot_; }
    /// Not looked into.
    [[nodiscard]] bool is_simple() const { return is_simple_; }

   private:
    std::array<std::uint64_t, kWords> words_{};  ///< its bytes and its closing quote
    std::array<std::uint64_t, kWords> masks_{};
    std::size_t size_;
    int child_;
    std::uint32_t is_wanted_;
    std::uint32_t slot_;
    bool is_simple_;
  };

  /// The key that starts at `quote` and ends right before `colon`; null where none is known, or
  /// what stands there is no such key. Valid until the next add().
  [[nodiscard]] const Key* find(std::size_t place, const char* quote, const char* colon) {
    const auto size = static_cast<std::size_t>(colon - quote - 2);
    if (size - 1 >= kMostBytes || *quote != '"' || *colon != ':') return nullptr;
    const char* const inside = quote + 1;
    // Where keys come in any order, a look at the place is a branch that is guessed wrong; the
    // first places of each object tell whether they have an order again.
    if (misses_ >= kMostMisses && place > 1) return find_anywhere(inside, size);
    if (place < at_place_.size() && keys_[at_place_[place]].is(inside, size)) {
      misses_ /= 2;
      return &keys_[at_place_[place]];
    }
    const Key* const key = find_anywhere(inside, size);
    if (key == nullptr) return nullptr;
    misses_ += misses_ < kMostMisses ? 1 : 0;
    expect(place, static_cast<std::uint16_t>(key - keys_.data()));
    return key;
  }

  /// A key without escapes, of which and of what is behind it 32 bytes are readable. One that is
  /// empty or too long is not kept.
  void add(std::size_t place, std::string_view inside, int child, const PlanNode* wanted);

 private:
  static constexpr std::size_t kMostPlaces = 256;
  static constexpr std::size_t kMostKeys = 256;
  static constexpr std::size_t kSlots = 4 * kMostKeys;
  static constexpr std::size_t kMostProbes = 8;
  static constexpr std::uint32_t kMostMisses = 16;

  [[nodiscard]] const Key* find_anywhere(const char* inside, std::size_t size) const;
  void expect(std::size_t place, std::uint16_t number);
  std::uint16_t* free_slot(std::uint64_t hash);
  void forget();

  std::vector<Key> keys_;
  std::uint32_t misses_ = 0;             ///< known keys that stood in another place, of late
  std::vector<std::uint16_t> at_place_;  ///< numbers of keys
  /// Numbers of keys, counted from 1, in one of kMostProbes slots from the hash on; 0 is free.
  std::vector<std::uint16_t> slots_;
};

}  // namespace seenby
