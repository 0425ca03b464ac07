#include "events/line_values.h"

#include <algorithm>

#include "events/text.h"

namespace seenby {

bool is_missing_word(std::string_view text, const std::vector<std::string>& missing) {
  return std::find(missing.begin(), missing.end(), text) != missing.end();
}

bool is_missing_word(const Value& value, const std::vector<std::string>& missing) {
  return value.has_escapes ? is_missing_word(std::string_view(unescape(value.text())), missing)
                           : is_missing_word(value.text(), missing);
}

}  // namespace seenby
