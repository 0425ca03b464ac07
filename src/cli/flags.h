// The flags by group: each function adds one group's flags, and together they are the command line.
// A flag is a name, a placeholder, one line of help and what to do with its value; help texts and
// "did you mean" are read back from the same CLI11 app. Values are texts to CLI11 and are read by
// our own code (values.h), so that every message is worded alike.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "cli/command_line.h"

namespace seenby {

/// A command line being read: what is settled only when every flag is known.
struct Draft {
  CommandLine command;
  std::string mapping = "auto";
  std::string group_by = "content";
  std::string files_from;  ///< empty: not given
};

/// One heading of the help, to add flags under.
class FlagGroup {
 public:
  FlagGroup(CLI::App& app, std::string heading) : app_(app), heading_(std::move(heading)) {}

  /// A flag with one value; of several the last wins.
  CLI::Option* value(const std::string& names, const std::string& placeholder,
                     const std::string& about, std::function<void(const std::string&)> read);
  /// A flag with one value that may be repeated; `read` gets all of them.
  CLI::Option* list(const std::string& names, const std::string& placeholder,
                    const std::string& about,
                    std::function<void(const std::vector<std::string>&)> read);
  /// A flag without a value.
  CLI::Option* toggle(const std::string& names, const std::string& about,
                      std::function<void()> set);
  /// A pair such as `--total,!--no-total`; of several the last wins.
  CLI::Option* either(const std::string& names, const std::string& about,
                      std::function<void(bool)> set);

 private:
  CLI::App& app_;
  std::string heading_;
};

/// Ends parsing at once, before any other flag's value is looked at: the user asked about seenby.
using AboutAsked = CLI::Success;

void add_about_flags(CLI::App& app, Draft& draft);
void add_input_flags(CLI::App& app, Draft& draft);
void add_mapping_flags(CLI::App& app, Draft& draft);
void add_counting_flags(CLI::App& app, Draft& draft);
void add_report_flags(CLI::App& app, Draft& draft);
void add_output_flags(CLI::App& app, Draft& draft);
void add_fault_flags(CLI::App& app, Draft& draft);

/// Help as text, from the flags that were added.
std::string short_help_text(const CLI::App& app);
std::string long_help_text(const CLI::App& app);

}  // namespace seenby
