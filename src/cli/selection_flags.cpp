// The flags that say which records the run is about.
#include "cli/flags.h"
#include "cli/values.h"

namespace seenby {

void add_selection_flags(FlagTable& table, Draft& draft) {
  FlagGroup flags(table, "selection");
  flags.value("--since", "TIME", "count what happened at TIME, a date or an instant, or later",
              [&](const std::string& text) {
                draft.command.run.selection.since = parse_time_text("--since", text);
              });
  flags.value("--until", "TIME", "count what happened before TIME", [&](const std::string& text) {
    draft.command.run.selection.until = parse_time_text("--until", text);
  });
  flags
      .value("--tz", "ZONE", "time zone of days and hours, such as Europe/Berlin",
             [&](const std::string& text) { draft.command.run.selection.time_zone = text; })
      .by_default("UTC")
      .left_open();
  flags
      .list("--where", "CONDITION", "count what meets it: country=DE, cost>=0.5, .path~REGEX",
            [&](const std::vector<std::string>& texts) {
              for (const std::string& text : texts) {
                draft.command.run.selection.where.push_back(parse_filter(text));
              }
            })
      .words(field_choices);
  flags.toggle("--exclude-bots", "do not count user agents of known bots and programs",
               [&] { draft.command.run.selection.bots = Bots::kExcluded; });
}

}  // namespace seenby
