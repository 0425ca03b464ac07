// Mapping files: TOML to a Mapping. Unknown keys are refused with the nearest known one, because a
// mistyped field would otherwise silently count nothing; every mistake is `file:line:column: …`.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <type_traits>

#include "nearest.h"
#include "seenby/error.h"
#include "seenby/mapping.h"

namespace seenby {
namespace {

std::array<std::string_view, kFieldCount> field_names() {
  std::array<std::string_view, kFieldCount> names;
  std::transform(kFields.begin(), kFields.end(), names.begin(),
                 [](const FieldInfo& field) { return field.name; });
  return names;
}

/// One file being read; all that it does beside reading is to know the place of a mistake.
class MappingReader {
 public:
  explicit MappingReader(std::string_view source) : source_(source) {}

  [[nodiscard]] Mapping mapping(const toml::table& root) const {
    static constexpr std::array<std::string_view, 9> kKeys = {
        "name", "about", "missing", "detect", "class", "explode", "fields", "classes", "records"};
    Mapping mapping;
    for (const auto& [key, value] : root) {
      switch (known(key.str(), kKeys, value, "key")) {
        case 0:
          mapping.name = string(value);
          break;
        case 1:
          mapping.about = string(value);
          break;
        case 2:
          mapping.missing = strings(value);
          break;
        case 3:
          mapping.detect = each(value, parse_condition);
          break;
        case 4:
          mapping.event_class = event_class(value);
          break;
        case 5:
          mapping.explode = explodes(value);
          break;
        case 6:
          fields(value, mapping.fields);
          break;
        case 7:
          classes(value, mapping.names);
          break;
        default:
          records(value, mapping.more_records);
          break;
      }
    }
    return mapping;
  }

 private:
  [[noreturn]] void fail(const toml::node& node, std::string_view what) const {
    const auto begin = node.source().begin;
    throw Error(ExitCode::kUsage,
                fmt::format("{}:{}:{}: {}", source_, begin.line, begin.column, what));
  }

  template <typename Names>
  std::size_t known(std::string_view key, const Names& names, const toml::node& node,
                    std::string_view what) const {
    const auto found = std::find(names.begin(), names.end(), key);
    if (found == names.end()) {
      fail(node, fmt::format("unknown {} '{}'{}", what, key, did_you_mean(key, names)));
    }
    return static_cast<std::size_t>(found - names.begin());
  }

  [[nodiscard]] std::string string(const toml::node& node,
                                   std::string_view expected = "expected a string") const {
    auto text = node.value_exact<std::string>();
    if (!text) fail(node, expected);
    return std::move(*text);
  }

  [[nodiscard]] const toml::table& table(const toml::node& node) const {
    const toml::table* const table = node.as_table();
    if (table == nullptr) fail(node, "expected a table");
    return *table;
  }

  /// A string, or a list of strings, each read by `parse`.
  template <typename Parse>
  std::vector<std::invoke_result_t<Parse, std::string_view>> each(const toml::node& node,
                                                                  Parse parse) const {
    std::vector<std::invoke_result_t<Parse, std::string_view>> items;
    const auto take = [&](const toml::node& item) {
      const std::string text = string(item, "expected a string or a list of strings");
      try {
        items.push_back(parse(text));
      } catch (const Error& error) {
        fail(item, error.what());
      }
    };
    if (const toml::array* const list = node.as_array()) {
      for (const toml::node& item : *list) take(item);
    } else {
      take(node);
    }
    return items;
  }

  [[nodiscard]] std::vector<std::string> strings(const toml::node& node) const {
    return each(node, [](std::string_view text) { return std::string(text); });
  }

  [[nodiscard]] EventClass event_class(const toml::node& node) const {
    return static_cast<EventClass>(known(string(node), kEventClassNames, node, "class"));
  }

