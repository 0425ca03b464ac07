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

/// Whether the string is one of the words; nearly always their sizes tell.
inline bool is_missing_word(std::string_view text, const std::vector<std::string>& missing) {
  for (const std::string& word : missing) {
    if (word.size() == text.size() && word == text) return true;
  }
  return false;
}
/// Of a string's inside that has escapes.
bool is_missing_unescaped(std::string_view inside, const std::vector<std::string>& missing);
inline bool is_missing_word(const Value& value, const std::vector<std::string>& missing) {
  return value.has_escapes ? is_missing_unescaped(value.text(), missing)
                           : is_missing_word(value.text(), missing);
}
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
  /// Keys of key/value arrays' entries, as they stand in the line: they say what the values beside
  /// them are, as the keys of objects do.
  std::vector<std::string_view> entry_keys;
  bool is_irregular = false;
};

}  // namespace seenby
