// What text of the data looks like on a screen: how many columns it takes, and how characters that
// would act on the screen instead of being seen are spelled out. All of utf8proc is behind this
// header. The text may be any bytes: a byte that is not UTF-8 counts as hidden and is spelled out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace seenby {

/// The value of a byte that starts no UTF-8 sequence.
inline constexpr std::int32_t kNotUtf8 = -1;

struct CodePoint {
  std::int32_t value = kNotUtf8;
  std::string_view bytes;  ///< never empty; a view into the text it was taken from
};

/// The first code point of `text`, which must not be empty.
CodePoint first_code_point(std::string_view text);

/// True for what must not reach a screen: C0, DEL and C1 controls, bidi controls, U+2028 and
/// U+2029, and bytes that are not UTF-8.
bool is_hidden(const CodePoint& point);

/// Appends the spelling of a hidden character: `\n`, `\x1b`, `\u202e`. `\x80` to `\xff` are bytes
/// that are not UTF-8; a C1 control is `\u0085`.
void append_spelled(std::string& out, const CodePoint& point);

/// Appends `text` with its hidden characters spelled out. The result is UTF-8 on one line.
void append_visible(std::string& out, std::string_view text);

/// True when `text` is printable ASCII only, so that each byte is one screen column.
bool is_printable_ascii(std::string_view text);

/// Screen columns of visible text: wide characters take two, combining ones none.
std::size_t display_width(std::string_view text);

/// Appends visible text, cut to `columns` with an ellipsis at its end when it is wider.
void append_shortened(std::string& out, std::string_view text, std::size_t columns);

}  // namespace seenby
