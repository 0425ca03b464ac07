// A record with an id while it waits, and how what it is worth is put in a word of it. Inline,
// because each record is coded once and decoded once.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tally/counting.h"

namespace seenby {

struct IdRecord {
  static constexpr std::uint32_t kDropped = 0xFFFFFFFF;

  std::uint64_t key;
  std::uint64_t viewer;  ///< 63-bit hash with the top bit set, or 0 for no identity
  std::int64_t time_us;
  std::uint32_t group;
  std::uint32_t worth;  ///< coded, see below, or kDropped
};
static_assert(sizeof(IdRecord) == 32);

inline constexpr std::uint64_t kIdentified = std::uint64_t{1} << 63;

/// A waiting record's class, weight, cost and input.
struct IdWorth {
  Worth worth;
  std::uint32_t input = 0;
  friend bool operator==(const IdWorth&, const IdWorth&) = default;
};

// A record's worth in one word: the number of its frame (all of it but the cost) in 9 bits, the
// micros in 22. What does not fit has the top bit and a place in a list.
inline constexpr unsigned kCostBits = 22;
inline constexpr std::uint32_t kCostMask = (1U << kCostBits) - 1;
inline constexpr std::size_t kMostFrames = std::size_t{1} << 9;

// A frame: class in 3 bits, whether there is a cost, 30 bits of weight, 30 of input.
inline constexpr unsigned kClassBits = 3;
inline constexpr unsigned kWeightShift = kClassBits + 1;
inline constexpr unsigned kInputShift = kWeightShift + 30;
inline constexpr std::uint64_t kWeightMask = (std::uint64_t{1} << 30) - 1;
static_assert(kEventClassCount <= 1U << kClassBits);

inline std::uint64_t frame_of(const Worth& worth, std::uint32_t input) {
  return std::uint64_t{input} << kInputShift | std::uint64_t{worth.weight} << kWeightShift |
         (worth.has_cost ? 1U << kClassBits : 0U) | static_cast<std::uint64_t>(worth.event_class);
}

inline IdWorth worth_in(std::uint64_t frame, std::int64_t cost_micros) {
  return {
      {static_cast<EventClass>(frame & ((1U << kClassBits) - 1)), (frame >> kClassBits & 1) != 0,
       static_cast<std::uint32_t>(frame >> kWeightShift & kWeightMask), cost_micros},
      static_cast<std::uint32_t>(frame >> kInputShift)};
}

}  // namespace seenby
