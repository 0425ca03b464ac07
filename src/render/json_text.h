// JSON strings, written in this one place. The data is UTF-8, but file names may be any bytes: one
// that is not UTF-8 becomes U+FFFD, since no JSON can carry it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace seenby {

enum class JsonEscapes : std::uint8_t {
  kRequired,  ///< only what RFC 8259 demands; other text stays UTF-8
  kVisible,   ///< also what would act on a terminal (display.h); the value is the same
};

/// Appends `text` as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text, JsonEscapes escapes);

}  // namespace seenby
