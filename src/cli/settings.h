// Where the value of each flag comes from: flags beat SEENBY_* variables, those beat the --config
// file, that beats the defaults. A source replaces the values of a weaker one, it never adds to
// them. A wrong value is refused with its place: the file's line and column, or the variable.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/flags.h"

namespace seenby {

enum class Origin : std::uint8_t { kNone, kDefault, kConfig, kEnvironment, kFlag };

/// What is in force for one flag.
struct Setting {
  Origin source = Origin::kNone;
  std::string place;  ///< `file:line:column` or the variable; empty for flags and defaults
  std::vector<std::string> texts;
};

/// By index into FlagTable::flags.
using Settings = std::vector<Setting>;

/// Defaults, then what CLI11 has parsed.
Settings given_settings(const FlagTable& table);

/// Adds variables to the settings that are not given by flags. `environment` is as environ(7) has
/// it; names that do not begin with SEENBY_ do not count, an empty value is as none. Throws
/// Error(kUsage) for an unknown SEENBY_ name, with the nearest.
void add_environment(const FlagTable& table, const std::vector<std::string>& environment,
                     Settings& settings);

/// Adds the keys of a TOML file to the settings that nothing stronger gives. Throws Error(kIo) when
/// it cannot be read and Error(kUsage) with `file:line:column` for what makes no sense.
void add_config(const FlagTable& table, const std::string& file, Settings& settings);

/// Hands the values of the flags that `where` is true for to the flags, in table order.
void apply_settings(const FlagTable& table, const Settings& settings, bool (*where)(const Flag&));

/// The settings as TOML for --config, each with its source as a comment. Throws Error(kUsage) for a
/// value that is not UTF-8, which no TOML can carry.
std::string settings_toml(const FlagTable& table, const Settings& settings);

/// `SEENBY_MAX_BAD` for `max-bad`.
std::string variable_name(const std::string& long_name);

}  // namespace seenby
