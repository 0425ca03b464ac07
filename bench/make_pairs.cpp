// make_pairs: writes a log of as many distinct (viewer, content) pairs as asked for, in scattered
// order, to standard output: what costs most memory. What must come of it is known: every viewer
// sees 20 contents once (all of them when there are fewer), and every one of the contents, 10,000
// unless told, is seen by equally many.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <numeric>
#include <string>
#include <string_view>

namespace {

constexpr std::uint64_t kMostOfViewer = 20;
/// A prime, so that steps of it meet every pair once.
constexpr std::uint64_t kStep = 7'368'787;

int usage() {
  fmt::print(stderr,
             "usage: make_pairs PAIRS [CONTENTS] [ids]\n"
             "CONTENTS is 10000 unless told; PAIRS is a multiple of it and of {}, and not of {}\n",
             kMostOfViewer, kStep);
  return 2;
}

/// 0 when `text` is no number.
std::uint64_t parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc() && stop == text.data() + text.size() ? value : 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool ids = argc > 2 && std::strcmp(argv[argc - 1], "ids") == 0;
  const int numbers = argc - 1 - (ids ? 1 : 0);
  if (numbers < 1 || numbers > 2) return usage();
  const std::uint64_t pairs = parse_number(argv[1]);
  const std::uint64_t contents = numbers == 2 ? parse_number(argv[2]) : 10'000;
  if (pairs == 0 || contents == 0 || pairs % contents != 0 || pairs % kMostOfViewer != 0) {
    return usage();
  }
  if (std::gcd(pairs, kStep) != 1) return usage();
  const std::uint64_t of_viewer = std::min(kMostOfViewer, contents);

  std::string out;
  std::uint64_t pair = 0;
  for (std::uint64_t i = 0; i < pairs; ++i) {
    fmt::format_to(std::back_inserter(out), R"({{"event":"impression","user_id":"u{}",)",
                   pair / of_viewer);
    if (ids) fmt::format_to(std::back_inserter(out), R"("event_id":"e{}",)", pair);
    fmt::format_to(std::back_inserter(out), "\"content_id\":\"c{}\"}}\n", pair % contents);
    pair = (pair + kStep) % pairs;
    if (out.size() < std::size_t{1} << 18 && i + 1 < pairs) continue;
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size()) {
      std::perror("make_pairs: standard output");
      return 4;
    }
    out.clear();
  }
  return std::fflush(stdout) == 0 ? 0 : 4;
}
