// SplitMix64 (Steele, Lea, Flood 2014), written out because the distributions of <random> may
// differ between standard libraries, and a generated log must be the same bytes on every machine.
// For the same reason everything drawn from it is integer arithmetic.
#pragma once

#include <cstdint>

namespace seenby::bench {

class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15U;
    return mixed(state_);
  }

  /// Uniform in [0, bound).
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
  }

  /// True `share` times in a million.
  bool chance(std::uint32_t share) { return below(1'000'000) < share; }

  /// In [0, bound), small numbers more often: the product of `factors` uniform draws.
  std::uint32_t skewed_below(std::uint32_t bound, int factors) {
    std::uint64_t product = next() >> 32;
    for (int i = 1; i < factors; ++i) product = (product * (next() >> 32)) >> 32;
    return static_cast<std::uint32_t>((product * bound) >> 32);
  }

  /// A fixed scramble of `value`: what belongs to one viewer or content stays the same in a log.
  static std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
  }

 private:
  std::uint64_t state_;
};

}  // namespace seenby::bench
