// make_pairs: writes a log of as many distinct (viewer, content) pairs as asked for, in scattered
// order, to standard output: what costs most memory. What must come of it is known: every viewer
// sees 20 contents once, and every one of the 10,000 contents is seen by equally many.
#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <numeric>
#include <string>

namespace {

constexpr std::uint64_t kOfViewer = 20;
constexpr std::uint64_t kContents = 10'000;
/// A prime, so that steps of it meet every pair once.
constexpr std::uint64_t kStep = 7'368'787;

int usage() {
  fmt::print(stderr, "usage: make_pairs PAIRS [ids]     PAIRS is a multiple of {}\n", kContents);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3 || (argc == 3 && std::strcmp(argv[2], "ids") != 0)) return usage();
  std::uint64_t pairs = 0;
  const char* const end = argv[1] + std::strlen(argv[1]);
  const auto [stop, failure] = std::from_chars(argv[1], end, pairs);
  if (failure != std::errc() || stop != end || pairs == 0 || pairs % kContents != 0) return usage();
  if (std::gcd(pairs, kStep) != 1) return usage();

  std::string out;
  std::uint64_t pair = 0;
  for (std::uint64_t i = 0; i < pairs; ++i) {
    fmt::format_to(std::back_inserter(out), R"({{"event":"impression","user_id":"u{}",)",
                   pair / kOfViewer);
    if (argc == 3) fmt::format_to(std::back_inserter(out), R"("event_id":"e{}",)", pair);
    fmt::format_to(std::back_inserter(out), "\"content_id\":\"c{}\"}}\n", pair % kContents);
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
