// How our four kinds of flag are spelled in CLI11 2.1. Its callbacks are not used: what was given
// is read back once every source of values is known.
#include "cli/flags.h"

#include <utility>

namespace seenby {

FlagTable::FlagTable() {
  app.set_help_flag();
  app.allow_extras();
}

Flag& Flag::by_default(std::string_view text) {
  option->default_str(std::string(text));
  return *this;
}

Flag& Flag::left_open() {
  default_is_open = true;
  return *this;
}

Flag& Flag::hide() {
  option->group("");
  return *this;
}

Flag& Flag::only(Settable where) {
  settable = where;
  return *this;
}

Flag& Flag::files() {
  takes_files = true;
  return *this;
}

Flag& Flag::words(std::function<Choices()> set, Joins how, std::string_view with_signs) {
  choices = std::move(set);
  joins = how;
  signs = with_signs;
  return *this;
}

bool Flag::takes_value() const { return kind == FlagKind::kValue || kind == FlagKind::kList; }

std::string Flag::long_name() const {
  return option->get_lnames().empty() ? std::string() : option->get_lnames().front();
}

Flag& FlagGroup::add(CLI::Option* option, FlagKind kind,
                     std::function<void(const std::vector<std::string>&)> apply) {
  option->group(heading_);
  const bool all = kind == FlagKind::kList;
  option->multi_option_policy(all ? CLI::MultiOptionPolicy::TakeAll
                                  : CLI::MultiOptionPolicy::TakeLast);
  Flag& flag = table_.flags.emplace_back();
  flag.option = option;
  flag.kind = kind;
  flag.apply = std::move(apply);
  return flag;
}

Flag& FlagGroup::value(const std::string& names, const std::string& placeholder,
                       const std::string& about, std::function<void(const std::string&)> read) {
  CLI::Option* option = table_.app.add_option(names, CLI::callback_t(), about);
  option->type_name(placeholder);
  return add(
      option, FlagKind::kValue,
      [read = std::move(read)](const std::vector<std::string>& texts) { read(texts.back()); });
}

Flag& FlagGroup::list(const std::string& names, const std::string& placeholder,
                      const std::string& about,
                      std::function<void(const std::vector<std::string>&)> read) {
  CLI::Option* option = table_.app.add_option(names, CLI::callback_t(), about);
  option->type_name(placeholder);
  return add(option, FlagKind::kList, std::move(read));
}

Flag& FlagGroup::toggle(const std::string& names, const std::string& about,
                        std::function<void()> set) {
  CLI::Option* option = table_.app.add_flag(names, about)->disable_flag_override();
  return add(option, FlagKind::kToggle,
             [set = std::move(set)](const std::vector<std::string>& texts) {
               if (texts.back() == "true") set();
             });
}

Flag& FlagGroup::either(const std::string& names, const std::string& about,
                        std::function<void(bool)> set) {
  CLI::Option* option = table_.app.add_flag(names, about)->disable_flag_override();
  return add(option, FlagKind::kEither,
             [set = std::move(set)](const std::vector<std::string>& texts) {
               set(texts.back() == "true");
             });
}

}  // namespace seenby
