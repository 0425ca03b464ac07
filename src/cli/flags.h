// The one table of flags. Each function below adds one group's flags, and together they are the
// command line, the keys of --config and the names of SEENBY_* variables; help, completions and
// "did you mean" are read from it too. CLI11 keeps the names and sorts the words of the command
// line; values are texts to it and are read by our own code (values.h), so that every message is
// worded alike and the sources of a value (settings.h) need not know what it means.
#pragma once

#include <CLI/CLI.hpp>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/choices.h"
#include "cli/command_line.h"

namespace seenby {

/// A command line being read: what is settled only when every flag is known.
struct Draft {
  CommandLine command;
  std::string mapping;
  std::string files_from;  ///< empty: not given
  std::string config;      ///< empty: not given
  bool wants_config = false;
};

enum class FlagKind : std::uint8_t {
  kValue,   ///< one value; of several the last wins
  kList,    ///< all values count
  kToggle,  ///< on when given
  kEither,  ///< a pair such as --total, --no-total
};

/// Where a flag may be set from.
enum class Settable : std::uint8_t { kAnywhere, kNotInConfig, kByFlagOnly };

/// How values of one set go together.
enum class Joins : std::uint8_t { kOneWord, kByCommas };

struct Flag {
  CLI::Option* option = nullptr;  ///< names, placeholder, heading, one line of help, default
  FlagKind kind = FlagKind::kValue;
  Settable settable = Settable::kAnywhere;
  /// Gets the values in order; those of a flag without a value are `true` and `false`.
  std::function<void(const std::vector<std::string>&)> apply;
  bool default_is_open = false;
  // For completion:
  bool takes_files = false;
  std::function<Choices()> choices;  ///< empty: no closed set
  Joins joins = Joins::kOneWord;
  std::string_view signs;  ///< characters of which one may go before a choice; `-` comes last

  /// The value when none is given, shown in the help and applied like any other.
  Flag& by_default(std::string_view text);
  /// The default is not applied: whoever runs the run settles it.
  Flag& left_open();
  /// Leaves it out of the help and of every list.
  Flag& hide();
  Flag& only(Settable where);
  /// Values are names of files.
  Flag& files();
  /// Values, or some of them, are words of a closed set.
  Flag& words(std::function<Choices()> set, Joins how = Joins::kOneWord,
              std::string_view with_signs = "");

  [[nodiscard]] bool takes_value() const;
  [[nodiscard]] bool is_hidden() const { return option->get_group().empty(); }
  /// Without dashes; empty when there is only a short one.
  [[nodiscard]] std::string long_name() const;
};

struct FlagTable {
  CLI::App app;
  std::deque<Flag> flags;  ///< in help order; a deque, since groups keep references

  FlagTable();
};

/// One heading of the help, to add flags under.
class FlagGroup {
 public:
  FlagGroup(FlagTable& table, std::string heading) : table_(table), heading_(std::move(heading)) {}

  Flag& value(const std::string& names, const std::string& placeholder, const std::string& about,
              std::function<void(const std::string&)> read);
  /// May be repeated; `read` gets all values.
  Flag& list(const std::string& names, const std::string& placeholder, const std::string& about,
             std::function<void(const std::vector<std::string>&)> read);
  Flag& toggle(const std::string& names, const std::string& about, std::function<void()> set);
  /// `names` is such as `--total,!--no-total`.
  Flag& either(const std::string& names, const std::string& about, std::function<void(bool)> set);

 private:
  Flag& add(CLI::Option* option, FlagKind kind,
            std::function<void(const std::vector<std::string>&)> apply);

  FlagTable& table_;
  std::string heading_;
};

/// Thrown by a flag whose answer is the whole run: the user asked about seenby.
struct AboutAsked {};

void add_input_flags(FlagTable& table, Draft& draft);
void add_mapping_flags(FlagTable& table, Draft& draft);
void add_selection_flags(FlagTable& table, Draft& draft);
void add_counting_flags(FlagTable& table, Draft& draft);
void add_report_flags(FlagTable& table, Draft& draft);
void add_output_flags(FlagTable& table, Draft& draft);
void add_fault_flags(FlagTable& table, Draft& draft);
void add_state_flags(FlagTable& table, Draft& draft);
void add_settings_flags(FlagTable& table, Draft& draft);
void add_about_flags(FlagTable& table, Draft& draft);

/// Help as text, from the flags that were added.
std::string short_help_text(const FlagTable& table);
std::string long_help_text(const FlagTable& table);

}  // namespace seenby
