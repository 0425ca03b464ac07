// Printable ASCII without quotes and backslashes, which most text is, is copied whole; the rest
// goes one code point at a time through the escapes of RFC 8259, section 7.
#include "render/json_text.h"

#include <fmt/format.h>

#include <iterator>

#include "render/display.h"

namespace seenby {
namespace {

constexpr std::string_view kReplacement = "\ufffd";

void append_escaped(std::string& out, const CodePoint& point, JsonEscapes escapes) {
  switch (point.value) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
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
      out += kReplacement;
      return;
    default:
      break;
  }
  if (point.value < 0x20 || (escapes == JsonEscapes::kVisible && is_hidden(point))) {
    // Every hidden character is below U+10000, so one escape of four digits is enough.
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", point.value);
  } else {
    out += point.bytes;
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text, JsonEscapes escapes) {
  out += '"';
  if (is_printable_ascii(text) && text.find_first_of("\"\\") == std::string_view::npos) {
    out += text;
  } else {
    while (!text.empty()) {
      const CodePoint point = first_code_point(text);
      append_escaped(out, point, escapes);
      text.remove_prefix(point.bytes.size());
    }
  }
  out += '"';
}

}  // namespace seenby
