// Reads what is made of paths, a piece at a time: `a.b`, `."a key".b`, `params{name}`. A bare key
// may hold anything but the characters that mean something here; a quoted one takes \" and \\ as
// escapes. Every mistake is an Error(kUsage) that quotes the text and points at the place.
#pragma once

#include <string>
#include <string_view>

#include "seenby/mapping.h"

namespace seenby {

class PathReader {
 public:
  /// `what` is the text's kind, for messages.
  PathReader(std::string_view what, std::string_view text) : what_(what), text_(text) {}

  [[nodiscard]] bool done() const { return at_ == text_.size(); }
  /// The next character, or NUL at the end.
  [[nodiscard]] char peek() const { return done() ? '\0' : text_[at_]; }
  /// Takes `token` if it is next.
  bool accept(std::string_view token);
  void skip_spaces();
  /// Takes all that is left, without the spaces at its end.
  std::string_view rest();

  Path path();
  /// A key, bare or in quotes.
  std::string key();
  std::string quoted();
  /// Behind a comma, to the next item of a list.
  void separator(std::string_view expected);

  [[noreturn]] void fail(std::string_view mistake) const;

 private:
  std::string_view what_;
  std::string_view text_;
  std::size_t at_ = 0;
};

/// `text` as it must stand in a path: bare if it can be.
std::string key_text(std::string_view key);
/// In quotes, with escapes.
std::string quoted_text(std::string_view text);

}  // namespace seenby
