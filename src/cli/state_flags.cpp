// The flags about what is kept from run to run.
#include "cli/flags.h"
#include "cli/values.h"

namespace seenby {

void add_state_flags(FlagTable& table, Draft& draft) {
  StateOptions& state = draft.command.state;
  FlagGroup flags(table, "state");
  flags
      .value("--state", "FILE", "count what FILE has not yet, report all of it",
             [&](const std::string& text) { state.file = parse_file("--state", text); })
      .files();
  flags.toggle("--wait", "wait while another run uses the state",
               [&] { state.waits = Waits::kYes; });
  flags.toggle("--final", "count a last line without a newline, which else waits for it",
               [&] { state.last_line = LastLine::kCounted; });
  flags.value("--keep", "AGE", "forget what is older than AGE, such as 400d, 12w or 36h",
              [&](const std::string& text) { state.keep = parse_age("--keep", text); });
}

}  // namespace seenby
