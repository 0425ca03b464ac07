// Holds a plan against the values of one line: which value a field has, whether conditions hold.
// What is asked on the way can be noted: another line whose values answer it all alike has its
// texts in the same places.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "events/line_values.h"
#include "events/plan.h"

namespace seenby {

/// What a record is made of, by level: the event's values, then those of an element, of an element
/// of it, …
using Rows = std::array<const Value*, kMostExplodeLevels + 1>;

/// Of a value's text.
bool meets(std::string_view text, const ConditionPlan& condition);
bool meets(const Value& value, const ConditionPlan& condition);

/// Notes nothing.
struct NoNotes {
  void has_value(const Value& /*value*/, bool /*answer*/) const {}
  void meets(const Value& /*value*/, const ConditionPlan& /*condition*/, bool /*answer*/) const {}
};

template <typename Notes = NoNotes>
class Evaluation {
 public:
  /// All of them must outlive it.
  Evaluation(const Plan& plan, const Rows& rows, Notes notes = {})
      : plan_(plan), rows_(rows), notes_(notes) {}

  /// The first of these places that holds a value, or null.
  [[nodiscard]] const Value* first(const SlotRefs& refs) const {
    for (const SlotRef& ref : refs) {
      const Value& value = rows_[ref.level][ref.slot];
      if (value.data == nullptr) continue;
      const bool has_value = seenby::holds(value, plan_.missing);
      notes_.has_value(value, has_value);
      if (has_value) return &value;
    }
    return nullptr;
  }

  [[nodiscard]] bool holds(const ConditionPlan& condition) const {
    const Value* const value = first(condition.refs);
    if (value == nullptr) return condition.relation == Relation::kDiffers;
    const bool answer = meets(*value, condition);
    notes_.meets(*value, condition, answer);
    return answer;
  }
  [[nodiscard]] bool hold(const std::vector<ConditionPlan>& conditions) const {
    return std::all_of(conditions.begin(), conditions.end(),
                       [this](const ConditionPlan& condition) { return holds(condition); });
  }

  /// Of a field that is more than paths, the first source that has a value, or null.
  [[nodiscard]] const SourcePlan* source(const FieldPlan& field) const {
    for (const SourcePlan& source : field.sources) {
      const bool has_parts =
          std::all_of(source.parts.begin(), source.parts.end(),
                      [this](const SlotRefs& part) { return first(part) != nullptr; });
      if (has_parts && hold(source.when)) return &source;
    }
    return nullptr;
  }
  [[nodiscard]] bool has_value(const FieldPlan& field) const {
    return first(field.refs) != nullptr || source(field) != nullptr;
  }

 private:
  const Plan& plan_;
  const Rows& rows_;
  Notes notes_;
};

}  // namespace seenby
