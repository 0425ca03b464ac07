// Mapping files (TOML) to Mapping values, the built-in ones by name, and what the command line
// replaces. Unknown keys are refused with the nearest known one, because a mistyped field would
// otherwise silently count nothing.
#include "seenby/mapping.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "events/path.h"
#include "nearest.h"
#include "seenby/error.h"

namespace seenby {

const std::array<FieldInfo, kFieldCount> kFields = {{
    {"event", "--event", "the event's name, which decides its class", true},
    {"viewer", "--viewer", "who saw it: the user's identity", false},
    {"content", "--content", "what was seen: the content item", true},
    {"time", "--time", "when: ISO 8601, or epoch s, ms or µs", false},
    {"id", "--id", "the event's own id, by which duplicates are dropped", false},
    {"cost", "--cost", "cost of the event, in currency units", false},
    {"campaign", "--campaign", "the campaign it belongs to", true},
    {"platform", "--platform", "web, ios, android …", true},
    {"country", "--country", "where the viewer is", true},
    {"user_agent", "--user-agent", "the viewer's user agent", true},
}};

namespace {

[[noreturn]] void fail_at(std::string_view source, const toml::node& node, std::string_view what) {
  const auto begin = node.source().begin;
  throw Error(ExitCode::kUsage,
              fmt::format("{}:{}:{}: {}", source, begin.line, begin.column, what));
}

template <typename Names>
std::size_t known_index(std::string_view key, const Names& names, std::string_view source,
                        const toml::node& node, std::string_view what) {
  const auto found = std::find(names.begin(), names.end(), key);
  if (found == names.end()) {
    fail_at(source, node, fmt::format("unknown {} '{}'{}", what, key, did_you_mean(key, names)));
  }
  return static_cast<std::size_t>(found - names.begin());
}

/// A string, or a list of strings.
std::vector<std::string> read_strings(const toml::node& node, std::string_view source) {
  std::vector<std::string> texts;
  const auto take = [&](const toml::node& item) {
    const auto text = item.value_exact<std::string>();
    if (!text) fail_at(source, item, "expected a string or a list of strings");
    texts.push_back(*text);
  };
  if (const toml::array* const list = node.as_array()) {
    for (const toml::node& item : *list) take(item);
  } else {
    take(node);
  }
  return texts;
}

std::string read_string(const toml::node& node, std::string_view source) {
  const auto text = node.value_exact<std::string>();
  if (!text) fail_at(source, node, "expected a string");
  return *text;
}

const toml::table& read_table(const toml::node& node, std::string_view source) {
  const toml::table* const table = node.as_table();
  if (table == nullptr) fail_at(source, node, "expected a table");
  return *table;
}

void read_fields(const toml::node& node, std::string_view source, Mapping& mapping) {
  std::array<std::string_view, kFieldCount> names;
  std::transform(kFields.begin(), kFields.end(), names.begin(), [](auto& f) { return f.name; });
  for (const auto& [key, value] : read_table(node, source)) {
    const std::size_t field = known_index(key.str(), names, source, value, "field");
    for (const std::string& text : read_strings(value, source)) {
      try {
        mapping.fields[field].push_back(parse_path(text));
      } catch (const Error& error) {
        fail_at(source, value, error.what());
      }
    }
  }
}

void read_classes(const toml::node& node, std::string_view source, Mapping& mapping) {
  for (const auto& [key, value] : read_table(node, source)) {
    const std::size_t index = known_index(key.str(), kEventClassNames, source, value, "class");
    mapping.names[index] = read_strings(value, source);
  }
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) {
    throw Error(ExitCode::kIo, fmt::format("{}: cannot read this mapping file", path));
  }
  return text.str();
}

}  // namespace

Mapping parse_mapping(std::string_view text, std::string_view source) {
  toml::table root;
  try {
    root = toml::parse(text, source);
  } catch (const toml::parse_error& error) {
    const auto begin = error.source().begin;
    throw Error(ExitCode::kUsage,
                fmt::format("{}:{}:{}: {}", source, begin.line, begin.column, error.description()));
  }
  constexpr std::array<std::string_view, 5> kKeys = {"name", "about", "missing", "fields",
                                                     "classes"};
  Mapping mapping;
  for (const auto& [key, value] : root) {
    switch (known_index(key.str(), kKeys, source, value, "key")) {
      case 0:
        mapping.name = read_string(value, source);
        break;
      case 1:
        mapping.about = read_string(value, source);
        break;
      case 2:
        mapping.missing = read_strings(value, source);
        break;
      case 3:
        read_fields(value, source, mapping);
        break;
      default:
        read_classes(value, source, mapping);
        break;
    }
  }
  return mapping;
}

Mapping load_mapping(std::string_view name_or_file) {
  if (name_or_file.ends_with(".toml")) {
    const std::string path(name_or_file);
    return parse_mapping(read_file(path), path);
  }
  std::vector<std::string_view> names;
  for (const BuiltinMapping& builtin : builtin_mappings()) {
    if (builtin.name == name_or_file) return parse_mapping(builtin.toml, builtin.name);
    names.push_back(builtin.name);
  }
  throw Error(ExitCode::kUsage,
              fmt::format("unknown mapping '{}'{} (built in: {}; a mapping file ends in .toml)",
                          name_or_file, did_you_mean(name_or_file, names), fmt::join(names, ", ")));
}

void apply_overrides(Mapping& mapping, const MappingOverrides& overrides) {
  for (std::size_t field = 0; field < kFieldCount; ++field) {
    if (overrides.fields[field]) mapping.fields[field] = *overrides.fields[field];
  }
  for (std::size_t given = 0; given < kEventClassCount; ++given) {
    if (!overrides.names[given]) continue;
    for (const std::string& name : *overrides.names[given]) {
      for (auto& names : mapping.names) std::erase(names, name);
    }
  }
  for (std::size_t given = 0; given < kEventClassCount; ++given) {
    if (overrides.names[given]) mapping.names[given] = *overrides.names[given];
  }
}

std::vector<GroupField> parse_group_by(std::string_view text) {
  std::vector<std::string_view> names;
  for (const FieldInfo& info : kFields) {
    if (info.groupable) names.push_back(info.name);
  }
  std::vector<GroupField> group_by;
  for (WrittenPath& written : parse_written_paths(text)) {
    if (!written.is_word) {
      group_by.push_back({path_text(written.path), std::nullopt, std::move(written.path)});
      continue;
    }
    const std::string& name = written.path.keys.front();
    const auto found = std::find_if(kFields.begin(), kFields.end(), [&](const FieldInfo& info) {
      return info.groupable && info.name == name;
    });
    if (found == kFields.end()) {
      throw Error(ExitCode::kUsage,
                  fmt::format("--by: unknown field '{}'{} (fields: {}; any other key of the log is "
                              "written as a path: .{})",
                              name, did_you_mean(name, names), fmt::join(names, ", "), name));
    }
    group_by.push_back({name, static_cast<Field>(found - kFields.begin()), {}});
  }
  return group_by;
}

}  // namespace seenby
