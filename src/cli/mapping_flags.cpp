// The flags that say how events become records: a mapping, and one override for each row of kFields
// and for each event class.
#include <array>
#include <string>

#include "cli/flags.h"
#include "cli/values.h"

namespace seenby {
namespace {

void add_field_flag(FlagGroup& flags, Draft& draft, std::size_t field) {
  const FieldInfo& info = kFields[field];
  flags.value(std::string(info.flag), "PATH", std::string(info.about),
              [&draft, field](const std::string& text) {
                draft.command.run.overrides.fields[field] = parse_path_list(text);
              });
}

void add_class_flag(FlagGroup& flags, Draft& draft, std::size_t event_class) {
  const std::string name(kEventClassNames[event_class]);
  const std::string flag = "--" + name;
  flags.list(flag, "NAMES", "event names of class " + name + ", separated by commas",
             [&draft, flag, event_class](const std::vector<std::string>& texts) {
               auto& names = draft.command.run.overrides.names[event_class].emplace();
               for (const std::string& text : texts) {
                 for (std::string& one : parse_names(flag, text)) names.push_back(std::move(one));
               }
             });
}

}  // namespace

void add_mapping_flags(FlagTable& table, Draft& draft) {
  FlagGroup mapping(table, "mapping");
  mapping
      .value("-m,--mapping", "NAME|FILE", "by name, FILE.toml or from the lines",
             [&](const std::string& text) { draft.mapping = text; })
      .by_default("auto")
      .words([] {
        Choices choices = mapping_choices();
        choices.insert(choices.begin(), {"auto", "told by the lines"});
        return choices;
      })
      .files();
  mapping
      .value("--class", "CLASS", "the class of every record, whatever its event's name",
             [&](const std::string& text) {
               draft.command.run.overrides.event_class = parse_class("--class", text);
             })
      .words(class_choices);
  mapping.value("--explode", "PATH", "an array, such as items: a record for each element",
                [&](const std::string& text) {
                  draft.command.run.overrides.explode = parse_explode_list(text);
                });
  mapping
      .toggle("--print-mapping", "print the mapping as a mapping file, and no report",
              [&] { draft.command.shows = Shows::kMapping; })
      .only(Settable::kByFlagOnly);
  FlagGroup fields(table,
                   "fields, each a PATH such as video_id or .actor.id, or several by commas");
  for (std::size_t field = 0; field < kFieldCount; ++field) add_field_flag(fields, draft, field);
  FlagGroup classes(table, "event names, replacing those of the mapping");
  for (std::size_t i = 0; i < kEventClassCount; ++i) add_class_flag(classes, draft, i);
}

}  // namespace seenby
