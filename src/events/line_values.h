// What one line holds of what the plan wants: for every slot the value as it stands there, and for
// every exploded array a row of slots for each element. It is filled by whoever read the line and
// is all that a record is built from; whether a value counts as missing is decided there. A line
// that is not irregular holds nothing that depends on more than its keys and its values' places,
// so that a line of the same shape can be read by its places alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seenby {

/// A scalar as it stands in the line: a string's inside, a number, true, false or null.
struct Value {
  const char* data = nullptr;  ///< null: no scalar stands there
  std::uint32_t size = 0;
  bool is_string = false;
  bool has_escapes = false;
  bool is_embedded = false;  ///< from JSON in a string: gone with the next line

  [[nodiscard]] std::string_view text() const { return {data, size}; }
};

/// Whether the string is one of the words.
bool is_missing_word(std::string_view text, const std::vector<std::string>& missing);
bool is_missing_word(const Value& value, const std::vector<std::string>& missing);
/// False for null, "" and the missing words.
inline bool holds(const Value& value, const std::vector<std::string>& missing) {
  if (value.data == nullptr) return false;
  if (!value.is_string) return *value.data != 'n';
  return value.size != 0 && (missing.empty() || !is_missing_word(value, missing));
}

/// The rows of one scope of the plan.
struct ValueRows {
  std::uint32_t width = 0;
  std::vector<Value> values;           ///< `width` a row
  std::vector<std::uint32_t> parents;  ///< by row, ascending: the row of the scope around it

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(parents.size()); }
  [[nodiscard]] const Value* row(std::size_t index) const { return values.data() + index * width; }
};

struct LineValues {
  std::vector<ValueRows> scopes;  ///< scopes[0] is the event itself and has one row
  bool is_irregular = false;
};

}  // namespace seenby
