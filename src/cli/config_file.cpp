// The --config file: TOML whose keys are the long flags. A value is text or a whole number, a list
// of those for a flag that may be repeated, and true or false for one that takes no value.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "cli/paths.h"
#include "cli/settings.h"
#include "nearest.h"
#include "seenby/error.h"

namespace seenby {
namespace {

std::string place_of(const std::string& file, const toml::source_position& position) {
  return fmt::format("{}:{}:{}", file, position.line, position.column);
}

toml::table parse(const std::string& file) {
  const std::string text = read_text(file);
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw Error(ExitCode::kUsage,
                fmt::format("{}: {}", place_of(file, error.source().begin), error.description()));
  }
}

/// The keys of one file, each read to the setting of its flag.
class ConfigFile {
 public:
  ConfigFile(const FlagTable& table, const std::string& file, Settings& settings)
      : table_(table), file_(file), settings_(settings) {}

  void read(const toml::key& key, const toml::node& value) {
    key_ = key.str();
    place_ = place_of(file_, key.source().begin);
    const std::size_t index = flag_index();
    const Flag& flag = table_.flags[index];
    std::vector<std::string> texts = texts_of(flag, value);
    Setting& setting = settings_[index];
    if (setting.source == Origin::kConfig) {
      refuse(fmt::format("'{}' and '{}' are one setting; one is enough", flag.long_name(),
                         flag.option->get_lnames().back()));
    }
    if (setting.source < Origin::kConfig) {
      setting = {Origin::kConfig, place_, std::move(texts)};
    }
  }

 private:
  [[noreturn]] void refuse(std::string_view why) const {
    throw Error(ExitCode::kUsage, fmt::format("{}: {}", place_, why));
  }

  [[nodiscard]] std::size_t flag_index() const {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < table_.flags.size(); ++i) {
      const Flag& flag = table_.flags[i];
      if (flag.settable != Settable::kAnywhere) continue;
      for (const std::string& name : flag.option->get_lnames()) {
        if (name == key_) return i;
        if (!flag.is_hidden()) known.push_back(name);
      }
    }
    const std::vector<std::string_view> names(known.begin(), known.end());
    refuse(fmt::format("unknown key '{}'{}", key_, did_you_mean(key_, names)));
  }

  [[nodiscard]] std::vector<std::string> texts_of(const Flag& flag, const toml::node& value) const {
    if (!flag.takes_value()) {
      const auto on = value.value_exact<bool>();
      if (!on) refuse(fmt::format("{} is true or false", key_));
      return {*on != (key_ != flag.long_name()) ? "true" : "false"};
    }
    const toml::array* const list = value.as_array();
    if (list == nullptr) return {text_of(value)};
    if (flag.kind != FlagKind::kList) refuse(fmt::format("{} takes one value, not a list", key_));
    if (list->empty()) refuse(fmt::format("{} is an empty list", key_));
    std::vector<std::string> texts;
    for (const toml::node& item : *list) texts.push_back(text_of(item));
    return texts;
  }

  [[nodiscard]] std::string text_of(const toml::node& value) const {
    if (const auto text = value.value_exact<std::string>()) return *text;
    if (const auto number = value.value_exact<std::int64_t>()) return std::to_string(*number);
    refuse(fmt::format("{} takes a text in quotes or a whole number", key_));
  }

  const FlagTable& table_;
  const std::string& file_;
  Settings& settings_;
  std::string key_;
  std::string place_;
};

}  // namespace

void add_config(const FlagTable& table, const std::string& file, Settings& settings) {
  ConfigFile config(table, file, settings);
  for (const auto& [key, value] : parse(file)) config.read(key, value);
}

}  // namespace seenby
