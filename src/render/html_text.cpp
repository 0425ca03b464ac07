#include "render/html_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "render/cell_text.h"
#include "render/display.h"

namespace seenby {
namespace {

constexpr std::string_view kDigits = "0123456789";

/// Puts commas into the whole part of a number.
std::string with_commas(std::string number) {
  const std::size_t begin = number.starts_with('-') ? 1 : 0;
  std::size_t end = std::min(number.find_first_not_of(kDigits, begin), number.size());
  while (end > begin + 3) number.insert(end -= 3, 1, ',');
  return number;
}

}  // namespace

void append_html_text(std::string& out, std::string_view text) {
  std::string visible;
  append_visible(visible, text);
  for (const char c : visible) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

std::string html_text(std::string_view text) {
  std::string out;
  append_html_text(out, text);
  return out;
}

std::string html_count(std::uint64_t count) { return with_commas(fmt::format("{}", count)); }

std::string html_cell(const Cell& cell, Unit unit) {
  if (is_empty(cell)) return std::string(kEmptyText);
  if (const auto* text = std::get_if<std::string_view>(&cell)) return html_text(*text);
  std::string number;
  append_readable_number(number, cell, unit);
  return with_commas(std::move(number));
}

std::string html_headline(const Cell& cell, Unit unit) {
  constexpr double kMicrosPerUnit = 1e6;
  if (is_empty(cell) || unit == Unit::kCount || unit == Unit::kFraction) {
    return html_cell(cell, unit);
  }
  const double scale = unit == Unit::kMoney ? kMicrosPerUnit : 1;
  return with_commas(fmt::format("{:.2f}", bar_length(cell) / scale));
}

std::string html_label(std::string_view name, std::string_view underscore) {
  std::string label;
  for (const char c : name) {
    if (c == '_') {
      label += underscore;
    } else {
      append_html_text(label, {&c, 1});
    }
  }
  return label;
}

std::string html_row_name(const ReportRow& row) {
  std::string name;
  for (const auto& value : row.group) {
    if (!name.empty()) name += " · ";
    append_html_text(name, value.value_or(kEmptyText));
  }
  return name;
}

double bar_length(const Cell& cell) {
  if (is_empty(cell)) return 0;
  if (const auto* count = std::get_if<std::uint64_t>(&cell)) return static_cast<double>(*count);
  if (const auto* money = std::get_if<Micros>(&cell)) return static_cast<double>(money->value);
  if (const auto* number = std::get_if<double>(&cell)) return *number;
  return 0;
}

std::string csp_hash(std::string_view sha256) {
  constexpr std::string_view kBase64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text = "'sha256-";
  // Three bytes are six hexadecimal digits and four of base 64; the last two bytes make three.
  for (std::size_t at = 0; at < sha256.size(); at += 6) {
    std::string group(sha256.substr(at, 6));
    const std::size_t letters = group.size() * 4 / 6 + (group.size() % 6 == 0 ? 0 : 1);
    group.resize(6, '0');
    unsigned bits = 0;
    std::from_chars(group.data(), group.data() + group.size(), bits, 16);
    for (std::size_t i = 0; i < letters; ++i) text += kBase64[bits >> (18 - 6 * i) & 63];
    text.append(4 - letters, '=');
  }
  return text += '\'';
}

}  // namespace seenby
