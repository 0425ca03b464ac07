// The flags about lines that cannot be read and the account of every line.
#include "cli/flags.h"
#include "cli/values.h"

namespace seenby {

void add_fault_flags(FlagTable& table, Draft& draft) {
  FlagGroup flags(table, "faults");
  flags.value("--max-bad", "N|P%", "fail with exit code 3 when more lines are bad",
              [&](const std::string& text) {
                draft.command.run.max_bad = parse_bad_line_limit("--max-bad", text);
              });
  flags
      .value("--rejects", "FILE", "keep every bad line in FILE, as it was",
             [&](const std::string& text) {
               draft.command.output.rejects_file = parse_file("--rejects", text);
             })
      .files();
  flags
      .value("--summary", "FILE", "write where every line went to FILE, as JSON",
             [&](const std::string& text) {
               draft.command.output.summary_file = parse_file("--summary", text);
             })
      .files();
}

}  // namespace seenby
