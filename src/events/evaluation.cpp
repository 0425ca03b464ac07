#include "events/evaluation.h"

#include <string>

#include "events/text.h"

namespace seenby {
namespace {

/// 0 in any spelling.
bool is_zero(std::string_view text) {
  return text.substr(0, text.find_first_of("eE")).find_first_not_of("-0.") ==
             std::string_view::npos &&
         is_json_number(text);
}

}  // namespace

bool meets(std::string_view text, const ConditionPlan& condition) {
  if (condition.relation == Relation::kHolds) return text != "false" && !is_zero(text);
  return (text == condition.value) == (condition.relation == Relation::kEquals);
}

bool meets(const Value& value, const ConditionPlan& condition) {
  return value.has_escapes ? meets(unescape(value.text()), condition)
                           : meets(value.text(), condition);
}

}  // namespace seenby
