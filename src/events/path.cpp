// The texts that are made of paths, and back: a path, a list of them, a condition, an explode.
#include "events/path.h"

#include <fmt/format.h>

#include "events/path_reader.h"
#include "seenby/error.h"

namespace seenby {
namespace {

constexpr std::string_view kExpectedInList = "expected '.' or ','";

Explode read_explode(PathReader& in) {
  Explode explode;
  do {
    if (explode.levels.size() == kMostExplodeLevels) {
      in.fail(fmt::format("more than {} nested arrays", kMostExplodeLevels));
    }
    const Path& level = explode.levels.emplace_back(in.path());
    if (level.steps.empty()) in.fail("expected a key: the array to explode");
    for (const PathStep& step : level.steps) {
      if (step.entry) in.fail("an entry is no array to explode");
    }
  } while (in.accept("[]") && in.peek() == '.');
  return explode;
}

}  // namespace

Path parse_path(std::string_view text) {
  PathReader in("path", text);
  Path path = in.path();
  if (!in.done()) {
    in.separator(kExpectedInList);
    throw Error(ExitCode::kUsage, fmt::format("path '{}': one path is wanted here", text));
  }
  return path;
}

std::vector<WrittenPath> parse_written_paths(std::string_view text) {
  PathReader in("path", text);
  std::vector<WrittenPath> paths;
  do {
    if (!paths.empty()) in.separator(kExpectedInList);
    const bool may_be_word = in.peek() != '.' && in.peek() != '"';
    Path path = in.path();
    const bool is_word = may_be_word && path.steps.size() == 1 && !path.steps[0].entry;
    paths.push_back({std::move(path), is_word});
  } while (!in.done());
  return paths;
}

Sources parse_path_list(std::string_view text) {
  Sources sources;
  for (WrittenPath& written : parse_written_paths(text)) {
    sources.push_back({{std::move(written.path)}});
  }
  return sources;
}

std::string path_text(const Path& path) {
  if (path.steps.empty()) return ".";
  std::string text;
  for (const PathStep& step : path.steps) {
    text.append(".").append(key_text(step.key));
    if (step.entry) text.append("{").append(key_text(*step.entry)).append("}");
  }
  return text;
}

std::string source_text(const Source& source) {
  std::string text;
  for (const Path& part : source.parts) {
    if (!text.empty()) text.append(" + ");
    text.append(path_text(part));
  }
  return text;
}

Condition parse_condition(std::string_view text) {
  PathReader in("condition", text);
  Condition condition;
  condition.path = in.path();
  in.skip_spaces();
  if (in.done()) return condition;
  if (in.accept("!=")) {
    condition.relation = Relation::kDiffers;
  } else if (in.accept("=")) {
    condition.relation = Relation::kEquals;
  } else {
    in.fail("expected '=' or '!='");
  }
  in.skip_spaces();
  if (in.peek() == '"') {
    condition.value = in.quoted();
    in.skip_spaces();
    if (!in.done()) in.fail("expected nothing behind the quoted value");
  } else {
    condition.value = in.rest();
  }
  if (condition.value.empty()) {
    in.fail("expected a value (a missing one equals nothing; a path alone asks for any)");
  }
  return condition;
}

std::string condition_text(const Condition& condition) {
  std::string text = path_text(condition.path);
  if (condition.relation == Relation::kHolds) return text;
  text.append(condition.relation == Relation::kEquals ? " = " : " != ");
  const std::string& value = condition.value;
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  const bool is_bare =
      !value.empty() && value.front() != '"' && !is_blank(value.front()) && !is_blank(value.back());
  return text.append(is_bare ? value : quoted_text(value));
}

Explode parse_explode(std::string_view text) {
  PathReader in("explode", text);
  Explode explode = read_explode(in);
  if (!in.done()) in.fail("expected '.' or '[]'");
  return explode;
}

std::vector<Explode> parse_explode_list(std::string_view text) {
  PathReader in("explode", text);
  std::vector<Explode> explodes = {read_explode(in)};
  while (!in.done()) {
    in.separator("expected '.', '[]' or ','");
    explodes.push_back(read_explode(in));
  }
  return explodes;
}

std::string explode_text(const Explode& explode) {
  std::string text;
  for (const Path& level : explode.levels) text.append(path_text(level)).append("[]");
  return text;
}

}  // namespace seenby
