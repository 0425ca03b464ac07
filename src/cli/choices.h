// The closed sets that flags choose from, each read from the table of its stage: for --list, for
// the man page and for the completions of the shells.
#pragma once

#include <string>
#include <vector>

namespace seenby {

struct Choice {
  std::string word;
  std::string about;  ///< one line; may be empty
};
using Choices = std::vector<Choice>;

Choices mapping_choices();
Choices metric_choices();
Choices report_choices();
Choices format_choices();
Choices field_choices();

/// What --by takes by name.
Choices group_choices();
/// What --sort takes: metrics and groups.
Choices sort_choices();
/// What --columns takes: those and `full`.
Choices column_choices();
/// What --fail-if begins with: metrics and `total:`.
Choices threshold_choices();
Choices when_choices();
Choices class_choices();
/// Event classes but the impression, which is what is engaged with.
Choices engagement_choices();

}  // namespace seenby
