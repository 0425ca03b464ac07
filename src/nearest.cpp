// Optimal string alignment: Levenshtein's table, of which three rows are kept, plus the step that
// swaps two neighbours. Plain Levenshtein finds `cvs` as far from `csv` as from any three letters.
#include "nearest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace seenby {
namespace {

constexpr std::size_t kLongestTypo = 64;  // longer is no typing mistake, and costs its square

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string plain(std::string_view word) {
  std::string text(word.substr(std::min(word.find_first_not_of('-'), word.size())));
  std::transform(text.begin(), text.end(), text.begin(), lower);
  return text;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest(std::string_view given, std::span<const std::string_view> allowed) {
  if (given.size() > kLongestTypo) return {};
  const std::string wanted = plain(given);
  std::string_view best;
  std::size_t best_distance = 0;
  for (const std::string_view word : allowed) {
    const std::string known = plain(word);
    const std::size_t longer = std::max(wanted.size(), known.size());
    const std::size_t distance = edit_distance(wanted, known);
    const bool close =
        distance == 0 || (distance < longer && distance <= std::max<std::size_t>(1, longer / 3));
    if (close && (best.empty() || distance < best_distance)) {
      best = word;
      best_distance = distance;
    }
  }
  return std::string(best);
}

std::string did_you_mean(std::string_view given, std::span<const std::string_view> allowed) {
  const std::string best = nearest(given, allowed);
  return best.empty() ? std::string() : fmt::format("; did you mean '{}'?", best);
}

}  // namespace seenby
