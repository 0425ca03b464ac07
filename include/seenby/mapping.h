// A mapping: how one product's JSON becomes records. It is data (a TOML file under mappings/, built
// in, or the user's own) plus what the command line overrides; src/events compiles it to a plan
// that one pass over a line evaluates. Every field is an ordered list of sources: the first that
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
  kWeight,
  kCampaign,
  kPlatform,
  kCountry,
  kUserAgent,
};
inline constexpr std::size_t kFieldCount = 11;

struct FieldInfo {
  std::string_view name;  ///< in mapping files, --by and --list fields
  std::string_view flag;  ///< the long flag that overrides it
  std::string_view about;
  bool groupable;  ///< may stand in --by
};
/// Indexed by Field.
extern const std::array<FieldInfo, kFieldCount> kFields;

/// A key and, where it holds an array of key/value entries, the entry to take.
struct PathStep {
  std::string key;
  /// The `key` of the entry: of it the first of value.string_value, int_value, float_value and
  /// double_value that holds a value, or a plain `value`. The first such entry counts.
  std::optional<std::string> entry;
  friend bool operator==(const PathStep&, const PathStep&) = default;
};

/// Steps from the outermost object inwards. Written `a.b`, `.a.b`, `."a key".b`, `params{name}`.
/// No steps, written `.`, is the element itself (of an exploded array of scalars).
/// A step below a string steps into JSON in that string; where that is no JSON, there is no value.
struct Path {
  std::vector<PathStep> steps;
  friend bool operator==(const Path&, const Path&) = default;
};
/// Throws Error(kUsage) that quotes the text and points at the place.
Path parse_path(std::string_view text);
/// The shortest text with a leading dot that parses back equal.
std::string path_text(const Path& path);

/// A missing value equals nothing. What holds alone is any value but 0 and false.
enum class Relation : std::uint8_t { kHolds, kEquals, kDiffers };

/// Written `is_click`, `type = track` or `type != track`; the value may stand in quotes.
struct Condition {
  Path path;
  Relation relation = Relation::kHolds;
  std::string value;  ///< never empty unless the path holds alone
  friend bool operator==(const Condition&, const Condition&) = default;
};
Condition parse_condition(std::string_view text);
std::string condition_text(const Condition& condition);

enum class CostUnit : std::uint8_t { kPerEvent, kPerMille, kMicros };
inline constexpr std::size_t kCostUnitCount = 3;
inline constexpr std::array<std::string_view, kCostUnitCount> kCostUnitNames = {
    "per_event", "per_mille", "micros"};

/// One way to get a field's value.
struct Source {
  std::vector<Path> parts;  ///< one; several (of viewer and id) make one value, if all hold one
  std::vector<Condition> when{};        ///< all must hold, else the source has no value
  CostUnit unit = CostUnit::kPerEvent;  ///< of cost
  friend bool operator==(const Source&, const Source&) = default;
};
/// Most wanted first.
using Sources = std::vector<Source>;
/// Comma-separated paths, each a source.
Sources parse_path_list(std::string_view text);
/// For messages: `.a`, or `.a + .b` where joined.
std::string source_text(const Source& source);

/// An array whose elements make one record each, in another's elements where there are several
/// levels. Written `orders[].items`; the `[]` at the end may be left out.
struct Explode {
  std::vector<Path> levels;          ///< 1 to kMostExplodeLevels, without entries
  std::vector<Condition> when = {};  ///< all must hold of the event, else this is no array of it
  friend bool operator==(const Explode&, const Explode&) = default;
};
inline constexpr std::size_t kMostExplodeLevels = 8;
Explode parse_explode(std::string_view text);
/// Comma-separated.
std::vector<Explode> parse_explode_list(std::string_view text);
std::string explode_text(const Explode& explode);

/// A record that a line makes besides the mapping's own. What it does not say is as the mapping has
/// it; what it says replaces that. A mapping that has such records and names neither event nor
/// class makes none of its own.
struct RecordRule {
  std::optional<EventClass> event_class{};
  std::vector<Condition> when{};  ///< all must hold, else there is no record
  /// Where no array has an element there is no record; empty: the event itself makes one.
  std::optional<std::vector<Explode>> explode{};
  std::array<std::optional<Sources>, kFieldCount> fields{};
  friend bool operator==(const RecordRule&, const RecordRule&) = default;
};

struct Mapping {
  std::string name;
  std::string about;
  std::vector<std::string> missing;       ///< texts that mean "no value", such as "(not set)"
  std::vector<Condition> detect;          ///< all hold on a line of this product
  std::optional<EventClass> event_class;  ///< of every record; else its event's name decides
  /// The first whose array has an element; where none has, the event itself makes the record. A
  /// path is looked for in the innermost element, then in those around it, then in the event.
  std::vector<Explode> explode;
  std::array<Sources, kFieldCount> fields;
  std::array<std::vector<std::string>, kEventClassCount> names;  ///< event names, by class
  std::vector<RecordRule> more_records;
  friend bool operator==(const Mapping&, const Mapping&) = default;

  [[nodiscard]] const Sources& sources(Field field) const {
    return fields[static_cast<std::size_t>(field)];
  }
};

/// Reads a mapping file's text. Throws Error(kUsage) with `source:line:column:` and, for an unknown
/// key, the nearest known one.
Mapping parse_mapping(std::string_view toml, std::string_view source);
/// The TOML that parse_mapping() reads back equal.
std::string mapping_text(const Mapping& mapping);
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
  std::array<std::optional<Sources>, kFieldCount> fields;
  std::array<std::optional<std::vector<std::string>>, kEventClassCount> names;
  std::optional<EventClass> event_class;
  std::optional<std::vector<Explode>> explode;

  [[nodiscard]] bool any() const { return !(*this == MappingOverrides()); }
  friend bool operator==(const MappingOverrides&, const MappingOverrides&) = default;
};
/// A name given to one class is taken from the others.
void apply_overrides(Mapping& mapping, const MappingOverrides& overrides);

/// What the time of a record is cut down to.
enum class TimeUnit : std::uint8_t { kHour, kDay, kWeek, kMonth };
struct TimeUnitInfo {
  std::string_view name;  ///< in --by
  std::string_view about;
};
/// Indexed by TimeUnit.
extern const std::array<TimeUnitInfo, 4> kTimeUnits;

/// One column of --by: a mapped field, the time cut down to a unit, or any path.
struct GroupField {
  std::string name;  ///< as the user wrote it: `content`, `day`, `.repo.name`
  std::optional<Field> field;
  Path path;                            ///< used when `field` is not set
  std::optional<TimeUnit> time_unit{};  ///< `field` is then kTime
};
/// Reads --by. Throws Error(kUsage) with the nearest field.
std::vector<GroupField> parse_group_by(std::string_view text);

}  // namespace seenby
