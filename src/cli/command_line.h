// From the words of the command line to plain options. CLI11 is known only to the sources of this
// folder that define flags; everything after parsing sees `CommandLine`. Parsing prints nothing and
// opens nothing but the --config file, the --files-from list and the mapping file, so that a test
// or a fuzzer can parse as it likes. Each group of flags is one source: input_flags.cpp,
// mapping_flags.cpp, …
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "files/state_file.h"
#include "seenby/pipeline.h"
#include "seenby/render.h"

namespace seenby {

/// When colour or the progress bar is wanted; kAuto asks the terminal.
enum class When : std::uint8_t { kAuto, kAlways, kNever };
/// Whether stderr says anything but errors.
enum class Voice : std::uint8_t { kNormal, kQuiet };

/// How to show a run and where to put it.
struct OutputOptions {
  const RenderFormat* format = nullptr;  ///< a row of render_formats(), never null after parsing
  std::string file = "-";                ///< `-` is standard output
  Header header = Header::kShow;
  TotalRow total = TotalRow::kByFormat;
  CsvText csv_text = CsvText::kNeutralised;
  When color = When::kAuto;
  When progress = When::kAuto;
  Voice voice = Voice::kNormal;
  std::string summary_file;  ///< empty: none
  std::string rejects_file;  ///< empty: none
};

/// What the command is to print.
enum class Shows : std::uint8_t { kReport, kMapping };

/// What is kept from run to run, and how.
struct StateOptions {
  std::string file;  ///< empty: nothing
  Waits waits = Waits::kNo;
  LastLine last_line = LastLine::kWaits;
  std::optional<std::chrono::hours> keep;  ///< older is forgotten
};

struct CommandLine {
  RunOptions run;
  Shows shows = Shows::kReport;
  OutputOptions output;
  StateOptions state;
  std::optional<std::string> about;  ///< asked about seenby itself: print this and nothing else
};

/// Reads the words after the program's name; later single-valued flags win over earlier ones.
/// `environment` holds entries `NAME=value`, of which those that begin with SEENBY_ count.
/// Throws Error(kUsage) that says what was given, what is allowed and the nearest match.
CommandLine parse_command_line(const std::vector<std::string>& words,
                               const std::vector<std::string>& environment = {});

/// The text of -h, also shown when there is no input and nobody pipes one in.
std::string short_help();

}  // namespace seenby
