// The bytes of a compact Theta sketch, numbers low byte first:
//   preamble in 8 bytes, 1 to 3 | serial version | family 3 | two bytes | flags | hash of the seed
// In version 3 then, but for an empty sketch and a single hash, the count in 4 bytes and 4 of zero,
// theta unless nothing was left out, and the hashes. In version 4 the two bytes are the bits of a
// difference and the bytes of the count; theta comes before the count, and the differences from
// hash to hash follow, high bits first, without gaps.
#include <fmt/format.h>

#include <algorithm>

#include "seenby/error.h"
#include "seenby/theta_sketch.h"

namespace seenby {
namespace {

constexpr std::size_t kLong = 8;
constexpr std::uint8_t kFamily = 3;
constexpr std::uint8_t kReadOnly = 1 << 1;
constexpr std::uint8_t kEmpty = 1 << 2;
constexpr std::uint8_t kCompact = 1 << 3;
constexpr std::uint8_t kOrdered = 1 << 4;
constexpr std::uint16_t kSeedHash = 0x93cc;  // of 9001
constexpr std::uint64_t kMostHashes = std::uint64_t{1} << 26;

void append_number(std::string& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

void append_head(std::string& out, std::uint64_t longs, std::uint8_t flags, std::uint16_t seed) {
  append_number(out, longs, 1);
  append_number(out, 3, 1);
  append_number(out, kFamily, 1);
  append_number(out, 0, 2);
  append_number(out, std::uint64_t{flags} | kReadOnly | kCompact | kOrdered, 1);
  append_number(out, seed, 2);
}

[[noreturn]] void fail(std::string_view what) {
  throw Error(ExitCode::kIo, fmt::format("no Theta sketch that can be read: {}", what));
}

/// Takes numbers off the front of an image.
class Image {
 public:
  explicit Image(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t number(std::size_t bytes) {
    if (bytes > bytes_.size()) fail("it is truncated");
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(bytes_[i])} << (8 * i);
    }
    bytes_.remove_prefix(bytes);
    return value;
  }
  std::uint64_t bits(std::size_t count) {
    std::uint64_t value = 0;
    for (; count > 0; --count) {
      if (bits_left_ == 0) {
        byte_ = number(1);
        bits_left_ = 8;
      }
      value = value << 1 | (byte_ >> --bits_left_ & 1);
    }
    return value;
  }
  /// So that a count that lies costs no memory.
  void expect_bits(std::uint64_t count) const {
    if (count > bytes_.size() * 8) fail("it is truncated");
  }
  void expect_end() const {
    if (!bytes_.empty()) fail("more bytes than it has hashes for");
  }

 private:
  std::string_view bytes_;
  std::uint64_t byte_ = 0;
  unsigned bits_left_ = 0;
};

std::uint64_t count_in(Image& image, std::size_t bytes, std::size_t bits_each) {
  const std::uint64_t count = image.number(bytes);
  if (count > kMostHashes)
    fail(fmt::format("{} hashes, and at most {} are read", count, kMostHashes));
  image.expect_bits(count * bits_each);
  return count;
}

ThetaSketch read_plain(Image& image, std::uint64_t longs) {
  ThetaSketch sketch;
  std::uint64_t count = 1;
  if (longs > 1) {
    count = count_in(image, 4, 0);
    image.number(4);
    if (longs == 3) sketch.theta = image.number(kLong);
    image.expect_bits(count * 64);
  }
  for (; count > 0; --count) sketch.hashes.push_back(image.number(kLong));
  std::sort(sketch.hashes.begin(), sketch.hashes.end());
  return sketch;
}

struct Packing {
  std::uint64_t bits = 0;
  std::uint64_t count_bytes = 0;
};

ThetaSketch read_packed(Image& image, std::uint64_t longs, const Packing& packing) {
  if (packing.bits > 63 || packing.count_bytes > 4) fail("it is damaged");
  ThetaSketch sketch;
  if (longs > 1) sketch.theta = image.number(kLong);
  const std::uint64_t count = count_in(image, packing.count_bytes, packing.bits);
  std::uint64_t hash = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    hash += image.bits(packing.bits);
    sketch.hashes.push_back(hash);
    if (hash >= sketch.theta) fail("it is damaged");  // before a sum can wrap
  }
  return sketch;
}

void check(const ThetaSketch& sketch) {
  const std::vector<std::uint64_t>& hashes = sketch.hashes;
  const bool is_sound = sketch.theta <= ThetaSketch::kAll &&
                        (hashes.empty() || hashes.front() > 0) &&
                        (hashes.empty() || hashes.back() < sketch.theta) &&
                        std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end();
  if (!is_sound) fail("it is damaged");
}

}  // namespace

std::string theta_image(const ThetaSketch& sketch) {
  const bool is_whole = sketch.theta == ThetaSketch::kAll;
  const std::size_t count = sketch.hashes.size();
  std::string image;
  if (is_whole && count == 0) {
    append_head(image, 1, kEmpty, 0);
    return image;
  }
  const std::size_t longs = !is_whole ? 3 : count == 1 ? 1 : 2;
  image.reserve(kLong * (longs + count));
  append_head(image, longs, 0, kSeedHash);
  if (longs > 1) append_number(image, count, kLong);
  if (longs > 2) append_number(image, sketch.theta, kLong);
  for (const std::uint64_t hash : sketch.hashes) append_number(image, hash, kLong);
  return image;
}

ThetaSketch parse_theta_image(std::string_view bytes) {
  Image image(bytes);
  const std::uint64_t longs = image.number(1);
  const std::uint64_t version = image.number(1);
  const std::uint64_t family = image.number(1);
  if (family != kFamily) fail(fmt::format("family {}, and a compact Theta sketch is of 3", family));
  if (version != 3 && version != 4) {
    fail(fmt::format("serial version {}, and 3 and 4 are read", version));
  }
  if (longs < 1 || longs > 3) fail("it is damaged");
  const std::uint64_t first = image.number(1);
  const Packing packing{first, image.number(1)};
  const std::uint64_t flags = image.number(1);
  const std::uint64_t seed_hash = image.number(2);
  if ((flags & kEmpty) != 0) return {};
  if (seed_hash != kSeedHash) fail("its hashes have another seed than 9001");
  ThetaSketch sketch = version == 3 ? read_plain(image, longs) : read_packed(image, longs, packing);
  image.expect_end();
  check(sketch);
  return sketch;
}

}  // namespace seenby
