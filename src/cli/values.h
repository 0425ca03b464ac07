// From the text of a flag's value to a number, a size, a limit, a choice or a list of names.
// Each throws one worded Error(kUsage) that names the flag, what it takes and what it got; numbers
// are read without regard to the locale.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command_line.h"

namespace seenby {

/// A whole number in `[least, most]`.
std::uint64_t parse_whole(std::string_view flag, std::string_view text, std::uint64_t least,
                          std::uint64_t most);

/// Bytes in `[1, most]`: a whole number with an optional K, M or G, powers of 1024.
std::size_t parse_size(std::string_view flag, std::string_view text, std::size_t most);
/// Bytes from `least` on.
std::size_t parse_memory(std::string_view flag, std::string_view text, std::size_t least);

/// Hours `36h`, days `400d` of 24 hours or weeks `12w`, up to a hundred years.
std::chrono::hours parse_age(std::string_view flag, std::string_view text);

/// `N` lines, or `P%` of them.
BadLineLimit parse_bad_line_limit(std::string_view flag, std::string_view text);
/// The limit as the user would write it, for messages.
std::string bad_line_limit_text(const BadLineLimit& limit);

/// The text of a time, to be read by parse_instant(); not empty.
std::string parse_time_text(std::string_view flag, const std::string& text);

/// `column` ascending, `-column` descending.
SortKey parse_sort_key(std::string_view flag, std::string_view text);

When parse_when(std::string_view flag, std::string_view text);

EventClass parse_class(std::string_view flag, std::string_view text);

/// Event classes separated by commas. The impression is what is engaged with, so it is refused.
EventClassSet parse_engagement(std::string_view flag, std::string_view text);

/// A path or `-`. Refuses an empty one, which is a shell variable that was never set.
std::string parse_file(std::string_view flag, const std::string& text);

/// Names separated by commas; `\,` is a comma and `\\` a backslash within a name. Blanks around a
/// name do not count; an empty name is an error.
std::vector<std::string> parse_names(std::string_view flag, std::string_view text);

/// `a, b or c`.
std::string words_or(std::span<const std::string_view> words);

}  // namespace seenby
