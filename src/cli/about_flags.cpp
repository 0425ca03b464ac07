// The flags that ask about seenby itself. Their answers are read from the tables of the stages, so
// a new mapping, metric, format or field is listed without a change here.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/flags.h"
#include "cli/generate.h"
#include "cli/values.h"
#include "nearest.h"
#include "seenby/error.h"
#include "seenby/version.h"

namespace seenby {
namespace {

struct Topic {
  std::string_view name;
  std::string_view about;
  Choices (*choices)();
};
constexpr std::array<Topic, 4> kTopics = {{
    {"mappings", "what --mapping takes", mapping_choices},
    {"metrics", "what --columns and --sort take", metric_choices},
    {"formats", "what --format takes", format_choices},
    {"fields", "what a mapping maps", field_choices},
}};

template <typename Rows>
auto row_named(const std::string& name, const Rows& rows, std::string_view what) {
  std::vector<std::string_view> names;
  for (const auto& row : rows) {
    if (row.name == name) return row;
    names.push_back(row.name);
  }
  throw Error(ExitCode::kUsage, fmt::format("unknown {} '{}' ({}){}", what, name, words_or(names),
                                            did_you_mean(name, names)));
}

template <typename Rows>
Choices choices_of(const Rows& rows) {
  Choices choices;
  for (const auto& row : rows) choices.push_back({std::string(row.name), std::string(row.about)});
  return choices;
}

std::string list_text(const std::string& name) {
  const Choices choices = row_named(name, kTopics, "list").choices();
  std::size_t width = 0;
  for (const Choice& choice : choices) width = std::max(width, choice.word.size());
  std::string text;
  for (const Choice& choice : choices) {
    text += fmt::format("{:<{}}  {}\n", choice.word, width, choice.about);
  }
  return text;
}

}  // namespace

void add_about_flags(FlagTable& table, Draft& draft) {
  const auto answer = [&draft](std::string text) {
    draft.command.about = std::move(text);
    throw AboutAsked();
  };
  FlagGroup flags(table, "about");
  flags
      .toggle("-h", "show the most used flags",
              [&table, answer] { answer(short_help_text(table)); })
      .only(Settable::kByFlagOnly);
  flags
      .toggle("--help", "show examples and all flags",
              [&table, answer] { answer(long_help_text(table)); })
      .only(Settable::kByFlagOnly);
  flags
      .toggle("--version", "show the version",
              [answer] { answer(fmt::format("seenby {}\n", kVersion)); })
      .only(Settable::kByFlagOnly);
  flags
      .value("--list", "WHAT", "list mappings, metrics, formats or fields",
             [answer](const std::string& text) { answer(list_text(text)); })
      .only(Settable::kByFlagOnly)
      .words([] { return choices_of(kTopics); });
  flags
      .value("--generate", "WHAT",
             "write the man page or completions: man, complete-bash, -zsh, -fish",
             [&table, answer](const std::string& text) {
               answer(row_named(text, generators(), "output of --generate").text(table));
             })
      .only(Settable::kByFlagOnly)
      .words([] { return choices_of(generators()); });
}

}  // namespace seenby
