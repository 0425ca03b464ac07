// JSON scalars: is a number a number, is an escape an escape, and what text a string stands for.
// The grammar is RFC 8259's; a lone surrogate has no UTF-8 and is a bad escape.
#pragma once

#include <string>
#include <string_view>

namespace seenby {

/// RFC 8259 section 6.
bool is_json_number(std::string_view text);

/// True when every backslash in a string's inside starts a proper escape.
bool has_valid_escapes(std::string_view inside);

/// The text that a string's inside stands for; the escapes must be valid.
std::string unescape(std::string_view inside);

}  // namespace seenby
