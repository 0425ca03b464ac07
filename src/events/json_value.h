// A line of JSON as a value, for files that we wrote ourselves: every member matters, and lines are
// few. Logs are read by path instead (line_walker.h). Numbers keep their text, so that none goes
// through a double.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seenby {

struct JsonMember;

struct JsonValue {
  enum class Kind : std::uint8_t { kNull, kBool, kNumber, kText, kArray, kObject };
  Kind kind = Kind::kNull;
  std::string text;  ///< of a text without escapes; else as it stands in the line
  std::vector<JsonMember> members;

  /// Null unless it is an object with such a member; of several the last.
  [[nodiscard]] const JsonValue* find(std::string_view name) const;
};

struct JsonMember {
  std::string name;  ///< empty in an array
  JsonValue value;
};

/// nullopt when it is not one JSON object, with nothing behind it and nothing deeper than
/// kMostJsonDepth in it.
std::optional<JsonValue> parse_json_object(std::string_view line);
inline constexpr std::size_t kMostJsonDepth = 8;

}  // namespace seenby
