// Text is walked one code point at a time, never past its end whatever the bytes; most names are
// printable ASCII and take the short way. Widths are those of single code points: what a terminal
// makes of joined emoji is its own affair.
#include "render/display.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <iterator>

namespace seenby {
namespace {

bool is_bidi_control(std::int32_t value) {
  return value == 0x61c || value == 0x200e || value == 0x200f ||
         (value >= 0x202a && value <= 0x202e) || (value >= 0x2066 && value <= 0x2069);
}

std::size_t columns_of(const CodePoint& point) {
  if (point.value == kNotUtf8) return 0;
  return static_cast<std::size_t>(std::max(0, utf8proc_charwidth(point.value)));
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return {first, text.substr(0, 1)};
  std::int32_t value = kNotUtf8;
  const auto length = utf8proc_iterate(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size(), 4)), &value);
  if (length <= 0) return {kNotUtf8, text.substr(0, 1)};
  return {value, text.substr(0, static_cast<std::size_t>(length))};
}

bool is_hidden(const CodePoint& point) {
  const std::int32_t value = point.value;
  return value < 0x20 || (value >= 0x7f && value <= 0x9f) || value == 0x2028 || value == 0x2029 ||
         is_bidi_control(value);
}

void append_spelled(std::string& out, const CodePoint& point) {
  const auto to = std::back_inserter(out);
  switch (point.value) {
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case kNotUtf8:
      fmt::format_to(to, "\\x{:02x}", static_cast<unsigned char>(point.bytes.front()));
      return;
    default:
      if (point.value < 0x80) {
        fmt::format_to(to, "\\x{:02x}", point.value);
      } else {
        fmt::format_to(to, "\\u{:04x}", point.value);
      }
  }
}

void append_visible(std::string& out, std::string_view text) {
  if (is_printable_ascii(text)) {
    out += text;
    return;
  }
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (is_hidden(point)) {
      append_spelled(out, point);
    } else {
      out += point.bytes;
    }
    text.remove_prefix(point.bytes.size());
  }
}

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
}

std::size_t display_width(std::string_view text) {
  if (is_printable_ascii(text)) return text.size();
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    width += columns_of(point);
    text.remove_prefix(point.bytes.size());
  }
  return width;
}

void append_shortened(std::string& out, std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) {
    out += text;
    return;
  }
  std::size_t left = columns;
  while (left > 0) {
    const CodePoint point = first_code_point(text);
    if (columns_of(point) >= left) break;  // one is for the ellipsis
    left -= columns_of(point);
    out += point.bytes;
    text.remove_prefix(point.bytes.size());
  }
  if (left > 0) out += "\u2026";
}

}  // namespace seenby
