// How reach is counted, as words and numbers.
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "seenby/error.h"
#include "seenby/pipeline.h"
#include "seenby/report.h"

namespace seenby {
namespace {

constexpr std::string_view kApproximate = "approx";
constexpr unsigned kDefaultLgK = 12;
constexpr unsigned kLeastLgK = 2;
constexpr unsigned kMostLgK = 26;

}  // namespace

ReachChoice parse_reach(const std::string& text) {
  if (text == "exact") return {};
  if (text == kApproximate) return {ReachMethod::kApproximate, kDefaultLgK};
  if (text.starts_with("approx=")) {
    const std::string_view digits = std::string_view(text).substr(kApproximate.size() + 1);
    unsigned lg_k = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), lg_k);
    const bool is_number = failure == std::errc() && end == digits.data() + digits.size();
    if (is_number && lg_k >= kLeastLgK && lg_k <= kMostLgK) {
      return {ReachMethod::kApproximate, lg_k};
    }
  }
  throw Error(ExitCode::kUsage,
              fmt::format("--reach takes exact, approx, or approx=LG_K with LG_K from {} to {} "
                          "({} keeps 4096 viewers of each row, ±1.6%), not '{}'",
                          kLeastLgK, kMostLgK, kDefaultLgK, text));
}

double nominal_reach_error(unsigned lg_k) {
  return 1 / std::sqrt(std::ldexp(1.0, static_cast<int>(lg_k)));
}

}  // namespace seenby
