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

void add_output_flags(CLI::App& app, Draft& draft) {
  OutputOptions& output = draft.command.output;
  FlagGroup flags(app, "output");
  flags.value("-f,--format", "FORMAT", "write the report as FORMAT (default: table)",
              [&](const std::string& text) { output.format = parse_format(text); });
  flags.value("-o,--output", "FILE", "write to FILE, all at once when done, instead of stdout",
              [&](const std::string& text) { output.file = parse_file("--output", text); });
  flags.toggle("--no-header", "leave out the line of column names",
               [&] { output.header = Header::kHide; });
  flags.toggle("--csv-raw", "write CSV text as it is, even what a spreadsheet would run",
               [&] { output.csv_text = CsvText::kRaw; });
  flags.value("--color", "WHEN", "color the table: auto, always or never (default: auto)",
              [&](const std::string& text) { output.color = parse_when("--color", text); });
  flags.value("--progress", "WHEN", "show a progress bar: auto, always or never (default: auto)",
              [&](const std::string& text) { output.progress = parse_when("--progress", text); });
  flags.toggle("-q,--quiet", "say nothing on stderr but errors",
               [&] { output.voice = Voice::kQuiet; });
}

}  // namespace seenby
