#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "events/plain_decimal.cpp"
#include <hwy/foreach_target.h>
// Highway compiles what follows once for every target.
#include <hwy/highway.h>

#include "events/plain_decimal.h"

#include <array>

#include "word.h"

HWY_BEFORE_NAMESPACE();
namespace seenby {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// A word for each text.
using Tag = hn::CappedTag<std::uint64_t, 8>;
using Words = hn::Vec<Tag>;

HWY_INLINE Words bits(std::uint64_t word) { return hn::Set(Tag(), word); }
/// Every byte of every word.
HWY_INLINE Words all(std::uint8_t byte) { return bits(byte * std::uint64_t{0x0101010101010101}); }

/// What bytes are worth in bits, without shifts that a word has not.
HWY_INLINE Words bits_of_bytes(Words bytes) { return hn::And(hn::ShiftLeft<3>(bytes), bits(63)); }

HWY_INLINE void store_bits(hn::Mask<Tag> mask, std::size_t at, std::uint8_t* out) {
  std::array<std::uint8_t, 8> bytes{};
  hn::StoreMaskBits(Tag(), mask, bytes.data());
  out[at / 8] = static_cast<std::uint8_t>(out[at / 8] | bytes[0] << at % 8);
}

/// The numbers that eight digits make, a value of 0 to 9 in each byte, the first in the lowest.
/// Words are multiplied by shifts, as not every target does it otherwise.
HWY_INLINE Words numbers_of(Words digits) {
  // Pairs of digits, then fours, then all eight.
  const auto tens = hn::Add(hn::ShiftLeft<3>(digits), hn::ShiftLeft<1>(digits));
  const auto pairs = hn::And(hn::Add(tens, hn::ShiftRight<8>(digits)), bits(0x00FF00FF00FF00FF));
  const auto hundreds =
      hn::Add(hn::Add(hn::ShiftLeft<6>(pairs), hn::ShiftLeft<5>(pairs)), hn::ShiftLeft<2>(pairs));
  const auto fours =
      hn::And(hn::Add(hundreds, hn::ShiftRight<16>(pairs)), bits(0x0000FFFF0000FFFF));
  // By 16 * 625, of which 625 is 512 + 64 + 32 + 16 + 1.
  const auto by_48 = hn::Add(hn::ShiftLeft<5>(fours), hn::ShiftLeft<4>(fours));
  const auto by_113 = hn::Add(hn::Add(by_48, hn::ShiftLeft<6>(fours)), fours);
  const auto by_625 = hn::Add(by_113, hn::ShiftLeft<9>(fours));
  const auto upper = hn::And(hn::ShiftLeft<4>(by_625), bits(0xFFFFFFFF));
  return hn::Add(upper, hn::ShiftRight<32>(fours));
}

/// How many bytes of each word are 1, of words of which none is more.
HWY_INLINE Words count_ones(Words bytes) {
  const auto fours = hn::Add(bytes, hn::ShiftRight<32>(bytes));
  const auto pairs = hn::Add(fours, hn::ShiftRight<16>(fours));
  return hn::And(hn::Add(pairs, hn::ShiftRight<8>(pairs)), bits(0xF));
}

template <PlainDecimals::Numbers kNumbers>
HWY_INLINE void read_texts(const PlainDecimals::Columns& columns, std::size_t count) {
  const Tag d;
  const auto one = bits(1);
  const auto none = hn::Zero(d);
  for (std::size_t at = 0; at < count; at += hn::Lanes(d)) {
    const auto size = hn::LoadU(d, columns.sizes + at);
    const auto fits = hn::Eq(hn::AndNot(bits(7), hn::Sub(size, one)), none);
    const auto kept = hn::Shr(bits(~std::uint64_t{0}), bits_of_bytes(hn::Sub(bits(8), size)));
    const auto word = hn::And(hn::LoadU(d, columns.words + at), kept);
    // The lowest zero byte of what differs from points is the first point.
    const auto unlike_point = hn::Xor(word, all('.'));
    const auto points = hn::And(hn::AndNot(unlike_point, hn::Sub(unlike_point, all(1))), all(0x80));
    const auto point = hn::And(points, hn::Sub(none, points));   // the top bit of its byte, or 0
    const auto before = hn::Sub(hn::ShiftRight<7>(point), one);  // all bits without a point
    const auto last = hn::Add(hn::ShiftRight<8>(kept), one);     // the lowest bit of its byte
    const auto bare_point =
        hn::Or(hn::Eq(point, bits(0x80)), hn::Eq(point, hn::ShiftLeft<7>(last)));
    const auto leading_zero = hn::AndNot(hn::Or(hn::Eq(size, one), hn::Eq(point, bits(0x8000))),
                                         hn::Eq(hn::And(word, bits(0xFF)), bits('0')));
    // Digits to the top bytes, zeros below them, which are leading zeros of the number.
    const auto digits = hn::Or(hn::And(word, before), hn::AndNot(before, hn::ShiftRight<8>(word)));
    const auto left_out = hn::IfThenElseZero(hn::Ne(point, none), one);
    const auto shift = bits_of_bytes(hn::Add(hn::Sub(bits(8), size), left_out));
    const auto values = hn::Shl(hn::Xor(digits, all('0')), shift);
    const auto above_nine = hn::And(hn::Or(hn::Add(values, all(6)), values), all(0xF0));
    const auto is_plain =
        hn::AndNot(hn::Or(bare_point, leading_zero), hn::And(fits, hn::Eq(above_nine, none)));
    if constexpr (kNumbers == PlainDecimals::Numbers::kWanted) {
      const auto up_to_point = hn::Or(hn::ShiftLeft<8>(before), bits(0xFF));
      const auto decimals = count_ones(hn::AndNot(up_to_point, hn::And(kept, all(1))));
      hn::StoreU(hn::Or(numbers_of(values), hn::ShiftLeft<32>(decimals)), d, columns.words + at);
    }
    const auto is_name = hn::And(fits, hn::Or(hn::Or(hn::Eq(word, bits(word_of("true"))),
                                                     hn::Eq(word, bits(word_of("false")))),
                                              hn::Eq(word, bits(word_of("null")))));
    store_bits(is_plain, at, columns.plain);
    store_bits(is_name, at, columns.names);
  }
}

void read_decimals(const PlainDecimals::Columns& columns, std::size_t count) {
  read_texts<PlainDecimals::Numbers::kWanted>(columns, count);
}

void check_decimals(const PlainDecimals::Columns& columns, std::size_t count) {
  read_texts<PlainDecimals::Numbers::kUnwanted>(columns, count);
}

}  // namespace HWY_NAMESPACE
}  // namespace seenby
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seenby {

HWY_EXPORT(read_decimals);
HWY_EXPORT(check_decimals);

void PlainDecimals::read(std::size_t from, std::size_t count, Numbers numbers) {
  std::array<std::uint8_t, kMost / 8> plain{};
  std::array<std::uint8_t, kMost / 8> names{};
  const Columns columns{sizes_.data() + from, words_.data() + from, plain.data(), names.data()};
  if (numbers == Numbers::kWanted) {
    HWY_DYNAMIC_DISPATCH(read_decimals)(columns, count);
  } else {
    HWY_DYNAMIC_DISPATCH(check_decimals)(columns, count);
  }
  const auto bits_of = [](const std::array<std::uint8_t, kMost / 8>& bytes) {
    return load_as<std::uint64_t>(reinterpret_cast<const char*>(bytes.data()));
  };
  set_bits(from, count, bits_of(plain), ~(bits_of(plain) | bits_of(names)));
}

void PlainDecimals::leave(std::size_t from, std::size_t count) {
  set_bits(from, count, 0, ~std::uint64_t{0});
}

void PlainDecimals::set_bits(std::size_t from, std::size_t count, std::uint64_t plain,
                             std::uint64_t others) {
  const std::uint64_t those = lowest_bits(count) << from;
  plain_ = (plain_ & ~those) | (plain << from & those);
  others_ = (others_ & ~those) | (others << from & those);
}

}  // namespace seenby
#endif
