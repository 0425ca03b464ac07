// MurmurHash3 x64-128 by Austin Appleby (public domain algorithm). With seed 9001 and h1 >> 1 it
// is the hash of Apache DataSketches' Theta sketches, so our viewers are theirs. Inline, because
// two hashes are made of every record.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "word.h"

namespace seenby {

struct Hash128 {
  std::uint64_t h1;
  std::uint64_t h2;
};

namespace murmur3 {

constexpr std::uint64_t kC1 = 0x87c37b91114253d5;
constexpr std::uint64_t kC2 = 0x4cf5ad432745937f;

inline std::uint64_t mix_k1(std::uint64_t k) { return std::rotl(k * kC1, 31) * kC2; }
inline std::uint64_t mix_k2(std::uint64_t k) { return std::rotl(k * kC2, 33) * kC1; }

inline std::uint64_t finish(std::uint64_t h) {
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd;
  h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53;
  return h ^ (h >> 33);
}

}  // namespace murmur3

inline Hash128 murmur3_x64_128(std::string_view bytes, std::uint64_t seed) {
  std::uint64_t h1 = seed;
  std::uint64_t h2 = seed;
  const char* p = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 16; p += 16, left -= 16) {
    h1 = (std::rotl(h1 ^ murmur3::mix_k1(load_word(p, 8)), 27) + h2) * 5 + 0x52dce729;
    h2 = (std::rotl(h2 ^ murmur3::mix_k2(load_word(p + 8, 8)), 31) + h1) * 5 + 0x38495ab5;
  }
  if (left > 8) {
    h2 ^= murmur3::mix_k2(load_word(p + 8, left - 8));
    left = 8;
  }
  if (left > 0) h1 ^= murmur3::mix_k1(load_word(p, left));
  h1 ^= bytes.size();
  h2 ^= bytes.size();
  h1 += h2;
  h2 += h1;
  h1 = murmur3::finish(h1);
  h2 = murmur3::finish(h2);
  h1 += h2;
  h2 += h1;
  return {h1, h2};
}

/// The 63-bit hash by which a viewer is known.
inline std::uint64_t viewer_hash(std::string_view viewer) {
  constexpr std::uint64_t kThetaSeed = 9001;
  return murmur3_x64_128(viewer, kThetaSeed).h1 >> 1;
}

}  // namespace seenby
