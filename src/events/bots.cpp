#include "events/bots.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <cassert>
#include <vector>

#include "seenby/selection.h"

namespace seenby {
namespace {

struct BotList {
  BotList() : patterns(options(), re2::RE2::UNANCHORED) {
    for (std::string_view left = bot_list(); !left.empty();) {
      const std::string_view line = left.substr(0, left.find('\n'));
      left.remove_prefix(std::min(line.size() + 1, left.size()));
      if (line.empty() || line.starts_with('#')) continue;
      const std::size_t tab = line.find('\t');
      const std::string_view pattern = line.substr(tab + 1);
      [[maybe_unused]] const int index = patterns.Add({pattern.data(), pattern.size()}, nullptr);
      assert(tab != line.npos && index == static_cast<int>(names.size()));
      names.emplace_back(line.substr(0, tab));
    }
    [[maybe_unused]] const bool compiled = patterns.Compile();
    assert(compiled);
  }

  static re2::RE2::Options options() {
    re2::RE2::Options options;
    options.set_case_sensitive(false);
    return options;
  }

  std::vector<std::string> names;
  re2::RE2::Set patterns;
};

const BotList& bots() {
  static const BotList list;
  return list;
}

}  // namespace

const std::vector<std::string>& bot_names() { return bots().names; }

std::optional<std::size_t> BotTest::bot_of(std::string_view user_agent) {
  if (user_agent.empty()) return std::nullopt;
  if (const auto found = known_.find(user_agent); found != known_.end()) return found->second;
  std::vector<int> matches;
  std::optional<std::size_t> bot;
  if (bots().patterns.Match({user_agent.data(), user_agent.size()}, &matches)) {
    bot = static_cast<std::size_t>(*std::min_element(matches.begin(), matches.end()));
  }
  if (known_.size() >= kMostRemembered) known_.clear();
  known_.emplace(user_agent, bot);
  return bot;
}

}  // namespace seenby
