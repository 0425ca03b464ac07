// The flags that say how a report is written and where.
#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "cli/flags.h"
#include "cli/values.h"
#include "nearest.h"
#include "seenby/error.h"

namespace seenby {
namespace {

const RenderFormat* parse_format(const std::string& text) {
  const RenderFormat* format = find_render_format(text);
  if (format != nullptr) return format;
  std::vector<std::string_view> names;
  for (const RenderFormat& known : render_formats()) names.push_back(known.name);
  throw Error(ExitCode::kUsage, fmt::format("unknown format '{}' ({}){}", text, words_or(names),
                                            did_you_mean(text, names)));
}

}  // namespace

void add_output_flags(FlagTable& table, Draft& draft) {
  OutputOptions& output = draft.command.output;
  FlagGroup flags(table, "output");
  flags
      .value("-f,--format", "FORMAT", "write the report as FORMAT",
             [&](const std::string& text) { output.format = parse_format(text); })
      .by_default(render_formats().front().name)
      .words(format_choices);
  flags
      .value("-o,--output", "FILE", "write to FILE, whole or not at all, not to stdout",
             [&](const std::string& text) { output.file = parse_file("--output", text); })
      .files();
  flags.toggle("--no-header", "leave out the line of column names",
               [&] { output.header = Header::kHide; });
  flags.toggle("--csv-raw", "write CSV text as it is, even what a spreadsheet would run",
               [&] { output.csv_text = CsvText::kRaw; });
  flags
      .value("--color", "WHEN", "color the table: auto, always or never",
             [&](const std::string& text) { output.color = parse_when("--color", text); })
      .by_default("auto")
      .words(when_choices);
  flags
      .value("--progress", "WHEN", "show a progress bar: auto, always or never",
             [&](const std::string& text) { output.progress = parse_when("--progress", text); })
      .by_default("auto")
      .words(when_choices);
  flags.toggle("-q,--quiet", "say nothing on stderr but errors",
               [&] { output.voice = Voice::kQuiet; });
}

}  // namespace seenby
