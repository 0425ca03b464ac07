#include "events/filter.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <optional>

#include "events/path.h"
#include "nearest.h"
#include "seenby/error.h"

namespace seenby {
namespace {

struct Operator {
  std::string_view text;
  FilterSign sign;
};
/// The longer before those that begin alike.
constexpr std::array<Operator, 8> kOperators = {{
    {"!=", FilterSign::kDiffers},
    {"!~", FilterSign::kMatchesNot},
    {"<=", FilterSign::kLessOrEqual},
    {">=", FilterSign::kGreaterOrEqual},
    {"=", FilterSign::kEquals},
    {"~", FilterSign::kMatches},
    {"<", FilterSign::kLess},
    {">", FilterSign::kGreater},
}};

[[noreturn]] void refuse(std::string_view text, std::string_view mistake) {
  throw Error(ExitCode::kUsage, fmt::format("--where '{}': {}", text, mistake));
}

/// Where the operator stands: at the first sign that is not within quotes.
std::size_t operator_at(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && quoted)
      ++i;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && std::string_view("=!~<>").find(text[i]) != std::string_view::npos)
      return i;
  }
  refuse(text, fmt::format("expected one of = != ~ !~ < <= > >= at character {}", text.size() + 1));
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

void set_field(Filter& filter, std::string_view name) {
  std::vector<WrittenPath> paths;
  try {
    paths = parse_written_paths(name);
  } catch (const Error& error) {
    refuse(filter.text, error.what());
  }
  if (paths.size() > 1) refuse(filter.text, "one field or .path is wanted before the sign");
  WrittenPath& written = paths.front();
  if (!written.is_word) {
    filter.path = std::move(written.path);
    return;
  }
  const std::string& key = written.path.steps.front().key;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (kFields[i].name == key) filter.field = static_cast<Field>(i);
    names.push_back(kFields[i].name);
  }
  if (filter.field) return;
  refuse(filter.text, fmt::format("unknown field '{}'{} (fields: {}; any other key of the log is "
                                  "written as a path: .{})",
                                  key, did_you_mean(key, names), fmt::join(names, ", "), key));
}

bool is_pattern(FilterSign sign) {
  return sign == FilterSign::kMatches || sign == FilterSign::kMatchesNot;
}

/// The text in quotes that `text` is.
std::string unquoted(const Filter& filter, std::string_view text) {
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"' && i + 1 == text.size()) return value;
    if (text[i] == '"') refuse(filter.text, "expected nothing behind the quoted value");
    if (text[i] == '\\') ++i;
    if (i < text.size()) value.push_back(text[i]);
  }
  refuse(filter.text, "the quote is not closed");
}

std::shared_ptr<const re2::RE2> pattern_of(const Filter& filter) {
  if (!is_pattern(filter.sign)) return nullptr;
  re2::RE2::Options options;
  options.set_log_errors(false);
  auto pattern = std::make_shared<const re2::RE2>(filter.value, options);
  if (pattern->ok()) return pattern;
  refuse(filter.text,
         fmt::format("bad regular expression '{}': {}", filter.value, pattern->error()));
}

template <typename Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || stop != end) return std::nullopt;
  return value;
}

/// Nothing for texts of which one is no such number. NaN and infinity are none either.
template <typename Number>
std::optional<std::partial_ordering> order_as(std::string_view a, std::string_view b) {
  const auto left = number<Number>(a);
  const auto right = number<Number>(b);
  if (!left || !right) return std::nullopt;
  return *left <=> *right;
}

std::partial_ordering order(std::string_view a, std::string_view b) {
  constexpr std::string_view kDigits = "0123456789";
  const bool are_numbers = a.find_first_of(kDigits) != a.npos && b.find_first_of(kDigits) != b.npos;
  if (are_numbers) {
    if (const auto found = order_as<std::int64_t>(a, b)) return *found;
    if (const auto found = order_as<std::uint64_t>(a, b)) return *found;
    if (const auto found = order_as<double>(a, b)) return *found;
  }
  return a <=> b;
}

}  // namespace

Filter parse_filter(std::string_view text) {
  Filter filter;
  filter.text = text;
  const std::size_t at = operator_at(text);
  const std::string_view name = trimmed(text.substr(0, at));
  if (name.empty()) refuse(text, "expected a field or a .path at character 1");
  set_field(filter, name);
  const std::string_view rest = text.substr(at);
  const auto* const found =
      std::find_if(kOperators.begin(), kOperators.end(),
                   [&](const Operator& one) { return rest.starts_with(one.text); });
  if (found == kOperators.end()) {
    refuse(text, fmt::format("expected '!=' or '!~' at character {}", at + 1));
  }
  filter.sign = found->sign;
  const std::string_view value = trimmed(rest.substr(found->text.size()));
  const bool is_quoted = value.starts_with('"') && !is_pattern(filter.sign);
  filter.value = is_quoted ? unquoted(filter, value) : std::string(value);
  if (filter.value.empty()) {
    refuse(text, fmt::format("expected a value behind character {} (a missing one equals nothing: "
                             "!~ . asks for it, ~ . for any other)",
                             at + found->text.size()));
  }
  pattern_of(filter);
  return filter;
}

FilterTest::FilterTest(const Filter& filter)
    : sign_(filter.sign), value_(filter.value), pattern_(pattern_of(filter)) {}

bool FilterTest::holds(std::string_view value) const {
  if (value.empty()) {
    return sign_ == FilterSign::kDiffers || sign_ == FilterSign::kMatchesNot;
  }
  switch (sign_) {
    case FilterSign::kEquals:
      return value == value_;
    case FilterSign::kDiffers:
      return value != value_;
    case FilterSign::kMatches:
    case FilterSign::kMatchesNot:
      return re2::RE2::PartialMatch({value.data(), value.size()}, *pattern_) ==
             (sign_ == FilterSign::kMatches);
    case FilterSign::kLess:
      return std::is_lt(order(value, value_));
    case FilterSign::kLessOrEqual:
      return std::is_lteq(order(value, value_));
    case FilterSign::kGreater:
      return std::is_gt(order(value, value_));
    case FilterSign::kGreaterOrEqual:
      return std::is_gteq(order(value, value_));
  }
  return false;
}

}  // namespace seenby
