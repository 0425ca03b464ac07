// MurmurHash3 x64-128 by Austin Appleby (public domain algorithm). With seed 9001 and h1 >> 1 it
// is the hash of Apache DataSketches' Theta sketches, so our viewers are theirs.
#pragma once

#include <cstdint>
#include <string_view>

namespace seenby {

struct Hash128 {
  std::uint64_t h1;
  std::uint64_t h2;
};

Hash128 murmur3_x64_128(std::string_view bytes, std::uint64_t seed);

/// The 63-bit hash by which a viewer is known.
std::uint64_t viewer_hash(std::string_view viewer);

}  // namespace seenby
