#include "tally/murmur3.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace seenby {
namespace {

/// The hashes in a compact Theta sketch of Apache DataSketches with u1, u2 and u3 in it.
constexpr std::string_view kThetaImage =
    "02030300001acc930300000000000000a931b17a923ea603efea3a1454c7e142fe73a559df31ab7f";

std::vector<std::uint64_t> hashes_of(std::string_view image) {
  constexpr std::size_t kPreambleDigits = 32;
  std::vector<std::uint64_t> hashes;
  for (std::size_t at = kPreambleDigits; at < image.size(); at += 16) {
    std::uint64_t hash = 0;
    for (std::size_t byte = 8; byte-- > 0;) {
      hash = hash << 8 | std::stoull(std::string(image.substr(at + byte * 2, 2)), nullptr, 16);
    }
    hashes.push_back(hash);
  }
  return hashes;
}

TEST(ViewerHash, IsThatOfDataSketchesTheta) {
  std::vector<std::uint64_t> hashes = {viewer_hash("u1"), viewer_hash("u2"), viewer_hash("u3")};
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(hashes, hashes_of(kThetaImage));
  EXPECT_EQ(viewer_hash("u1"), 0x7fab31df59a573feU);
}

TEST(Murmur3, HasThePublishedHashOfASentence) {
  const Hash128 hash = murmur3_x64_128("The quick brown fox jumps over the lazy dog", 0);
  EXPECT_EQ(hash.h1, 0xe34bbc7bbc071b6cU);
  EXPECT_EQ(hash.h2, 0x7a433ca9c49a9347U);
  const Hash128 empty = murmur3_x64_128("", 0);
  EXPECT_EQ(empty.h1, 0U);
  EXPECT_EQ(empty.h2, 0U);
}

TEST(Murmur3, DependsOnEveryByteAndTheSeedAtEveryLength) {
  std::set<std::uint64_t> seen;
  std::size_t expected = 0;
  for (std::size_t size = 0; size < 50; ++size) {
    const std::string text(size, 'a');
    seen.insert(murmur3_x64_128(text, 0).h1);
    seen.insert(murmur3_x64_128(text, 9001).h1);
    expected += 2;
    for (std::size_t at = 0; at < size; ++at, ++expected) {
      std::string other = text;
      other[at] = '\xff';
      seen.insert(murmur3_x64_128(other, 0).h1);
    }
  }
  EXPECT_EQ(seen.size(), expected);
}

TEST(Murmur3, ReadsOnlyItsOwnBytes) {
  const std::string long_text(64, 'x');
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string exact(size, 'x');
    const std::string_view part = std::string_view(long_text).substr(0, size);
    EXPECT_EQ(murmur3_x64_128(part, 1).h2, murmur3_x64_128(exact, 1).h2);
  }
}

}  // namespace
}  // namespace seenby
