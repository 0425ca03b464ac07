#include "sketch/row_text.h"

#include <fmt/format.h>

#include "checksum.h"
#include "seenby/saved_sketches.h"

namespace seenby {
namespace {

constexpr std::size_t kPlaces = 6;
constexpr std::string_view kBegin = ",\"crc64\":\"";
constexpr std::size_t kDigits = 16;

/// Appends a digit; false when that is too much.
bool append_digit(absl::uint128& value, char digit) {
  const absl::uint128 most = absl::Uint128Max() / 20;  // with room for the next digit and a sign
  if (digit < '0' || digit > '9' || value > most) return false;
  value = value * 10 + static_cast<unsigned>(digit - '0');
  return true;
}

}  // namespace

std::optional<Micros> exact_money(std::string_view decimal) {
  const bool is_negative = decimal.starts_with('-');
  if (is_negative) decimal.remove_prefix(1);
  const std::string_view units = decimal.substr(0, decimal.find('.'));
  const bool has_places = units.size() < decimal.size();
  const std::string_view places = has_places ? decimal.substr(units.size() + 1) : "";
  if (units.empty() || has_places == places.empty() || places.size() > kPlaces) return {};
  absl::uint128 value = 0;
  for (const char digit : units) {
    if (!append_digit(value, digit)) return {};
  }
  for (std::size_t i = 0; i < kPlaces; ++i) {
    if (!append_digit(value, i < places.size() ? places[i] : '0')) return {};
  }
  const auto magnitude = static_cast<absl::int128>(value);
  return Micros{is_negative ? -magnitude : magnitude};
}

std::string row_checksum_json(std::string_view before) {
  return fmt::format("{}{:016x}\"", kBegin, crc64(0, before));
}

bool has_right_checksum(std::string_view line) {
  while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
  const std::size_t size = kBegin.size() + kDigits + 2;
  if (line.size() < size || !line.ends_with("\"}")) return true;
  const std::string_view end = line.substr(line.size() - size);
  if (!end.starts_with(kBegin)) return true;
  const std::string_view before = line.substr(0, line.size() - size);
  return end == row_checksum_json(before) + "}";
}

}  // namespace seenby
