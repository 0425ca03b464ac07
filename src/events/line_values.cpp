#include "events/line_values.h"

#include "events/text.h"

namespace seenby {

bool is_missing_unescaped(std::string_view inside, const std::vector<std::string>& missing) {
  return is_missing_word(unescape(inside), missing);
}

}  // namespace seenby
