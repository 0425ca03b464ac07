// The newest x86 CPUs compress bytes by a mask, which finds the places of marks at once.
#define HWY_WANT_AVX3_DL
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "events/byte_index.cpp"
#include <hwy/foreach_target.h>
// Highway compiles what follows once for every target.
#include <hwy/highway.h>

#include "events/byte_index.h"

#include <algorithm>
#include <array>
#include <cstring>

HWY_BEFORE_NAMESPACE();
namespace seenby {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET > HWY_AVX3_DL
/// By byte, which of its bits are set.
constexpr auto kBitPlaces = [] {
  std::array<std::array<MarkPlace, 8>, 256> places{};
  for (std::size_t byte = 0; byte < places.size(); ++byte) {
    std::size_t count = 0;
    for (MarkPlace bit = 0; bit < 8; ++bit) {
      if ((byte >> bit & 1) != 0) places[byte][count++] = bit;
    }
  }
  return places;
}();
#endif

/// Writes the places of a mask's bits, counted from `base`, and returns what is behind them; may
/// write 64 places.
MarkPlace* write_places(std::uint64_t mask, std::size_t base, MarkPlace* out) {
#if HWY_TARGET <= HWY_AVX3_DL
  const hn::FixedTag<std::uint8_t, 64> bytes;
  const hn::FixedTag<MarkPlace, 32> marks;
  const hn::FixedTag<std::uint8_t, 32> half;
  const auto chosen = hn::LoadMaskBits(bytes, reinterpret_cast<const std::uint8_t*>(&mask));
  const auto places = hn::Compress(hn::Iota(bytes, 0), chosen);
  const auto bases = hn::Set(marks, static_cast<MarkPlace>(base));
  hn::StoreU(hn::Add(hn::PromoteTo(marks, hn::LowerHalf(half, places)), bases), marks, out);
  const std::size_t count = hwy::PopCount(mask);
  if (count > 32) {
    const auto upper = hn::PromoteTo(marks, hn::UpperHalf(half, places));
    hn::StoreU(hn::Add(upper, bases), marks, out + 32);
  }
  return out + count;
#else
  const hn::CappedTag<MarkPlace, 8> d;
  auto bases = hn::Set(d, static_cast<MarkPlace>(base));
  // As many steps for any mask: a loop that ends with its bits guesses wrong.
  for (std::size_t at = 0; at < 64; at += 8) {
    const std::uint64_t byte = mask >> at & 0xFF;
    for (std::size_t i = 0; i < 8; i += hn::Lanes(d)) {
      hn::StoreU(hn::Add(bases, hn::LoadU(d, kBitPlaces[byte].data() + i)), d, out + i);
    }
    out += hwy::PopCount(byte);
    bases = hn::Add(bases, hn::Set(d, 8));
  }
  return out;
#endif
}

using Tag = hn::CappedTag<std::uint8_t, 64>;

/// The lanes of a mask as bits, the first lane's lowest.
HWY_INLINE std::uint64_t bits_of(hn::Mask<Tag> mask) {
  std::array<std::uint8_t, 8> bytes{};
  hn::StoreMaskBits(Tag(), mask, bytes.data());
  return load_as<std::uint64_t>(reinterpret_cast<const char*>(bytes.data()));
}

/// Sweeps whole words of 64 bytes. Returns the number of marks; `is_ascii` becomes whether all is.
std::size_t sweep(const std::uint8_t* text, std::size_t size, const ByteMaps& maps,
                  bool& is_ascii) {
  const Tag d;
  const auto quote = hn::Set(d, '"');
  const auto newline = hn::Set(d, '\n');
  const auto backslash = hn::Set(d, '\\');
  const auto last_control = hn::Set(d, 0x1F);
  auto seen = hn::Zero(d);
  MarkPlace* next_mark = maps.marks;
  for (std::size_t word = 0; word < size; word += 64) {
    std::uint64_t marks = 0;
    std::uint64_t specials = 0;
    for (std::size_t i = 0; i < 64; i += hn::Lanes(d)) {
      const auto bytes = hn::LoadU(d, text + word + i);
      seen = hn::Or(seen, bytes);
      const auto is_newline = hn::Eq(bytes, newline);
      const auto is_control = hn::Eq(hn::Min(bytes, last_control), bytes);
      marks |= bits_of(hn::Or(hn::Eq(bytes, quote), is_newline)) << i;
      specials |= bits_of(hn::Or(hn::Eq(bytes, backslash), hn::AndNot(is_newline, is_control)))
                  << i;
    }
    std::memcpy(maps.specials + word / 8, &specials, sizeof specials);
    next_mark = write_places(marks, word, next_mark);
  }
  is_ascii = hn::AllTrue(d, hn::Lt(seen, hn::Set(d, 0x80)));
  return static_cast<std::size_t>(next_mark - maps.marks);
}

}  // namespace HWY_NAMESPACE
}  // namespace seenby
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seenby {

HWY_EXPORT(sweep);

void ByteIndex::build(const char* text, std::size_t size) {
  size_ = size;
  const std::size_t words = (size + 63) / 64;
  if (specials_.size() < words * 8 + kSentinelBytes) specials_.resize(words * 8 + kSentinelBytes);
  if (marks_.size() < words * 64 + kBeyond) marks_.resize(words * 64 + kBeyond);
  std::size_t count =
      HWY_DYNAMIC_DISPATCH(sweep)(reinterpret_cast<const std::uint8_t*>(text), size,
                                  ByteMaps{marks_.data(), specials_.data()}, is_ascii_);
  // What the last word saw behind the text is no part of it.
  while (count > 0 && marks_[count - 1] >= size) --count;
  std::fill_n(marks_.begin() + static_cast<std::ptrdiff_t>(count), kBeyond,
              static_cast<MarkPlace>(size));
  if (size % 8 != 0) specials_[size / 8] |= static_cast<unsigned char>(0xFF << size % 8);
  std::memset(specials_.data() + (size + 7) / 8, 0xFF, kSentinelBytes);
}

}  // namespace seenby
#endif
