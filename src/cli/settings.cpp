// Defaults, environment and flags; the file has a source of its own (config_file.cpp).
#include "cli/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "cli/values.h"
#include "nearest.h"
#include "render/display.h"
#include "render/json_text.h"
#include "seenby/error.h"
#include "seenby/version.h"

namespace seenby {
namespace {

constexpr std::string_view kPrefix = "SEENBY_";

struct Variable {
  std::string name;
  std::size_t flag;
  bool is_negation;  ///< of the second name of a pair
};

std::vector<Variable> variables_of(const FlagTable& table) {
  std::vector<Variable> variables;
  for (std::size_t i = 0; i < table.flags.size(); ++i) {
    const Flag& flag = table.flags[i];
    if (flag.settable == Settable::kByFlagOnly) continue;
    for (const std::string& name : flag.option->get_lnames()) {
      variables.push_back({variable_name(name), i, name != flag.long_name()});
    }
  }
  return variables;
}

std::string read_toggle(std::string_view text, const Variable& variable) {
  constexpr std::array<std::string_view, 4> kOn = {"1", "true", "yes", "on"};
  constexpr std::array<std::string_view, 4> kOff = {"0", "false", "no", "off"};
  const bool is_on = std::find(kOn.begin(), kOn.end(), text) != kOn.end();
  if (!is_on && std::find(kOff.begin(), kOff.end(), text) == kOff.end()) {
    throw Error(ExitCode::kUsage,
                fmt::format("{} takes 1 or 0, true or false, not '{}'", variable.name, text));
  }
  return is_on != variable.is_negation ? "true" : "false";
}

[[noreturn]] void refuse_variable(std::string_view name, const FlagTable& table) {
  const std::vector<Variable> variables = variables_of(table);
  std::vector<std::string_view> names;
  for (const Variable& variable : variables) {
    if (!table.flags[variable.flag].is_hidden()) names.push_back(variable.name);
  }
  throw Error(ExitCode::kUsage, fmt::format("unknown variable {} in the environment{}", name,
                                            did_you_mean(name, names)));
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (point.value == kNotUtf8) return false;
    text.remove_prefix(point.bytes.size());
  }
  return true;
}

bool is_whole_number(std::string_view text) {
  constexpr std::size_t kMostDigits = 18;  // TOML numbers are 64-bit and signed
  return !text.empty() && text.size() <= kMostDigits && (text == "0" || text.front() != '0') &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string toml_value(const Flag& flag, const std::string& text) {
  if (!flag.takes_value() || is_whole_number(text)) return text;
  if (!is_utf8(text)) {
    throw Error(ExitCode::kUsage, fmt::format("--print-config: the value of --{}, '{}', is not "
                                              "UTF-8, which TOML has to be",
                                              flag.long_name(), text));
  }
  std::string quoted;  // a JSON string with its controls escaped is a TOML string
  append_json_string(quoted, text, JsonEscapes::kVisible);
  return quoted;
}

std::string source_text(const Setting& setting) {
  switch (setting.source) {
    case Origin::kConfig:
      return "config " + setting.place;
    case Origin::kEnvironment:
      return "environment " + setting.place;
    case Origin::kFlag:
      return "flag";
    default:
      return "default";
  }
}

}  // namespace

std::string variable_name(const std::string& long_name) {
  std::string name(kPrefix);
  for (const char c : long_name) {
    name += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return name;
}

Settings given_settings(const FlagTable& table) {
  Settings settings(table.flags.size());
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const CLI::Option& option = *table.flags[i].option;
    if (option.count() > 0) {
      settings[i] = {Origin::kFlag, "", option.results()};
    } else if (!option.get_default_str().empty()) {
      settings[i] = {Origin::kDefault, "", {option.get_default_str()}};
    }
  }
  return settings;
}

void add_environment(const FlagTable& table, const std::vector<std::string>& environment,
                     Settings& settings) {
  const std::vector<Variable> variables = variables_of(table);
  for (const std::string& entry : environment) {
    if (!entry.starts_with(kPrefix)) continue;
    const std::size_t equals = std::min(entry.find('='), entry.size());
    const std::string_view name = std::string_view(entry).substr(0, equals);
    const auto variable = std::find_if(variables.begin(), variables.end(),
                                       [&](const Variable& known) { return known.name == name; });
    if (variable == variables.end()) refuse_variable(name, table);
    std::string text = entry.substr(std::min(equals + 1, entry.size()));
    if (text.empty()) continue;
    const Flag& flag = table.flags[variable->flag];
    if (!flag.takes_value()) text = read_toggle(text, *variable);
    Setting& setting = settings[variable->flag];
    if (setting.source == Origin::kEnvironment) {
      throw Error(ExitCode::kUsage, fmt::format("{} and {} are both set; one is enough",
                                                setting.place, variable->name));
    }
    if (setting.source < Origin::kEnvironment) {
      setting = {Origin::kEnvironment, variable->name, {std::move(text)}};
    }
  }
}

void apply_settings(const FlagTable& table, const Settings& settings, bool (*where)(const Flag&)) {
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const Setting& setting = settings[i];
    if (setting.source == Origin::kNone || !where(table.flags[i])) continue;
    if (setting.source == Origin::kDefault && table.flags[i].default_is_open) continue;
    try {
      table.flags[i].apply(setting.texts);
    } catch (const Error& error) {
      if (setting.place.empty()) throw;
      throw Error(error.code(), fmt::format("{}: {}", setting.place, error.what()));
    }
  }
}

std::string settings_toml(const FlagTable& table, const Settings& settings) {
  std::string text =
      fmt::format("# The settings in force, by seenby {}; --config reads this.\n", kVersion);
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const Flag& flag = table.flags[i];
    const Setting& setting = settings[i];
    std::string value;
    if (flag.settable != Settable::kAnywhere) continue;
    if (setting.source == Origin::kNone) {
      if (flag.kind != FlagKind::kToggle || flag.is_hidden()) continue;
      value = "false";
    } else if (flag.kind == FlagKind::kList) {
      for (const std::string& one : setting.texts) {
        value += value.empty() ? "" : ", ";
        value += toml_value(flag, one);
      }
      value.insert(0, "[");
      value += "]";
    } else {
      value = toml_value(flag, setting.texts.back());
    }
    text += fmt::format("{} = {}  # {}\n", flag.long_name(), value, source_text(setting));
  }
  return text;
}

}  // namespace seenby
