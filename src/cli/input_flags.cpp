// The flags that say what is read and with how many threads.
#include "cli/cores.h"
#include "cli/flags.h"
#include "cli/values.h"

namespace seenby {
namespace {

constexpr std::size_t kMostLineBytes = std::size_t{2} << 30;
constexpr std::size_t kMostBlockBytes = std::size_t{1} << 30;
constexpr std::size_t kMostThreads = 1024;

}  // namespace

void add_input_flags(FlagTable& table, Draft& draft) {
  FlagGroup flags(table, "input");
  flags
      .value("--files-from", "FILE", "read more inputs, one path on each line of FILE (- is stdin)",
             [&](const std::string& text) { draft.files_from = parse_file("--files-from", text); })
      .files();
  flags.value("--threads", "N", "use N threads (default: the cores there are to use)",
              [&](const std::string& text) {
                draft.command.run.threads = parse_whole("--threads", text, 1, kMostThreads);
              });
  flags
      .value("--max-line", "SIZE", "skip a line longer than SIZE as oversized",
             [&](const std::string& text) {
               draft.command.run.input.max_line_bytes =
                   parse_size("--max-line", text, kMostLineBytes);
             })
      .by_default("16M");
  // Hidden: let tests cut a small input into many blocks and hold the two ways of parsing equal.
  flags
      .value("--block-size", "SIZE", "read blocks of SIZE",
             [&](const std::string& text) {
               draft.command.run.input.block_bytes =
                   parse_size("--block-size", text, kMostBlockBytes);
             })
      .hide();
  flags
      .toggle("--no-speculation", "walk every line",
              [&] { draft.command.run.speculation = Speculation::kOff; })
      .hide();
}

}  // namespace seenby
