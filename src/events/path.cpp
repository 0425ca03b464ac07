// Path text: `a.b`, `.a.b`, `."a key".b`. A bare key may hold anything but the characters that
// mean something here; a quoted one takes \" and \\ as escapes.
#include "events/path.h"

#include <fmt/format.h>

#include <algorithm>

#include "seenby/error.h"

namespace seenby {
namespace {

constexpr std::string_view kReserved = ".,\"[]{} \t:";

class PathReader {
 public:
  explicit PathReader(std::string_view text) : text_(text) {}

  [[nodiscard]] bool done() const { return at_ == text_.size(); }

  WrittenPath path() {
    WrittenPath written{{}, !accept('.') && peek() != '"'};
    do {
      written.path.keys.push_back(peek() == '"' ? quoted_key() : bare_key());
    } while (accept('.'));
    written.is_word &= written.path.keys.size() == 1;
    return written;
  }

  void separator() {
    if (!accept(',')) fail("expected '.' or ','");
    while (accept(' ')) {
    }
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool accept(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string bare_key() {
    const std::size_t end = std::min(text_.find_first_of(kReserved, at_), text_.size());
    if (end == at_) fail("expected a key (put \"…\" around one with special characters)");
    std::string key(text_.substr(at_, end - at_));
    at_ = end;
    return key;
  }

  std::string quoted_key() {
    std::string key;
    for (++at_; !accept('"'); ++at_) {
      if (peek() == '\\') ++at_;
      if (at_ == text_.size()) fail("the quote is not closed");
      key.push_back(text_[at_]);
    }
    return key;
  }

  [[noreturn]] void fail(std::string_view what) const {
    throw Error(ExitCode::kUsage,
                fmt::format("path '{}': {} at character {}", text_, what, at_ + 1));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Path parse_path(std::string_view text) {
  PathReader in(text);
  Path path = in.path().path;
  if (!in.done()) {
    in.separator();
    throw Error(ExitCode::kUsage, fmt::format("path '{}': one path is wanted here", text));
  }
  return path;
}

std::vector<WrittenPath> parse_written_paths(std::string_view text) {
  PathReader in(text);
  std::vector<WrittenPath> paths;
  paths.push_back(in.path());
  while (!in.done()) {
    in.separator();
    paths.push_back(in.path());
  }
  return paths;
}

std::vector<Path> parse_path_list(std::string_view text) {
  std::vector<Path> paths;
  for (WrittenPath& written : parse_written_paths(text)) paths.push_back(std::move(written.path));
  return paths;
}

std::string path_text(const Path& path) {
  std::string text;
  for (const std::string& key : path.keys) {
    const bool bare = !key.empty() && key.find_first_of(kReserved) == std::string::npos;
    text.push_back('.');
    if (bare) {
      text += key;
      continue;
    }
    text.push_back('"');
    for (const char c : key) {
      if (c == '"' || c == '\\') text.push_back('\\');
      text.push_back(c);
    }
    text.push_back('"');
  }
  return text;
}

}  // namespace seenby
