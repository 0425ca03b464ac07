#include "events/json_value.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

namespace seenby {
namespace {

namespace od = simdjson::ondemand;

std::string_view trimmed(std::string_view token) {
  const std::size_t end = token.find_last_not_of(" \t\r\n");
  return token.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

/// Throws simdjson_error.
JsonValue read(od::value value, std::size_t depth) {
  using Kind = JsonValue::Kind;
  if (depth > kMostJsonDepth) throw simdjson::simdjson_error(simdjson::DEPTH_ERROR);
  JsonValue result;
  switch (value.type()) {
    case od::json_type::object:
      result.kind = Kind::kObject;
      for (auto field : value.get_object()) {
        std::string name(std::string_view(field.unescaped_key()));
        result.members.push_back({std::move(name), read(field.value(), depth + 1)});
      }
      break;
    case od::json_type::array:
      result.kind = Kind::kArray;
      for (auto element : value.get_array()) {
        result.members.push_back({{}, read(element.value(), depth + 1)});
      }
      break;
    case od::json_type::string:
      result.kind = Kind::kText;
      result.text = std::string_view(value.get_string());
      break;
    case od::json_type::number:
      result.kind = Kind::kNumber;
      result.text = trimmed(value.raw_json_token());
      static_cast<void>(double(value.get_double()));
      break;
    case od::json_type::boolean:
      result.kind = Kind::kBool;
      result.text = bool(value.get_bool()) ? "true" : "false";
      break;
    case od::json_type::null:
      if (!bool(value.is_null())) throw simdjson::simdjson_error(simdjson::N_ATOM_ERROR);
      break;
  }
  return result;
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  if (kind != Kind::kObject) return nullptr;
  const auto found = std::find_if(members.rbegin(), members.rend(),
                                  [&](const JsonMember& member) { return member.name == name; });
  return found == members.rend() ? nullptr : &found->value;
}

std::optional<JsonValue> parse_json_object(std::string_view line) {
  const simdjson::padded_string padded(line);
  od::parser parser;
  try {
    od::document document = parser.iterate(padded);
    JsonValue result;
    result.kind = JsonValue::Kind::kObject;
    for (auto field : document.get_object()) {
      std::string name(std::string_view(field.unescaped_key()));
      result.members.push_back({std::move(name), read(field.value(), 2)});
    }
    const char* rest = nullptr;
    if (document.current_location().get(rest) != simdjson::OUT_OF_BOUNDS) return std::nullopt;
    return result;
  } catch (const simdjson::simdjson_error&) {
    return std::nullopt;
  }
}

}  // namespace seenby
