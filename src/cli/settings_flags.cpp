// The flags about where the other flags' values come from.
#include "cli/flags.h"
#include "cli/values.h"

namespace seenby {

void add_settings_flags(FlagTable& table, Draft& draft) {
  FlagGroup flags(table, "settings");
  flags
      .value("--config", "FILE", "take what no flag and no SEENBY_* variable sets from FILE (TOML)",
             [&](const std::string& text) { draft.config = parse_file("--config", text); })
      .only(Settable::kNotInConfig)
      .files();
  flags
      .toggle("--print-config", "show the settings in force and where each comes from, as TOML",
              [&] { draft.wants_config = true; })
      .only(Settable::kByFlagOnly);
}

}  // namespace seenby
