// How our four kinds of flag are spelled in CLI11 2.1.
#include "cli/flags.h"

#include <utility>

namespace seenby {

CLI::Option* FlagGroup::value(const std::string& names, const std::string& placeholder,
                              const std::string& about,
                              std::function<void(const std::string&)> read) {
  CLI::callback_t take = [read = std::move(read)](const CLI::results_t& results) {
    read(results.back());
    return true;
  };
  return app_.add_option(names, std::move(take), about)
      ->type_name(placeholder)
      ->group(heading_)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

CLI::Option* FlagGroup::list(const std::string& names, const std::string& placeholder,
                             const std::string& about,
                             std::function<void(const std::vector<std::string>&)> read) {
  CLI::callback_t take = [read = std::move(read)](const CLI::results_t& results) {
    read(results);
    return true;
  };
  return app_.add_option(names, std::move(take), about)
      ->type_name(placeholder)
      ->group(heading_)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

CLI::Option* FlagGroup::toggle(const std::string& names, const std::string& about,
                               std::function<void()> set) {
  return app_.add_flag_callback(names, std::move(set), about)
      ->group(heading_)
      ->disable_flag_override()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

CLI::Option* FlagGroup::either(const std::string& names, const std::string& about,
                               std::function<void(bool)> set) {
  return app_
      .add_flag_function(
          names, [set = std::move(set)](std::int64_t count) { set(count > 0); }, about)
      ->group(heading_)
      ->disable_flag_override()
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

}  // namespace seenby
