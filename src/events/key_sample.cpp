#include "events/key_sample.h"

#include <simdjson.h>

#include <algorithm>

#include "seenby/mapping.h"

namespace seenby {
namespace {

constexpr std::size_t kSampledLines = 20;
constexpr std::size_t kMostDepth = 4;

void collect(simdjson::dom::element element, Path& path, std::size_t most,
             std::vector<std::string>& keys) {
  simdjson::dom::object object;
  if (element.get_object().get(object) != simdjson::SUCCESS || path.steps.size() >= kMostDepth) {
    const std::string text = path_text(path);
    const bool is_new = std::find(keys.begin(), keys.end(), text) == keys.end();
    if (is_new && keys.size() < most) keys.push_back(text);
    return;
  }
  for (const auto field : object) {
    path.steps.push_back({std::string(field.key), std::nullopt});
    collect(field.value, path, most, keys);
    path.steps.pop_back();
  }
}

}  // namespace

std::vector<std::string> sample_keys(std::string_view lines, std::size_t most) {
  std::vector<std::string> keys;
  simdjson::dom::parser parser;
  for (std::size_t line = 0; line < kSampledLines && !lines.empty(); ++line) {
    const std::string_view text = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(text.size() + 1, lines.size()));
    simdjson::dom::element element;
    Path path;
    if (parser.parse(simdjson::padded_string(text)).get(element) != simdjson::SUCCESS) continue;
    if (element.is_object()) collect(element, path, most, keys);
  }
  return keys;
}

}  // namespace seenby
