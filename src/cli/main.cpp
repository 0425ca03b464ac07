// The command: parse, run, print. Everything that can go wrong below ends here, once, as one line
// on stderr and an exit code.
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/diagnostics.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/summary.h"
#include "files/interruption.h"
#include "files/state_file.h"
#include "seenby/error.h"
#include "seenby/pipeline.h"

namespace seenby {
namespace {

bool wants_progress(const OutputOptions& output) {
  if (output.voice == Voice::kQuiet || output.progress == When::kNever) return false;
  return output.progress == When::kAlways || ::isatty(STDERR_FILENO) == 1;
}

RunResult run_with_progress(const RunOptions& options, const OutputOptions& output) {
  if (!wants_progress(output)) return run(options);
  ProgressBar::Setup setup;
  if (output.progress == When::kAlways) setup.wait = {};
  setup.width = error_terminal_width();
  setup.draw = print_error_text;
  ProgressBar bar(setup);
  return run(options, [&](const Progress& progress) { bar.update(progress); });
}

RenderOptions render_options(const OutputOptions& output, const OutputFile& file,
                             std::size_t threads) {
  const bool on_terminal = file.is_terminal();
  const char* no_color = std::getenv("NO_COLOR");
  const bool color_unwanted = no_color != nullptr && *no_color != '\0';
  const bool color = output.color == When::kAlways ||
                     (output.color == When::kAuto && on_terminal && !color_unwanted);
  return {.header = output.header,
          .total = output.total,
          .csv_text = output.csv_text,
          .paint = color ? Paint::kColor : Paint::kPlain,
          .medium = on_terminal ? Medium::kTerminal : Medium::kStream,
          .width = file.terminal_width(),
          .threads = threads};
}

void deliver(const Report& report, const OutputOptions& output, OutputFile& file,
             std::size_t threads) {
  try {
    if (output.format->writes == Writes::kReport) {
      output.format->render(report, render_options(output, file, threads), file);
    }
    file.commit();
  } catch (const ClosedPipe&) {
    // Whoever read the report has enough of it; the files beside it are still wanted.
  }
}

void refuse_terminal(const OutputFile& file) {
  if (!file.is_terminal()) return;
  throw Error(ExitCode::kUsage, "a tally is no text for a terminal; name a file with -o FILE");
}

/// The state of a run, locked, and the way for the run to use it.
struct OpenState {
  OpenState(const StateOptions& state, RunOptions& options) : file(state.file, state.waits) {
    using std::chrono::duration_cast;
    using std::chrono::seconds;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    access = {.name = state.file,
              .if_damaged = file.advice_if_damaged(),
              .before = file.read(),
              .after = &file,
              .now = duration_cast<seconds>(now).count()};
    if (state.keep) access.keep_from = access.now - duration_cast<seconds>(*state.keep).count();
    options.state = &access;
    options.input.last_line = state.last_line;
  }
  OpenState(const OpenState&) = delete;
  OpenState& operator=(const OpenState&) = delete;

  StateFile file;
  StateAccess access;
};

/// Opens every output before the work, so that a mistyped folder is known before an hour has gone.
ExitCode report_on(const CommandLine& command) {
  const OutputOptions& output = command.output;
  OutputFile file(output.file);
  std::optional<OutputFile> rejects;
  std::optional<OutputFile> summary;
  if (!output.rejects_file.empty()) rejects.emplace(output.rejects_file);
  if (!output.summary_file.empty()) summary.emplace(output.summary_file);
  RunOptions options = command.run;
  options.rejects = rejects ? &*rejects : nullptr;
  if (output.format->writes == Writes::kTally) {
    refuse_terminal(file);
    options.tally = &file;
  }
  std::optional<OpenState> state;
  if (!command.state.file.empty()) state.emplace(command.state, options);

  const RunResult result = run_with_progress(options, output);

  if (output.voice == Voice::kNormal) print_error_text(diagnostics_text(result));
  if (!result.too_many_bad_lines) deliver(result.report, output, file, options.threads);
  if (state && result.has_new_state && !result.too_many_bad_lines) state->file.commit();
  if (rejects) rejects->commit();
  if (summary) {
    summary->write(summary_text(result.report));
    summary->commit();
  }
  if (result.too_many_bad_lines) {
    throw Error(ExitCode::kBadLines,
                too_many_bad_lines_text(result.report.accounting, options.max_bad));
  }
  print_error_text(offences_text(result.report));
  return result.report.offences.empty() ? ExitCode::kDone : ExitCode::kThreshold;
}

void print(std::string_view text) {
  OutputFile file("-");
  file.write(text);
  file.commit();
}

std::vector<std::string> environment() {
  std::vector<std::string> entries;
  for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
    entries.emplace_back(*entry);
  }
  return entries;
}

ExitCode execute(const std::vector<std::string>& words) {
  const CommandLine command = parse_command_line(words, environment());
  if (command.about) {
    print(*command.about);
    return ExitCode::kDone;
  }
  const bool needs_input =
      command.shows == Shows::kReport || command.run.mapping_choice == MappingChoice::kAuto;
  if (needs_input && command.run.input.inputs.empty() && ::isatty(STDIN_FILENO) == 1) {
    print_error_text(short_help());
    return ExitCode::kUsage;
  }
  if (command.shows == Shows::kReport) return report_on(command);
  print(mapping_text(mapping_for(command.run)));
  return ExitCode::kDone;
}

ExitCode execute_and_report_failure(std::span<char* const> words) {
  try {
    return execute({words.begin(), words.end()});
  } catch (const ClosedPipe&) {
    return ExitCode::kDone;
  } catch (const Error& error) {
    print_error_text(message_line(error.what()));
    return error.code();
  } catch (const std::bad_alloc&) {
    print_error_text("seenby: out of memory\n");
    return ExitCode::kIo;
  } catch (const std::exception& error) {
    print_error_text(message_line(error.what()));
    return ExitCode::kIo;
  }
}

/// Ends here rather than by unwinding: Abseil's tables cannot be destroyed after an allocation of
/// theirs has failed.
[[noreturn]] void end_out_of_memory() {
  remove_temporary_files();
  print_error_text("seenby: out of memory\n");
  ::_exit(static_cast<int>(ExitCode::kIo));
}

}  // namespace
}  // namespace seenby

int main(int argc, char** argv) {
  // A closed pipe and a full quota are to be failures of a write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  seenby::clean_up_when_interrupted();
  std::set_new_handler(seenby::end_out_of_memory);
  seenby::reserve_standard_streams();
  const int program = argc > 0 ? 1 : 0;
  const std::span<char* const> words(argv + program, argv + argc);
  return static_cast<int>(seenby::execute_and_report_failure(words));
}
