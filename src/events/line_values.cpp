#include "events/line_values.h"

#include <algorithm>

#include "events/text.h"

namespace seenby {

bool is_missing_word(const Value& value, const std::vector<std::string>& missing) {
  if (value.has_escapes) {
    return std::find(missing.begin(), missing.end(), unescape(value.text())) != missing.end();
  }
  return std::find(missing.begin(), missing.end(), value.text()) != missing.end();
}

}  // namespace seenby
