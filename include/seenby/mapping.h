// A mapping: how one product's JSON becomes records. It is data (a TOML file under mappings/, built
// in, or the user's own) plus what the command line overrides; src/events compiles it to a plan
// that one pass over a line evaluates. Every field is an ordered list of paths: the first that
// holds a value wins; null, absent, "" and the mapping's `missing` words hold none.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "seenby/record.h"

namespace seenby {

enum class Field : std::uint8_t {
  kEvent,
  kViewer,
  kContent,
  kTime,
  kId,
  kCost,
  kCampaign,
  kPlatform,
  kCountry,
  kUserAgent,
};
inline constexpr std::size_t kFieldCount = 10;

struct FieldInfo {
  std::string_view name;  ///< in mapping files, --by and --list fields
  std::string_view flag;  ///< the long flag that overrides it
  std::string_view about;
  bool groupable;  ///< may stand in --by
};
/// Indexed by Field.
extern const std::array<FieldInfo, kFieldCount> kFields;

/// Keys from the outermost object inwards. Written `a.b`, `.a.b` or `."a key".b`.
struct Path {
  std::vector<std::string> keys;
  friend bool operator==(const Path&, const Path&) = default;
};
/// Throws Error(kUsage) that quotes the text and points at the place.
Path parse_path(std::string_view text);
/// Comma-separated paths, most wanted first.
std::vector<Path> parse_path_list(std::string_view text);
/// The shortest text that parses back equal.
std::string path_text(const Path& path);

struct Mapping {
  std::string name;
  std::string about;
  std::array<std::vector<Path>, kFieldCount> fields;
  std::array<std::vector<std::string>, kEventClassCount> names;  ///< event names, by class
  std::vector<std::string> missing;  ///< texts that mean "no value", such as "(not set)"

  [[nodiscard]] const std::vector<Path>& paths(Field field) const {
    return fields[static_cast<std::size_t>(field)];
  }
};

/// Reads a mapping file's text. Throws Error(kUsage) with `source:line:column:` and, for an unknown
/// key, the nearest known one.
Mapping parse_mapping(std::string_view toml, std::string_view source);
/// A built-in mapping by name, or a file when `name_or_file` ends in `.toml`.
Mapping load_mapping(std::string_view name_or_file);

struct BuiltinMapping {
  std::string_view name;
  std::string_view toml;
};
/// The files of mappings/, embedded at build, in name order.
std::span<const BuiltinMapping> builtin_mappings();

/// What the command line replaces in a mapping.
struct MappingOverrides {
  std::array<std::optional<std::vector<Path>>, kFieldCount> fields;
  std::array<std::optional<std::vector<std::string>>, kEventClassCount> names;
};
/// A name given to one class is taken from the others.
void apply_overrides(Mapping& mapping, const MappingOverrides& overrides);

/// One column of --by: a mapped field, or any path.
struct GroupField {
  std::string name;  ///< as the user wrote it: `content`, `.repo.name`
  std::optional<Field> field;
  Path path;  ///< used when `field` is not set
};
/// Reads --by. Throws Error(kUsage) with the nearest field.
std::vector<GroupField> parse_group_by(std::string_view text);

}  // namespace seenby
