// Parses in four steps: CLI11 sorts the words into flags and the rest; the rest is inputs and
// mistakes; values come from flags, environment, config or default and are handed to their flags
// (settings.h); what depends on several flags is settled last. Inputs are not positionals of CLI11,
// which would take `[a,b]` for a list of two.
#include "cli/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "cli/cores.h"
#include "cli/flags.h"
#include "cli/memory_limit.h"
#include "cli/paths.h"
#include "cli/settings.h"
#include "nearest.h"
#include "seenby/error.h"

namespace seenby {
namespace {

void add_all_flags(FlagTable& table, Draft& draft) {
  add_input_flags(table, draft);
  add_mapping_flags(table, draft);
  add_selection_flags(table, draft);
  add_counting_flags(table, draft);
  add_report_flags(table, draft);
  add_output_flags(table, draft);
  add_fault_flags(table, draft);
  add_state_flags(table, draft);
  add_settings_flags(table, draft);
  add_about_flags(table, draft);
}

/// The words as CLI11 wants them: last first, and `--flag=` as a flag and an empty value, since
/// CLI11 would give it the next word instead.
std::vector<std::string> reversed_words(const std::vector<std::string>& words) {
  std::vector<std::string> reversed;
  bool flags_ended = false;
  for (const std::string& word : words) {
    flags_ended = flags_ended || word == "--";
    if (!flags_ended && word.starts_with("--") && word.find('=') == word.size() - 1) {
      reversed.push_back(word.substr(0, word.size() - 1));
      reversed.emplace_back();
    } else {
      reversed.push_back(word);
    }
  }
  std::reverse(reversed.begin(), reversed.end());
  return reversed;
}

[[noreturn]] void refuse_flag(const FlagTable& table, std::string_view word) {
  const std::string_view flag = word.substr(0, word.find('='));
  std::vector<std::string> known;
  for (const Flag& known_flag : table.flags) {
    if (known_flag.is_hidden()) continue;
    for (const std::string& name : known_flag.option->get_lnames()) known.push_back("--" + name);
  }
  const std::vector<std::string_view> views(known.begin(), known.end());
  std::string hint = flag.starts_with("--") ? did_you_mean(flag, views) : std::string();
  if (hint.empty()) hint = "; seenby --help lists them";
  throw Error(ExitCode::kUsage, fmt::format("unknown flag '{}'{}", flag, hint));
}

/// CLI11 begins its message with the flag, `--top: 1 required N missing` or `quiet was given …`.
[[noreturn]] void refuse_mismatch(const CLI::App& app, std::string_view message) {
  std::string flag(message.substr(0, message.find_first_of(": ")));
  if (!flag.starts_with('-')) flag = (flag.size() == 1 ? "-" : "--") + flag;
  const CLI::Option* option = app.get_option_no_throw(flag);
  const bool takes_value = option != nullptr && option->get_items_expected_max() > 0;
  throw Error(ExitCode::kUsage, takes_value ? fmt::format("{} needs a value: {} {}", flag, flag,
                                                          option->get_type_name())
                                            : fmt::format("{} takes no value", flag));
}

/// What is no flag is an input; after `--` everything is.
std::vector<std::string> inputs_among(const FlagTable& table) {
  std::vector<std::string> inputs;
  bool flags_ended = false;
  for (const std::string& word : table.app.remaining()) {
    if (!flags_ended && word == "--") {
      flags_ended = true;
    } else if (!flags_ended && word.size() > 1 && word.starts_with('-')) {
      refuse_flag(table, word);
    } else if (word.empty()) {
      throw Error(ExitCode::kUsage, "an input is an empty word; - is standard input");
    } else {
      inputs.push_back(word);
    }
  }
  return inputs;
}

void add_listed_inputs(const std::string& files_from, std::vector<std::string>& inputs) {
  if (files_from.empty()) return;
  if (files_from == "-" && std::find(inputs.begin(), inputs.end(), "-") != inputs.end()) {
    throw Error(ExitCode::kUsage, "stdin cannot be both an input and the list of --files-from");
  }
  for (std::string& path : read_path_list(files_from)) inputs.push_back(std::move(path));
}

void refuse_unusable_outputs(const Draft& draft) {
  const OutputOptions& output = draft.command.output;
  std::vector<NamedPath> sources;
  for (const std::string& input : draft.command.run.input.inputs) {
    sources.push_back({"an input", input});
  }
  if (draft.mapping.ends_with(".toml")) sources.push_back({"the mapping", draft.mapping});
  if (!draft.config.empty()) sources.push_back({"the --config file", draft.config});
  if (!draft.files_from.empty()) sources.push_back({"the --files-from list", draft.files_from});
  std::vector<NamedPath> outputs = {{"--output", output.file}};
  for (const NamedPath& side :
       {NamedPath{"--rejects", output.rejects_file}, NamedPath{"--summary", output.summary_file},
        NamedPath{"--state", draft.command.state.file}}) {
    if (side.path == "-") {
      throw Error(ExitCode::kUsage,
                  fmt::format("{} takes a file, not '-': stdout is for the report", side.role));
    }
    if (!side.path.empty()) outputs.push_back(side);
  }
  refuse_clashing_paths(sources, outputs);
}

/// Questions about seenby are answered before anything else is looked at.
void read_settings(const FlagTable& table, const std::vector<std::string>& environment,
                   Draft& draft) {
  Settings settings = given_settings(table);
  apply_settings(table, settings,
                 [](const Flag& flag) { return flag.settable == Settable::kByFlagOnly; });
  draft.command.run.input.inputs = inputs_among(table);
  add_environment(table, environment, settings);
  apply_settings(table, settings,
                 [](const Flag& flag) { return flag.settable == Settable::kNotInConfig; });
  if (!draft.config.empty()) add_config(table, draft.config, settings);
  apply_settings(table, settings,
                 [](const Flag& flag) { return flag.settable == Settable::kAnywhere; });
  if (!draft.wants_config) return;
  draft.command.about = settings_toml(table, settings);
  throw AboutAsked();
}

void refuse_flags_without_state(const StateOptions& state) {
  if (!state.file.empty()) return;
  const std::array given = {std::pair{"--wait", state.waits == Waits::kYes},
                            std::pair{"--final", state.last_line == LastLine::kCounted},
                            std::pair{"--keep", state.keep.has_value()}};
  for (const auto& [flag, is_given] : given) {
    if (is_given) {
      throw Error(
          ExitCode::kUsage,
          fmt::format("{0} is about what a state keeps; add --state FILE or drop {0}", flag));
    }
  }
}

void settle(Draft& draft) {
  RunOptions& run = draft.command.run;
  add_listed_inputs(draft.files_from, run.input.inputs);
  refuse_unusable_outputs(draft);
  refuse_flags_without_state(draft.command.state);
  if (!run.selection.time_zone.empty()) check_time_zone(run.selection.time_zone);
  settle_window(run.selection);
  run.report.parts = draft.command.output.format->needs;
  if (draft.mapping == "auto") {
    run.mapping_choice = MappingChoice::kAuto;
  } else {
    run.mapping = load_mapping(draft.mapping);
    apply_overrides(run.mapping, run.overrides);
  }
}

}  // namespace

CommandLine parse_command_line(const std::vector<std::string>& words,
                               const std::vector<std::string>& environment) {
  Draft draft;
  draft.command.run.threads = usable_cores();
  draft.command.run.memory_bytes = default_memory();
  draft.command.run.selection.time_zone.clear();  // left to a tally or state, or UTC
  FlagTable table;
  add_all_flags(table, draft);
  try {
    table.app.parse(reversed_words(words));
  } catch (const CLI::ArgumentMismatch& mismatch) {
    refuse_mismatch(table.app, mismatch.what());
  } catch (const CLI::ParseError& error) {
    throw Error(ExitCode::kUsage, error.what());
  }
  try {
    read_settings(table, environment, draft);
  } catch (const AboutAsked&) {
    return std::move(draft.command);
  }
  settle(draft);
  return std::move(draft.command);
}

std::string short_help() {
  Draft draft;
  FlagTable table;
  add_all_flags(table, draft);
  return short_help_text(table);
}

}  // namespace seenby
