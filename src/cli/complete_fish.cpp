// One `complete` line for each flag; its values, with what they are, as lines of a quoted text.
#include <fmt/format.h>

#include "cli/generate.h"

namespace seenby {
namespace {

constexpr std::string_view kBegin =
    R"(# Completion of seenby for fish; written by seenby --generate complete-fish.

# Words that go on from the one being written. In a LIST only what follows the last comma counts; a
# word may have one of SIGNS before it.
function __seenby_words # LIST SIGNS WORD\tABOUT...
    set -l token (commandline -ct | string replace -r '^--[^=]*=' '')
    set -l before
    if test $argv[1] = list
        set before (string match -r '^.*,' -- $token)
        set token (string replace -r '^.*,' '' -- $token)
    end
    if test -n "$argv[2]"
        set -a before (string match -r "^[$argv[2]]" -- $token)
    end
    set before (string join '' -- $before)
    for word in $argv[3..]
        printf '%s\n' "$before$word"
    end
end

)";

/// Between single quotes, where only the quote and the backslash mean something.
std::string fish_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

std::string words_call(const Flag& flag) {
  std::string call = fmt::format("(__seenby_words {} \"{}\"",
                                 flag.joins == Joins::kByCommas ? "list" : "one", flag.signs);
  for (const Choice& choice : flag.choices()) {
    call += ' ' + fish_quoted(choice.word + (choice.about.empty() ? "" : "\t" + choice.about));
  }
  return call + ")";
}

std::string line_of(const Flag& flag, const std::string& name_flags) {
  std::string line = fmt::format("complete -c seenby{} -d {}", name_flags,
                                 fish_quoted(flag.option->get_description()));
  if (flag.takes_value()) line += flag.takes_files ? " -r -F" : " -x";
  if (flag.choices) line += " -a " + fish_quoted(words_call(flag));
  return line + "\n";
}

}  // namespace

std::string fish_completion(const FlagTable& table) {
  std::string text(kBegin);
  for (const Flag& flag : table.flags) {
    if (flag.is_hidden()) continue;
    std::string names;
    for (const std::string& name : flag.option->get_snames()) names += " -s " + name;
    for (const std::string& name : flag.option->get_lnames()) names += " -l " + name;
    text += line_of(flag, names);
  }
  return text;
}

}  // namespace seenby
