#include "cli/choices.h"

#include "seenby/mapping.h"
#include "seenby/metrics.h"
#include "seenby/render.h"

namespace seenby {
namespace {

template <typename Rows>
Choices choices_of(const Rows& rows) {
  Choices choices;
  for (const auto& row : rows) choices.push_back({std::string(row.name), std::string(row.about)});
  return choices;
}

Choices joined(Choices first, const Choices& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace

Choices mapping_choices() {
  Choices choices;
  for (const BuiltinMapping& mapping : builtin_mappings()) {
    choices.push_back({std::string(mapping.name), parse_mapping(mapping.toml, mapping.name).about});
  }
  return choices;
}

Choices metric_choices() { return choices_of(metrics()); }

Choices report_choices() { return choices_of(report_kinds()); }

Choices format_choices() { return choices_of(render_formats()); }

Choices field_choices() { return choices_of(kFields); }

Choices group_choices() {
  Choices choices;
  for (const FieldInfo& field : kFields) {
    if (field.groupable) choices.push_back({std::string(field.name), std::string(field.about)});
  }
  return joined(choices, choices_of(kTimeUnits));
}

Choices sort_choices() { return joined(metric_choices(), group_choices()); }

Choices column_choices() {
  return joined({{"full", "every column of the report"}}, sort_choices());
}

Choices threshold_choices() {
  return joined({{"total:", "the total instead of each row"}}, metric_choices());
}

Choices class_choices() {
  Choices choices;
  for (const std::string_view name : kEventClassNames) choices.push_back({std::string(name), ""});
  return choices;
}

Choices engagement_choices() {
  Choices choices = class_choices();
  choices.erase(choices.begin());
  return choices;
}

Choices when_choices() { return {{"auto", ""}, {"always", ""}, {"never", ""}}; }

}  // namespace seenby
