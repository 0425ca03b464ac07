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

/// Any number; kept out of the short way, whose registers it would take.
[[gnu::noinline]] std::optional<std::int64_t> parse_any(std::string_view text, std::uint8_t scale) {
  if (!is_json_number(text)) return std::nullopt;
  const bool negative = text.front() == '-';
  auto value = read_decimal(negative ? text.substr(1) : text);
  if (!value) return std::nullopt;
  if (value->digits == 0) return 0;
  value->scale += scale;
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

/// A number without sign and exponent, short and with no more decimals than the scale, as costs
/// nearly always are.
std::optional<std::int64_t> parse_short(std::string_view text, std::uint8_t scale) {
  constexpr std::size_t kMostShort = 12;  // so that scaled it is below 2^63
  if (text.empty() || text.size() > kMostShort) return std::nullopt;
  std::size_t point = text.size();
  std::int64_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] >= '0' && text[i] <= '9') {
      digits = digits * 10 + (text[i] - '0');
    } else if (text[i] == '.' && point == text.size()) {
      point = i;
    } else {
      return std::nullopt;
    }
  }
  const bool bare_point = point == 0 || point + 1 == text.size();
  const bool leading_zero = text.front() == '0' && text.size() > 1 && point != 1;
  const std::size_t decimals = point == text.size() ? 0 : text.size() - point - 1;
  if (bare_point || leading_zero || decimals > scale) return std::nullopt;
  return digits * kPowersOfTen[scale - decimals];
}

}  // namespace

std::optional<std::int64_t> parse_micros(std::string_view text, CostUnit unit) {
  const std::uint8_t scale = kScales[static_cast<std::size_t>(unit)];
  const std::optional<std::int64_t> micros = parse_short(text, scale);
  return micros ? micros : parse_any(text, scale);
}

}  // namespace seenby
