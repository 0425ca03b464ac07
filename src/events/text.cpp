#include "events/text.h"

#include <cstdint>
#include <optional>

namespace seenby {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

const char* skip_digits(const char* p, const char* end) {
  while (p < end && is_digit(*p)) ++p;
  return p;
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The code unit of `uXXXX` at `at`.
std::optional<std::uint32_t> code_unit(std::string_view inside, std::size_t at) {
  if (at + 5 > inside.size() || inside[at] != 'u') return std::nullopt;
  std::uint32_t unit = 0;
  for (std::size_t i = at + 1; i < at + 5; ++i) {
    const int value = hex_value(inside[i]);
    if (value < 0) return std::nullopt;
    unit = unit * 16 + static_cast<std::uint32_t>(value);
  }
  return unit;
}

struct Escape {
  std::uint32_t code_point;
  std::size_t size;  ///< characters, with the backslash
};

/// The escape whose backslash stands at `at`.
std::optional<Escape> read_escape(std::string_view inside, std::size_t at) {
  if (at + 1 >= inside.size()) return std::nullopt;
  switch (inside[at + 1]) {
    case '"':
      return Escape{'"', 2};
    case '\\':
      return Escape{'\\', 2};
    case '/':
      return Escape{'/', 2};
    case 'b':
      return Escape{'\b', 2};
    case 'f':
      return Escape{'\f', 2};
    case 'n':
      return Escape{'\n', 2};
    case 'r':
      return Escape{'\r', 2};
    case 't':
      return Escape{'\t', 2};
    default:
      break;
  }
  const auto first = code_unit(inside, at + 1);
  if (!first) return std::nullopt;
  if (*first < 0xD800 || *first > 0xDFFF) return Escape{*first, 6};
  if (*first > 0xDBFF || at + 6 >= inside.size() || inside[at + 6] != '\\') return std::nullopt;
  const auto second = code_unit(inside, at + 7);
  if (!second || *second < 0xDC00 || *second > 0xDFFF) return std::nullopt;
  return Escape{0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00), 12};
}

void append_utf8(std::uint32_t code_point, std::string& out) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | (code_point >> 6));
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | (code_point >> 12));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | (code_point >> 18));
    put(0x80 | ((code_point >> 12) & 0x3F));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

}  // namespace

bool is_json_number(std::string_view text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  if (p < end && *p == '-') ++p;
  if (p == end || !is_digit(*p)) return false;
  p = *p == '0' ? p + 1 : skip_digits(p, end);
  if (p < end && *p == '.') {
    const char* const fraction = p + 1;
    p = skip_digits(fraction, end);
    if (p == fraction) return false;
  }
  if (p < end && (*p | 0x20) == 'e') {
    ++p;
    if (p < end && (*p == '+' || *p == '-')) ++p;
    const char* const exponent = p;
    p = skip_digits(exponent, end);
    if (p == exponent) return false;
  }
  return p == end;
}

bool has_valid_escapes(std::string_view inside) {
  for (std::size_t at = inside.find('\\'); at != std::string_view::npos;) {
    const auto escape = read_escape(inside, at);
    if (!escape) return false;
    at = inside.find('\\', at + escape->size);
  }
  return true;
}

std::string unescape(std::string_view inside) {
  std::string out;
  out.reserve(inside.size());
  std::size_t done = 0;
  for (std::size_t at = inside.find('\\'); at != std::string_view::npos;) {
    const auto escape = read_escape(inside, at);
    if (!escape) break;
    out.append(inside, done, at - done);
    append_utf8(escape->code_point, out);
    done = at + escape->size;
    at = inside.find('\\', done);
  }
  out.append(inside, done);
  return out;
}

}  // namespace seenby
