#include "events/money.h"

#include <absl/numeric/int128.h>

#include <array>
#include <charconv>
#include <limits>

#include "events/text.h"

namespace seenby {
namespace {

/// By CostUnit: the power of ten from one of it to millionths for one event.
constexpr std::array<std::uint8_t, kCostUnitCount> kScales = {6, 3, 0};
/// More digits than this cannot matter: 2^63 has 19.
constexpr int kMostDigits = 25;

struct Decimal {
  absl::uint128 digits = 0;
  int digit_count = 0;     ///< significant digits taken into `digits`
  std::int64_t scale = 0;  ///< value = digits * 10^scale
};

void take_digit(char c, bool fraction, Decimal& value) {
  if (value.digit_count < kMostDigits) {
    value.digits = value.digits * 10 + static_cast<unsigned>(c - '0');
    if (value.digits != 0) ++value.digit_count;
    if (fraction) --value.scale;
  } else if (!fraction) {
    ++value.scale;
  }
}

/// `text` is a JSON number without its sign.
std::optional<Decimal> read_decimal(std::string_view text) {
  Decimal value;
  bool fraction = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.') {
      fraction = true;
    } else if (c >= '0' && c <= '9') {
      take_digit(c, fraction, value);
    } else {
      std::string_view exponent_text = text.substr(i + 1);
      if (exponent_text.starts_with('+')) exponent_text.remove_prefix(1);
      int exponent = 0;
      const char* const end = exponent_text.data() + exponent_text.size();
      if (std::from_chars(exponent_text.data(), end, exponent).ec != std::errc()) {
        return std::nullopt;
      }
      value.scale += exponent;
      break;
    }
  }
  return value;
}

/// Digits with at most one point and no more decimals than the scale, as costs nearly always are.
template <std::size_t kScale>
std::optional<std::int64_t> parse_plain(std::string_view text) {
  constexpr std::array<std::int64_t, 7> kPowersOfTen = {1,      10,      100,      1'000,
                                                        10'000, 100'000, 1'000'000};
  constexpr std::size_t kMostPlain = 12;
  std::int64_t digits = 0;
  std::size_t decimals = 0;
  bool fraction = false;
  if (text.empty() || text.size() > kMostPlain) return std::nullopt;
  for (const char c : text) {
    if (c == '.' && !fraction) {
      fraction = true;
    } else if (c >= '0' && c <= '9') {
      digits = digits * 10 + (c - '0');
      decimals += fraction ? 1 : 0;
    } else {
      return std::nullopt;
    }
  }
  if (decimals > kScale || fraction != (decimals > 0)) return std::nullopt;
  const bool is_number =
      text.front() != '.' && (text.front() != '0' || text.size() == 1 || text[1] == '.');
  if (!is_number) return std::nullopt;
  return digits * kPowersOfTen[kScale - decimals];
}

}  // namespace

std::optional<std::int64_t> parse_micros(std::string_view text, CostUnit unit) {
  const auto plain = unit == CostUnit::kPerEvent   ? parse_plain<6>(text)
                     : unit == CostUnit::kPerMille ? parse_plain<3>(text)
                                                   : parse_plain<0>(text);
  if (plain) return plain;
  if (!is_json_number(text)) return std::nullopt;
  const bool negative = text.front() == '-';
  auto value = read_decimal(negative ? text.substr(1) : text);
  if (!value) return std::nullopt;
  if (value->digits == 0) return 0;
  value->scale += kScales[static_cast<std::size_t>(unit)];
  if (value->scale < -kMostDigits) return 0;
  if (value->scale > kMostDigits) return std::nullopt;
  constexpr absl::uint128 kLimit = std::numeric_limits<std::int64_t>::max();
  for (; value->scale > 0; --value->scale) {
    value->digits *= 10;
    if (value->digits > kLimit) return std::nullopt;
  }
  if (value->scale < 0) {
    absl::uint128 divisor = 1;
    for (std::int64_t i = value->scale; i < 0; ++i) divisor *= 10;
    value->digits = (value->digits + divisor / 2) / divisor;
  }
  if (value->digits > kLimit) return std::nullopt;
  const auto micros = static_cast<std::int64_t>(value->digits);
  return negative ? -micros : micros;
}

}  // namespace seenby