  /// `"path"`, or a table with what else there is to say.
  [[nodiscard]] Source source(const toml::node& node, Field field) const {
    if (node.is_string()) return {each(node, parse_path)};
    if (!node.is_table()) fail(node, "expected a path, a table with a path, or a list of these");
    static constexpr std::array<std::string_view, 4> kKeys = {"path", "join", "when", "unit"};
    Source source;
    for (const auto& [key, value] : table(node)) {
      const std::size_t index = known(key.str(), kKeys, value, "key");
      if (index <= 1) {
        if (!source.parts.empty()) fail(value, "give either path or join");
        source.parts = each(value, parse_path);
      }
      switch (index) {
        case 0:
          if (source.parts.size() != 1) fail(value, "one path is wanted here; join takes several");
          break;
        case 1:
          if (field != Field::kViewer && field != Field::kId) {
            fail(value, "only viewer and id can be joined");
          }
          if (source.parts.size() < 2) fail(value, "join takes two paths or more");
          break;
        case 2:
          source.when = each(value, parse_condition);
          break;
        default:
          if (field != Field::kCost) fail(value, "only cost has a unit");
          source.unit = static_cast<CostUnit>(known(string(value), kCostUnitNames, value, "unit"));
          break;
      }
    }
    if (source.parts.empty()) fail(node, "expected a path here: { path = \"…\" }");
    return source;
  }

  /// One item, or a list of them, each read by `read`.
  template <typename Read>
  auto one_or_more(const toml::node& node, Read read) const {
    std::vector<std::invoke_result_t<Read, const toml::node&>> items;
    if (const toml::array* const list = node.as_array()) {
      for (const toml::node& item : *list) items.push_back(read(item));
    } else {
      items.push_back(read(node));
    }
    return items;
  }

  [[nodiscard]] Sources sources(const toml::node& node, Field field) const {
    return one_or_more(node, [&](const toml::node& item) { return source(item, field); });
  }

  /// `"path"`, or a table with the path and when it counts.
  [[nodiscard]] Explode explode(const toml::node& node) const {
    if (node.is_string()) return each(node, parse_explode).front();
    if (!node.is_table()) fail(node, "expected a path, a table with a path, or a list of these");
    static constexpr std::array<std::string_view, 2> kKeys = {"path", "when"};
    Explode explode;
    for (const auto& [key, value] : table(node)) {
      if (known(key.str(), kKeys, value, "key") == 0) {
        if (!value.is_string()) fail(value, "expected a path");
        explode.levels = each(value, parse_explode).front().levels;
      } else {
        explode.when = each(value, parse_condition);
      }
    }
    if (explode.levels.empty()) fail(node, "expected a path here: { path = \"…\" }");
    return explode;
  }

  [[nodiscard]] std::vector<Explode> explodes(const toml::node& node) const {
    return one_or_more(node, [&](const toml::node& item) { return explode(item); });
  }

  template <typename Fields>
  void fields(const toml::node& node, Fields& fields) const {
    const auto names = field_names();
    for (const auto& [key, value] : table(node)) {
      const std::size_t field = known(key.str(), names, value, "field");
      fields[field] = sources(value, static_cast<Field>(field));
    }
  }

  void classes(const toml::node& node, decltype(Mapping::names)& names) const {
    for (const auto& [key, value] : table(node)) {
      names[known(key.str(), kEventClassNames, value, "class")] = strings(value);
    }
  }

  void records(const toml::node& node, std::vector<RecordRule>& rules) const {
    static constexpr std::array<std::string_view, 4> kKeys = {"class", "when", "explode", "fields"};
    const toml::array* const list = node.as_array();
    if (list == nullptr) fail(node, "expected [[records]]");
    for (const toml::node& item : *list) {
      RecordRule& rule = rules.emplace_back();
      for (const auto& [key, value] : table(item)) {
        switch (known(key.str(), kKeys, value, "key")) {
          case 0:
            rule.event_class = event_class(value);
            break;
          case 1:
            rule.when = each(value, parse_condition);
            break;
          case 2:
            rule.explode = explodes(value);
            break;
          default:
            fields(value, rule.fields);
            break;
        }
      }
    }
  }

  std::string_view source_;
};

}  // namespace

Mapping parse_mapping(std::string_view text, std::string_view source) {
  try {
    return MappingReader(source).mapping(toml::parse(text, source));
  } catch (const toml::parse_error& error) {
    const auto begin = error.source().begin;
    throw Error(ExitCode::kUsage,
                fmt::format("{}:{}:{}: {}", source, begin.line, begin.column, error.description()));
  }
}

}  // namespace seenby
