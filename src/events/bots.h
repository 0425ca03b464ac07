// Bots that say so: user agents of known crawlers, monitors and programming libraries, told by the
// patterns of bots/known.tsv. This is the list-based part of general invalid traffic (GIVT-style)
// and no more: what poses as a browser is not told.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "text_map.h"

namespace seenby {

/// The list's bytes, embedded at build: `NAME<TAB>PATTERN` lines; `#` begins a comment line.
std::string_view bot_list();

/// One thread's answers, which it remembers: a log has few different user agents.
class BotTest {
 public:
  /// The bot's number in bot_names(), the first whose pattern matches; nothing for an empty text.
  std::optional<std::size_t> bot_of(std::string_view user_agent);

 private:
  static constexpr std::size_t kMostRemembered = 10'000;
  TextMap<std::optional<std::size_t>> known_;
};

}  // namespace seenby
