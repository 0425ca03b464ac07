// Help as text. Flags, placeholders and headings are read back from the app, so that help cannot
// fall behind the flags; only the short examples and the choice of the most used flags stand here.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "cli/flags.h"
#include "cli/help.h"
#include "seenby/version.h"

namespace seenby {
namespace {

constexpr std::string_view kUsage = "usage: seenby [FLAG...] [INPUT...]\n\n";

constexpr std::string_view kShortExamples =
    "\n"
    "examples:\n"
    "  seenby events.jsonl.gz\n"
    "  seenby --content video_id --by content,day --sort -ctr --top 10 events.jsonl\n";

/// By one name of each, in the order of -h.
constexpr std::array<std::string_view, 14> kMostUsed = {
    "--mapping", "--viewer", "--content", "--by",    "--columns", "--sort", "--top",
    "--format",  "--output", "--state",   "--quiet", "--list",    "--help", "--version"};

std::string names_text(const CLI::Option& option) {
  std::string text;
  for (const std::string& name : option.get_snames()) text += (text.empty() ? "-" : ", -") + name;
  // Long names line up with each other whether a short one stands before them or not.
  if (text.empty()) text = "   ";
  for (const std::string& name : option.get_lnames()) {
    text += (text == "   " ? " --" : ", --") + name;
  }
  if (option.get_items_expected_max() > 0) text += " " + option.get_type_name();
  return text;
}

std::string flag_line(const CLI::Option& option, std::size_t names_width) {
  const std::string names = names_text(option);
  const std::string gap =
      names.size() > names_width ? fmt::format("\n  {:{}}", "", names_width) : "";
  std::string about = option.get_description();
  if (!option.get_default_str().empty()) {
    about += fmt::format(" (default: {})", option.get_default_str());
  }
  return fmt::format("  {:<{}}{}  {}\n", names, names_width, gap, about);
}

}  // namespace

std::string short_help_text(const FlagTable& table) {
  constexpr std::size_t kNamesWidth = 23;
  std::string text = fmt::format("{}{}{}\nmost used flags:\n", kUsage, kSummary, kShortExamples);
  for (const std::string_view name : kMostUsed) {
    text += flag_line(*table.app.get_option(std::string(name)), kNamesWidth);
  }
  return text;
}

std::string long_help_text(const FlagTable& table) {
  constexpr std::size_t kNamesWidth = 30;
  std::string text = fmt::format("seenby {}\n{}{}\nexamples:\n", kVersion, kUsage, kSummary);
  for (const Example& example : kExamples) {
    text += fmt::format("  {}\n      {}\n", example.command, example.about);
  }
  std::string heading;
  for (const Flag& flag : table.flags) {
    const std::string& group = flag.option->get_group();
    if (flag.is_hidden()) continue;
    if (group != heading) text += fmt::format("\n{}:\n", group);
    heading = group;
    text += flag_line(*flag.option, kNamesWidth);
  }
  text += "\nexit codes:\n";
  for (const ExitCodeInfo& code : kExitCodes) {
    text += fmt::format("  {}  {}\n", code.code, code.about);
  }
  return text;
}

}  // namespace seenby
