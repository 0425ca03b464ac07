#include "events/path_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "seenby/error.h"

namespace seenby {
namespace {
constexpr std::string_view kReserved = ".,\"[]{} \t:=!";
}

bool PathReader::accept(std::string_view token) {
  if (!text_.substr(at_).starts_with(token)) return false;
  at_ += token.size();
  return true;
}

void PathReader::skip_spaces() {
  while (accept(" ") || accept("\t")) {
  }
}

std::string_view PathReader::rest() {
  std::string_view left = text_.substr(at_);
  at_ = text_.size();
  while (left.ends_with(' ') || left.ends_with('\t')) left.remove_suffix(1);
  return left;
}

Path PathReader::path() {
  Path path;
  constexpr std::string_view kBehind = ", \t=!";
  if (accept(".") && (done() || kBehind.find(peek()) != std::string_view::npos)) return path;
  do {
    PathStep& step = path.steps.emplace_back();
    step.key = key();
    if (!accept("{")) continue;
    step.entry = key();
    if (!accept("}")) fail("expected '}' behind the entry's key");
  } while (accept("."));
  return path;
}

std::string PathReader::key() {
  if (peek() == '"') return quoted();
  const std::size_t end = std::min(text_.find_first_of(kReserved, at_), text_.size());
  if (end == at_) fail("expected a key (put \"…\" around one with special characters)");
  std::string key(text_.substr(at_, end - at_));
  at_ = end;
  return key;
}

std::string PathReader::quoted() {
  std::string text;
  for (++at_; !accept("\""); ++at_) {
    if (peek() == '\\') ++at_;
    if (done()) fail("the quote is not closed");
    text.push_back(text_[at_]);
  }
  return text;
}

void PathReader::separator(std::string_view expected) {
  if (!accept(",")) fail(expected);
  while (accept(" ")) {
  }
}

void PathReader::fail(std::string_view mistake) const {
  throw Error(ExitCode::kUsage,
              fmt::format("{} '{}': {} at character {}", what_, text_, mistake, at_ + 1));
}

std::string key_text(std::string_view key) {
  const bool is_bare = !key.empty() && key.find_first_of(kReserved) == std::string_view::npos;
  return is_bare ? std::string(key) : quoted_text(key);
}

std::string quoted_text(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted.push_back('\\');
    quoted.push_back(c);
  }
  quoted.push_back('"');
  return quoted;
}

}  // namespace seenby
