// A mapping as the TOML that reads back equal: what --print-mapping shows, and where a mapping of
// one's own may begin. What is empty is left out; lists of one are written without brackets.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "events/path.h"
#include "seenby/mapping.h"

namespace seenby {
namespace {

constexpr std::size_t kLineWidth = 100;

/// In '…', which knows no escapes, where that saves some; else in "…".
std::string toml_string(std::string_view text) {
  const auto is_control = [](unsigned char c) { return c < ' ' || c == 0x7F; };
  const bool has_control = std::any_of(text.begin(), text.end(), is_control);
  const bool has_escape = text.find_first_of("\"\\") != std::string_view::npos;
  if (has_escape && !has_control && text.find('\'') == std::string_view::npos) {
    return fmt::format("'{}'", text);
  }
  std::string out = "\"";
  for (const char c : text) {
    if (is_control(static_cast<unsigned char>(c))) {
      fmt::format_to(std::back_inserter(out), "\\u{:04X}", static_cast<unsigned char>(c));
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// `item`, or a list on one line or, where that gets long, on a line for each item.
std::string list_text(const std::vector<std::string>& items) {
  if (items.size() == 1) return items.front();
  std::string text = fmt::format("[{}]", fmt::join(items, ", "));
  if (text.size() <= kLineWidth) return text;
  return fmt::format("[\n  {},\n]", fmt::join(items, ",\n  "));
}

/// For inline tables, which must not have line ends.
std::string short_list_text(const std::vector<std::string>& items) {
  return items.size() == 1 ? items.front() : fmt::format("[{}]", fmt::join(items, ", "));
}

std::vector<std::string> texts_of(const std::vector<std::string>& list) {
  std::vector<std::string> texts;
  texts.reserve(list.size());
  for (const std::string& item : list) texts.push_back(toml_string(item));
  return texts;
}

/// Of what begins with a path.
template <typename List, typename Text>
std::vector<std::string> path_texts_of(const List& list, Text text) {
  std::vector<std::string> texts;
  texts.reserve(list.size());
  for (const auto& item : list) texts.push_back(toml_string(without_dot(text(item))));
  return texts;
}

std::string source_toml(const Source& source) {
  std::string paths = short_list_text(path_texts_of(source.parts, path_text));
  if (source.parts.size() == 1 && source.when.empty() && source.unit == CostUnit::kPerEvent) {
    return paths;
  }
  std::string text = fmt::format("{{ {} = {}", source.parts.size() == 1 ? "path" : "join", paths);
  if (!source.when.empty()) {
    text += ", when = " + short_list_text(path_texts_of(source.when, condition_text));
  }
  if (source.unit != CostUnit::kPerEvent) {
    text += ", unit = " + toml_string(kCostUnitNames[static_cast<std::size_t>(source.unit)]);
  }
  return text + " }";
}

std::string sources_toml(const Sources& sources) {
  std::vector<std::string> texts;
  for (const Source& source : sources) texts.push_back(source_toml(source));
  return list_text(texts);
}

std::vector<std::string> explodes_toml(const std::vector<Explode>& explodes) {
  std::vector<std::string> texts;
  for (const Explode& explode : explodes) {
    const std::string path = toml_string(without_dot(explode_text(explode)));
    texts.push_back(explode.when.empty() ? path
                                         : fmt::format("{{ path = {}, when = {} }}", path,
                                                       short_list_text(path_texts_of(
                                                           explode.when, condition_text))));
  }
  return texts;
}

void append_list(std::string& out, std::string_view key, const std::vector<std::string>& texts) {
  if (!texts.empty()) out += fmt::format("{} = {}\n", key, list_text(texts));
}

void append_class(std::string& out, const std::optional<EventClass>& event_class) {
  if (!event_class) return;
  out += fmt::format("class = {}\n",
                     toml_string(kEventClassNames[static_cast<std::size_t>(*event_class)]));
}

void append_rule(std::string& out, const RecordRule& rule) {
  out += "\n[[records]]\n";
  append_class(out, rule.event_class);
  append_list(out, "when", path_texts_of(rule.when, condition_text));
  if (rule.explode) {
    out += fmt::format("explode = {}\n", list_text(explodes_toml(*rule.explode)));
  }
  std::string fields;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (!rule.fields[i]) continue;
    fields += fmt::format("{} = {}\n", kFields[i].name, sources_toml(*rule.fields[i]));
  }
  if (!fields.empty()) out += "[records.fields]\n" + fields;
}

}  // namespace

std::string mapping_text(const Mapping& mapping) {
  std::string out;
  if (!mapping.name.empty()) out += fmt::format("name = {}\n", toml_string(mapping.name));
  if (!mapping.about.empty()) out += fmt::format("about = {}\n", toml_string(mapping.about));
  append_list(out, "missing", texts_of(mapping.missing));
  append_list(out, "detect", path_texts_of(mapping.detect, condition_text));
  append_class(out, mapping.event_class);
  append_list(out, "explode", explodes_toml(mapping.explode));
  out += "\n[fields]\n";
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (mapping.fields[i].empty()) continue;
    out += fmt::format("{} = {}\n", kFields[i].name, sources_toml(mapping.fields[i]));
  }
  out += "\n[classes]\n";
  for (std::size_t i = 0; i < kEventClassCount; ++i) {
    append_list(out, kEventClassNames[i], texts_of(mapping.names[i]));
  }
  for (const RecordRule& rule : mapping.more_records) append_rule(out, rule);
  return out;
}

}  // namespace seenby
