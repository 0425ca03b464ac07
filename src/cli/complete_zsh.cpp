// For the completion system of zsh: one specification for each flag, and a state for each flag
// whose values are known.
#include <fmt/format.h>

#include "cli/generate.h"

namespace seenby {
namespace {

constexpr std::string_view kBegin = R"(#compdef seenby
# Completion of seenby for zsh; written by seenby --generate complete-zsh.

# Words with what they are. In a LIST only what follows the last comma counts; a word may have one
# of SIGNS before it.
_seenby_words() { # LIST SIGNS WORD:ABOUT...
  local list=$1 signs=$2
  local -a words suffix
  shift 2
  words=("$@")
  if [[ $list == list ]]; then
    compset -P '*,'
    suffix=(-S '')
  fi
  [[ -n $signs ]] && compset -P "[$signs]"
  _describe value words "${suffix[@]}"
}

_seenby() {
  local curcontext=$curcontext state state_descr line ret=1
  typeset -A opt_args
  _arguments -s -S -C \
)";

constexpr std::string_view kMiddle = R"(    '*:input:_files' && ret=0
  case $state in
)";

constexpr std::string_view kEnd = R"(  esac
  return ret
}

_seenby "$@"
)";

/// Text between the brackets or colons of a specification.
std::string spec_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string action_of(const Flag& flag) {
  if (flag.choices) return "->" + flag.long_name();
  return flag.takes_files ? "_files" : " ";
}

std::string specifications(const Flag& flag) {
  const std::vector<std::string> names = dashed_names(flag);
  // A flag that may be repeated excludes nothing; of the others one is offered once.
  const std::string before = flag.kind == FlagKind::kList ? "*"
                             : names.size() > 1 ? fmt::format("({})", fmt::join(names, " "))
                                                : "";
  std::string text;
  for (const std::string& name : names) {
    const bool is_long = name.starts_with("--");
    const std::string_view takes = !flag.takes_value() ? "" : is_long ? "=" : "+";
    std::string specification =
        fmt::format("{}{}{}[{}]", before, name, takes, spec_text(flag.option->get_description()));
    if (flag.takes_value()) {
      specification +=
          fmt::format(":{}:{}", spec_text(flag.option->get_type_name()), action_of(flag));
    }
    text += fmt::format("    {} \\\n", shell_quoted(specification));
  }
  return text;
}

std::string state_of(const Flag& flag) {
  std::string text = fmt::format("    {})\n      _seenby_words {} '{}'", flag.long_name(),
                                 flag.joins == Joins::kByCommas ? "list" : "one", flag.signs);
  for (const Choice& choice : flag.choices()) {
    const std::string word = spec_text(choice.word);
    text += " \\\n        " +
            shell_quoted(choice.about.empty() ? word : fmt::format("{}:{}", word, choice.about));
  }
  text += " && ret=0\n";
  if (flag.takes_files) text += "      _files && ret=0\n";
  return text + "      ;;\n";
}

}  // namespace

std::string zsh_completion(const FlagTable& table) {
  std::string flags;
  std::string states;
  for (const Flag& flag : table.flags) {
    if (flag.is_hidden()) continue;
    flags += specifications(flag);
    if (flag.choices) states += state_of(flag);
  }
  return fmt::format("{}{}{}{}{}", kBegin, flags, kMiddle, states, kEnd);
}

}  // namespace seenby
