// Reads values with std::from_chars only: no locale, no leading `+`, no trailing text.
#include "cli/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <limits>
#include <system_error>

#include "nearest.h"
#include "seenby/error.h"

namespace seenby {
namespace {

[[noreturn]] void refuse(std::string_view flag, std::string_view takes, std::string_view given) {
  throw Error(ExitCode::kUsage, fmt::format("{} takes {}, not '{}'", flag, takes, given));
}

/// The whole of `text` as a number, or nothing.
template <typename Number>
std::optional<Number> whole_text_as(std::string_view text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::size_t index_among(std::span<const std::string_view> words, std::string_view flag,
                        std::string_view text) {
  const auto found = std::find(words.begin(), words.end(), text);
  if (found == words.end()) {
    throw Error(ExitCode::kUsage, fmt::format("{} takes {}, not '{}'{}", flag, words_or(words),
                                              text, did_you_mean(text, words)));
  }
  return static_cast<std::size_t>(found - words.begin());
}

unsigned shift_of(char suffix) {
  switch (suffix) {
    case 'k':
    case 'K':
      return 10;
    case 'm':
    case 'M':
      return 20;
    case 'g':
    case 'G':
      return 30;
    default:
      return 0;
  }
}

std::uint64_t hours_of(char unit) {
  switch (unit) {
    case 'h':
      return 1;
    case 'd':
      return 24;
    case 'w':
      return std::uint64_t{7} * 24;
    default:
      return 0;
  }
}

/// What may be meant by `400 days`, `400D` or `400`; empty when that is anyone's guess.
std::string likely_age(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::size_t letter = std::min(text.find_first_not_of(' ', digits), text.size());
  const char unit = letter == text.size()
                        ? 'd'
                        : static_cast<char>(std::tolower(static_cast<unsigned char>(text[letter])));
  if (digits == 0 || hours_of(unit) == 0) return {};
  return fmt::format("; did you mean '{}{}'?", text.substr(0, digits), unit);
}

/// A number with an optional K, M or G.
std::optional<std::size_t> bytes_in(std::string_view text) {
  const unsigned shift = text.empty() ? 0 : shift_of(text.back());
  const auto number =
      whole_text_as<std::size_t>(text.substr(0, text.size() - (shift == 0 ? 0 : 1)));
  if (!number || *number > std::numeric_limits<std::size_t>::max() >> shift) return std::nullopt;
  return *number << shift;
}

std::string size_text(std::size_t bytes) {
  for (const auto& [suffix, shift] : {std::pair{'G', 30U}, {'M', 20U}, {'K', 10U}}) {
    if (bytes >> shift != 0 && (bytes >> shift) << shift == bytes) {
      return fmt::format("{}{}", bytes >> shift, suffix);
    }
  }
  return fmt::format("{}", bytes);
}

}  // namespace

std::uint64_t parse_whole(std::string_view flag, std::string_view text, std::uint64_t least,
                          std::uint64_t most) {
  const auto number = whole_text_as<std::uint64_t>(text);
  if (number && *number >= least && *number <= most) return *number;
  if (most == std::numeric_limits<std::uint64_t>::max()) {
    refuse(flag, fmt::format("a whole number from {} on", least), text);
  }
  refuse(flag, fmt::format("a whole number from {} to {}", least, most), text);
}

std::size_t parse_size(std::string_view flag, std::string_view text, std::size_t most) {
  const auto bytes = bytes_in(text);
  if (bytes && *bytes >= 1 && *bytes <= most) return *bytes;
  refuse(flag, fmt::format("a size from 1 to {}, such as 512K or 16M", size_text(most)), text);
}

std::size_t parse_memory(std::string_view flag, std::string_view text, std::size_t least) {
  const auto bytes = bytes_in(text);
  if (bytes && *bytes >= least) return *bytes;
  refuse(flag, fmt::format("a size from {} on, such as 512M or 2G", size_text(least)), text);
}

std::chrono::hours parse_age(std::string_view flag, std::string_view text) {
  constexpr std::uint64_t kMostHours = std::uint64_t{100} * 366 * 24;
  const std::uint64_t unit = text.empty() ? 0 : hours_of(text.back());
  if (unit == 0) {
    throw Error(ExitCode::kUsage,
                fmt::format("{} takes an age such as 400d, 12w or 36h, not '{}'{}", flag, text,
                            likely_age(text)));
  }
  const auto number = whole_text_as<std::uint64_t>(text.substr(0, text.size() - 1));
  if (number && *number >= 1 && *number <= kMostHours / unit) {
    return std::chrono::hours(*number * unit);
  }
  refuse(flag, "an age from 1h to 100 years, such as 400d, 12w or 36h", text);
}

BadLineLimit parse_bad_line_limit(std::string_view flag, std::string_view text) {
  BadLineLimit limit;
  if (text.ends_with('%')) {
    const auto percent = whole_text_as<double>(text.substr(0, text.size() - 1));
    // Written so that NaN fails as well.
    if (percent && *percent >= 0 && *percent <= 100) limit.share = *percent / 100;
  } else {
    limit.count = whole_text_as<std::uint64_t>(text);
  }
  if (!limit.count && !limit.share) {
    refuse(flag, "a number of lines or a share from 0% to 100%, such as 100 or 0.1%", text);
  }
  return limit;
}

std::string bad_line_limit_text(const BadLineLimit& limit) {
  if (limit.share) return fmt::format("{:.6g}%", *limit.share * 100);
  return fmt::format("{}", limit.count.value_or(0));
}

SortKey parse_sort_key(std::string_view flag, std::string_view text) {
  const SortOrder order = text.starts_with('-') ? SortOrder::kDescending : SortOrder::kAscending;
  const std::string_view column = text.substr(order == SortOrder::kDescending ? 1 : 0);
  if (column.empty()) refuse(flag, "a column, or -column for the largest first", text);
  return {std::string(column), order};
}

When parse_when(std::string_view flag, std::string_view text) {
  static constexpr std::array<std::string_view, 3> kWords = {"auto", "always", "never"};
  return static_cast<When>(index_among(kWords, flag, text));
}

EventClass parse_class(std::string_view flag, std::string_view text) {
  return static_cast<EventClass>(index_among(kEventClassNames, flag, text));
}

EventClassSet parse_engagement(std::string_view flag, std::string_view text) {
  static_assert(EventClass::kImpression == EventClass{0});
  const std::span allowed = std::span(kEventClassNames).subspan(1);
  EventClassSet classes{};
  for (const std::string& name : parse_names(flag, text)) {
    classes[index_among(allowed, flag, name) + 1] = true;
  }
  return classes;
}

std::string parse_time_text(std::string_view flag, const std::string& text) {
  if (text.empty()) refuse(flag, "a date such as 2026-01-31 or an instant", text);
  return text;
}

std::string parse_file(std::string_view flag, const std::string& text) {
  if (text.empty()) refuse(flag, "a file", text);
  return text;
}

std::vector<std::string> parse_names(std::string_view flag, std::string_view text) {
  std::vector<std::string> names;
  std::string name;
  std::size_t kept = 0;  // up to here a blank was not asked to be dropped, or is escaped
  const auto finish = [&] {
    while (name.size() > kept && name.back() == ' ') name.pop_back();
    if (name.empty()) refuse(flag, "event names separated by commas", text);
    names.push_back(std::move(name));
    name.clear();
    kept = 0;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] == '\\' && (next == ',' || next == '\\' || next == ' ')) {
      name += next;
      kept = name.size();
      ++i;
    } else if (text[i] == ',') {
      finish();
    } else if (text[i] != ' ' || !name.empty()) {
      name += text[i];
    }
  }
  finish();
  return names;
}

std::string words_or(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace seenby
