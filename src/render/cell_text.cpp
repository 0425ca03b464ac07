// Doubles are written shortest and without a locale, as fmt does it, mostly by std::to_chars, which
// takes half the time. Money is split into whole units and millionths as integers, since no double
// holds it exactly.
#include "render/cell_text.h"

#include <absl/numeric/int128.h>
#include <fmt/format.h>

#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <system_error>

namespace seenby {
namespace {

constexpr std::uint64_t kMicrosPerUnit = 1'000'000;
/// The largest power of ten in an int64; two such pieces hold any 128-bit number of units.
constexpr std::uint64_t kPieceBase = 1'000'000'000'000'000'000;
/// From here to there fmt writes a double without an exponent.
constexpr double kLeastFixed = 1e-4;
constexpr double kMostFixed = 1e16;

/// Cuts zeros off the end of a number with a decimal point, down to `least` decimals.
void trim_decimals(std::string& out, std::size_t least) {
  const std::size_t point = out.rfind('.');
  while (out.back() == '0' && out.size() - 1 - point > least) out.pop_back();
  if (out.back() == '.') out.pop_back();
}

void append_count(std::string& out, std::uint64_t count) {
  const fmt::format_int digits(count);
  out.append(digits.data(), digits.size());
}

/// Units below 2^64, or all of them in two pieces.
void append_units(std::string& out, absl::uint128 units) {
  if (absl::Uint128High64(units) == 0) return append_count(out, absl::Uint128Low64(units));
  append_units(out, units / kPieceBase);
  fmt::format_to(std::back_inserter(out), "{:018}", absl::Uint128Low64(units % kPieceBase));
}

/// Shortest, so that it is read back the same.
void append_double(std::string& out, double value) {
  const double magnitude = std::abs(value);
  if (magnitude != 0 && (magnitude < kLeastFixed || magnitude >= kMostFixed)) {
    // Not by format_to, whose inlined digits Clang 14 cuts to "0.3" for 1.0 / 3 in C++23 (fmt 9).
    out += fmt::format("{}", value);
    return;
  }
  std::array<char, 32> digits;
  const auto [end, failure] =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  assert(failure == std::errc());
  out.append(digits.data(), end);
}

void append_money(std::string& out, Micros money, std::size_t least_decimals) {
  auto magnitude = static_cast<absl::uint128>(money.value);
  if (money.value < 0) {
    out += '-';
    magnitude = absl::uint128(0) - magnitude;  // unlike -value this holds for the lowest int128
  }
  std::uint64_t micros = 0;
  if (absl::Uint128High64(magnitude) == 0) {
    append_count(out, absl::Uint128Low64(magnitude) / kMicrosPerUnit);
    micros = absl::Uint128Low64(magnitude) % kMicrosPerUnit;
  } else {
    append_units(out, magnitude / kMicrosPerUnit);
    micros = absl::Uint128Low64(magnitude % kMicrosPerUnit);
  }
  const fmt::format_int decimals(kMicrosPerUnit + micros);  // behind a 1
  out += '.';
  out.append(decimals.data() + 1, decimals.size() - 1);
  trim_decimals(out, least_decimals);
}

void append_fixed(std::string& out, double value, int decimals) {
  const std::size_t start = out.size();
  fmt::format_to(std::back_inserter(out), "{:.{}f}", value, decimals);
  const bool is_zero = out.find_first_of("123456789", start) == std::string::npos;
  if (is_zero && out[start] == '-') out.erase(start, 1);
}

void append_readable_double(std::string& out, double value, Unit unit) {
  switch (unit) {
    case Unit::kFraction:
      append_fixed(out, value * 100, 2);
      out += '%';
      return;
    case Unit::kError:
      out += "±";
      append_fixed(out, value * 100, 1);
      out += '%';
      return;
    case Unit::kPrice:
      append_fixed(out, value, 4);
      trim_decimals(out, 2);
      return;
    default:
      append_fixed(out, value, 4);
  }
}

}  // namespace

void append_exact_number(std::string& out, const Cell& cell) {
  if (const auto* count = std::get_if<std::uint64_t>(&cell)) {
    append_count(out, *count);
  } else if (const auto* money = std::get_if<Micros>(&cell)) {
    append_money(out, *money, 0);
  } else {
    append_double(out, std::get<double>(cell));
  }
}

void append_readable_number(std::string& out, const Cell& cell, Unit unit) {
  if (const auto* number = std::get_if<double>(&cell)) {
    append_readable_double(out, *number, unit);
  } else if (const auto* money = std::get_if<Micros>(&cell)) {
    append_money(out, *money, 2);
  } else {
    append_exact_number(out, cell);
  }
}

}  // namespace seenby
