// bash hands the words split at = and : too, and replaces only the last piece. The script needs
// nothing but bash itself.
#include <fmt/format.h>

#include "cli/generate.h"

namespace seenby {
namespace {

constexpr std::string_view kBegin =
    R"(# Completion of seenby for bash; written by seenby --generate complete-bash.

# Words that go on from $word. In a LIST only what follows the last comma counts; a word may have
# one of SIGNS before it.
_seenby_words() { # LIST SIGNS WORD...
  local list=$1 signs=$2 before= one
  shift 2
  if [[ $list == list ]]; then
    before=${word%"${word##*,}"} word=${word##*,}
    compopt -o nospace 2> /dev/null
  fi
  if [[ -n $signs && $word == [$signs]* ]]; then
    before+=${word:0:1} word=${word:1}
  fi
  for one; do
    [[ $one == "$word"* ]] && COMPREPLY+=("$before$one")
  done
}

_seenby_files() {
  local one
  compopt -o filenames 2> /dev/null
  while IFS= read -r one; do
    COMPREPLY+=("$one")
  done < <(compgen -f -- "$word")
}

_seenby() {
  local word=${COMP_WORDS[COMP_CWORD]} flag=${COMP_WORDS[COMP_CWORD - 1]} i
  COMPREPLY=()
  if [[ $word == [=:] ]]; then
    word=
  fi
  if [[ $flag == : && $COMP_CWORD -gt 2 ]]; then
    flag=${COMP_WORDS[COMP_CWORD - 3]}
  elif [[ ${COMP_WORDS[COMP_CWORD]} == : ]]; then
    flag=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if [[ $flag == = ]]; then
    flag=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    if [[ ${COMP_WORDS[i]} == -- ]]; then
      _seenby_files
      return
    fi
  done
  case $flag in
)";

constexpr std::string_view kEnd = R"(  esac
  if [[ $word == -* ]]; then
    _seenby_words one '' $flags
  else
    _seenby_files
  fi
}

complete -F _seenby seenby
)";

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  return fmt::format("{}", fmt::join(words, separator));
}

std::string words_call(const Flag& flag) {
  std::vector<std::string> words;
  for (const Choice& choice : flag.choices()) words.push_back(shell_quoted(choice.word));
  return fmt::format("      _seenby_words {} '{}' {}\n",
                     flag.joins == Joins::kByCommas ? "list" : "one", flag.signs,
                     joined(words, " "));
}

}  // namespace

std::string bash_completion(const FlagTable& table) {
  std::string text(kBegin);
  std::vector<std::string> all;
  for (const Flag& flag : table.flags) {
    if (flag.is_hidden()) continue;
    const std::vector<std::string> names = dashed_names(flag);
    all.insert(all.end(), names.begin(), names.end());
    if (!flag.takes_value()) continue;
    text += fmt::format("    {})\n", joined(names, " | "));
    if (flag.choices) text += words_call(flag);
    if (flag.takes_files) text += "      _seenby_files\n";
    text += "      return\n      ;;\n";
  }
  text += kEnd;
  const std::string_view place = "$flags";
  return text.replace(text.find(place), place.size(), joined(all, " "));
}

}  // namespace seenby
