#include "cli/generate.h"

#include <array>

namespace seenby {
namespace {

constexpr std::array kGenerators = {
    Generator{"man", "the man page, for share/man/man1/seenby.1", man_page},
    Generator{"complete-bash", "completion for bash", bash_completion},
    Generator{"complete-zsh", "completion for zsh, to be named _seenby", zsh_completion},
    Generator{"complete-fish", "completion for fish, to be named seenby.fish", fish_completion},
};

}  // namespace

std::span<const Generator> generators() { return kGenerators; }

std::vector<std::string> dashed_names(const Flag& flag) {
  std::vector<std::string> names;
  for (const std::string& name : flag.option->get_snames()) names.push_back("-" + name);
  for (const std::string& name : flag.option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string shell_quoted(std::string_view text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+.:,/";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace seenby
