// make_log: writes a generated event log to standard output, the same bytes for the same arguments
// on every machine. What was written (lines, duplicates, broken lines) goes to standard error, so
// that a test can compare it with what a reader counted.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "log_generator.h"

namespace {

using seenby::bench::AudienceOptions;
using seenby::bench::LogGenerator;
using seenby::bench::LogKind;

constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

struct Arguments {
  std::string_view kind = "flat";
  std::uint64_t bytes = kNoLimit;
  std::uint64_t events = kNoLimit;
  std::uint64_t viewers = 0;   ///< 0 = as the kind says
  std::uint64_t contents = 0;  ///< 0 = as the kind says
  std::uint64_t seed = 1;
};

int usage(std::string_view problem) {
  std::string kinds;
  for (const LogKind& kind : seenby::bench::log_kinds()) {
    kinds += fmt::format("  {:10}{}\n", kind.name, kind.about);
  }
  fmt::print(stderr,
             "make_log: {}\n"
             "usage: make_log --kind KIND --bytes N | --events N [--seed S] [--users N]"
             " [--contents N]\n{}",
             problem, kinds);
  return 2;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The worded problem, empty when there is none.
std::string parse(int argc, char** argv, Arguments& arguments) {
  for (int i = 1; i < argc; i += 2) {
    const std::string_view flag = argv[i];
    if (i + 1 == argc) return fmt::format("{} needs a value", flag);
    const std::string_view text = argv[i + 1];
    if (flag == "--kind") {
      arguments.kind = text;
      continue;
    }
    const std::optional<std::uint64_t> number = parse_number(text);
    if (!number) return fmt::format("{} needs a number, not '{}'", flag, text);
    if (flag == "--bytes")
      arguments.bytes = *number;
    else if (flag == "--events")
      arguments.events = *number;
    else if (flag == "--seed")
      arguments.seed = *number;
    else if (flag == "--users")
      arguments.viewers = *number;
    else if (flag == "--contents")
      arguments.contents = *number;
    else
      return fmt::format("unknown flag '{}'", flag);
  }
  if ((arguments.bytes == kNoLimit) == (arguments.events == kNoLimit)) {
    return "give either --bytes or --events";
  }
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (arguments.viewers > kMost || arguments.contents > kMost) {
    return fmt::format("--users and --contents go up to {}", kMost);
  }
  return {};
}

bool write_log(LogGenerator& generator, const Arguments& arguments) {
  constexpr std::size_t kWriteBytes = std::size_t{1} << 18;
  std::string out;
  std::uint64_t bytes = 0;
  while (generator.counts().lines < arguments.events && bytes + out.size() < arguments.bytes) {
    generator.append_line(out);
    if (out.size() < kWriteBytes) continue;
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size()) return false;
    bytes += out.size();
    out.clear();
  }
  return std::fwrite(out.data(), 1, out.size(), stdout) == out.size() && std::fflush(stdout) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  const std::string problem = parse(argc, argv, arguments);
  if (!problem.empty()) return usage(problem);
  const LogKind* const kind = seenby::bench::find_log_kind(arguments.kind);
  if (kind == nullptr) return usage(fmt::format("unknown kind '{}'", arguments.kind));

  AudienceOptions audience = kind->audience;
  if (arguments.viewers != 0) audience.viewers = static_cast<std::uint32_t>(arguments.viewers);
  if (arguments.contents != 0) audience.contents = static_cast<std::uint32_t>(arguments.contents);
  LogGenerator generator(*kind, audience, arguments.seed);
  if (!write_log(generator, arguments)) {
    std::perror("make_log: standard output");
    return 4;
  }
  const LogGenerator::Counts& counts = generator.counts();
  fmt::print(stderr, "make_log: {} lines, of them {} duplicates and {} broken\n", counts.lines,
             counts.duplicates, counts.broken);
  return 0;
}
