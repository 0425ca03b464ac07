// Mappings by name, what the command line replaces in them, and the columns of --by.
#include "seenby/mapping.h"

#include <fmt/format.h>

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
    {"weight", "--weight", "how many events it stands for, such as an impression count", false},
    {"campaign", "--campaign", "the campaign it belongs to", true},
    {"platform", "--platform", "web, ios, android …", true},
    {"country", "--country", "where the viewer is", true},
    {"user_agent", "--user-agent", "the viewer's user agent", true},
}};

const std::array<TimeUnitInfo, 4> kTimeUnits = {{
    {"hour", "the hour of its time, in the zone of --tz"},
    {"day", "the day of its time"},
    {"week", "the ISO week of its time"},
    {"month", "the month of its time"},
}};

namespace {

/// What --by takes by name.
std::optional<GroupField> named_group(const std::string& name) {
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (!kFields[i].groupable || kFields[i].name != name) continue;
    return GroupField{name, static_cast<Field>(i), {}};
  }
  for (std::size_t i = 0; i < kTimeUnits.size(); ++i) {
    if (kTimeUnits[i].name != name) continue;
    return GroupField{name, Field::kTime, {}, static_cast<TimeUnit>(i)};
  }
  return std::nullopt;
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
  throw Error(
      ExitCode::kUsage,
      fmt::format("unknown mapping '{}'{} (built in: {}; a mapping file ends in .toml; auto tells "
                  "by the lines)",
                  name_or_file, did_you_mean(name_or_file, names), fmt::join(names, ", ")));
}

void apply_overrides(Mapping& mapping, const MappingOverrides& overrides) {
  for (std::size_t field = 0; field < kFieldCount; ++field) {
    if (overrides.fields[field]) mapping.fields[field] = *overrides.fields[field];
  }
  if (overrides.event_class) mapping.event_class = overrides.event_class;
  if (overrides.explode) mapping.explode = *overrides.explode;
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
  for (const TimeUnitInfo& unit : kTimeUnits) names.push_back(unit.name);
  std::vector<GroupField> group_by;
  for (WrittenPath& written : parse_written_paths(text)) {
    if (!written.is_word) {
      group_by.push_back({path_text(written.path), std::nullopt, std::move(written.path)});
      continue;
    }
    const std::string& name = written.path.steps.front().key;
    std::optional<GroupField> group = named_group(name);
    if (!group) {
      throw Error(ExitCode::kUsage,
                  fmt::format("--by: unknown field '{}'{} (fields: {}; any other key of the log is "
                              "written as a path: .{})",
                              name, did_you_mean(name, names), fmt::join(names, ", "), name));
    }
    group_by.push_back(std::move(*group));
  }
  return group_by;
}

}  // namespace seenby
