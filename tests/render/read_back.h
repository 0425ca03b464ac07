// Small readers of what the formats write, sharing no code with what wrote it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "slow_json.h"

namespace seenby::test {

/// A state machine over RFC 4180 with LF line ends; nullopt when a quote or the last line is open.
inline std::optional<std::vector<std::vector<std::string>>> read_csv(std::string_view text) {
  std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string& field = rows.back().back();
    if (text[i] == '"') {
      const bool doubled = quoted && i + 1 < text.size() && text[i + 1] == '"';
      if (doubled) {
        field += text[++i];
      } else {
        quoted = !quoted;
      }
    } else if (!quoted && text[i] == ',') {
      rows.back().emplace_back();
    } else if (!quoted && text[i] == '\n') {
      rows.emplace_back(1);
    } else {
      field += text[i];
    }
  }
  if (quoted || rows.back() != std::vector<std::string>(1)) return std::nullopt;
  rows.pop_back();
  return rows;
}

inline std::string read_tsv_text(std::string_view text) {
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      value += text[i];
      continue;
    }
    const char escape = text.at(++i);
    value += escape == 't' ? '\t' : escape == 'n' ? '\n' : escape == 'r' ? '\r' : '\\';
  }
  return value;
}

/// Of the five entities that are enough; any other `&` stays.
inline std::string read_html_text(std::string_view text) {
  static constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
  std::string value;
  while (!text.empty()) {
    char c = text.front();
    std::size_t size = 1;
    for (const auto& [entity, meaning] : kEntities) {
      if (!text.starts_with(entity)) continue;
      c = meaning;
      size = entity.size();
    }
    value += c;
    text.remove_prefix(size);
  }
  return value;
}

/// The `content` of each row of JSON lines; ends at the first that is none.
inline std::vector<std::string> read_json_names(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const auto row = read_slowly(line);
    const SlowJson* const name =
        row ? row->find({PathStep{.key = "content", .entry = {}}}) : nullptr;
    if (name == nullptr || name->kind != SlowJson::Kind::kText) break;
    names.push_back(name->text);
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return names;
}

}  // namespace seenby::test
