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
#include "cli/values.h"
#include "nearest.h"
#include "seenby/error.h"
#include "seenby/version.h"

namespace seenby {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

Entries mapping_entries() {
  Entries entries;
  for (const BuiltinMapping& mapping : builtin_mappings()) {
    entries.emplace_back(mapping.name, parse_mapping(mapping.toml, mapping.name).about);
  }
  return entries;
}

Entries metric_entries() {
  Entries entries;
  for (const Metric& metric : metrics()) entries.emplace_back(metric.name, metric.about);
  return entries;
}

Entries format_entries() {
  Entries entries;
  for (const RenderFormat& format : render_formats()) {
    entries.emplace_back(format.name, format.about);
  }
  return entries;
}

Entries field_entries() {
  Entries entries;
  for (const FieldInfo& field : kFields) entries.emplace_back(field.name, field.about);
  return entries;
}

struct Topic {
  std::string_view name;
  Entries (*entries)();
};
constexpr std::array<Topic, 4> kTopics = {{
    {"mappings", mapping_entries},
    {"metrics", metric_entries},
    {"formats", format_entries},
    {"fields", field_entries},
}};

std::string list_text(const std::string& name) {
  std::array<std::string_view, kTopics.size()> names;
  std::transform(kTopics.begin(), kTopics.end(), names.begin(),
                 [](const Topic& known) { return known.name; });
  const auto topic = std::find(names.begin(), names.end(), name);
  if (topic == names.end()) {
    throw Error(ExitCode::kUsage, fmt::format("unknown list '{}' ({}){}", name, words_or(names),
                                              did_you_mean(name, names)));
  }
  const Entries entries = kTopics[static_cast<std::size_t>(topic - names.begin())].entries();
  std::size_t width = 0;
  for (const auto& [entry, about] : entries) width = std::max(width, entry.size());
  std::string text;
  for (const auto& [entry, about] : entries) {
    text += fmt::format("{:<{}}  {}\n", entry, width, about);
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
      .only(Settable::kByFlagOnly);
}

}  // namespace seenby
