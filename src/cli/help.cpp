// Help as text. Flags, placeholders and headings are read back from the app, so that help cannot
// fall behind the flags; only the examples and the choice of the most used flags stand here.
// The first example is a crontab line, since that is where most copies of seenby run.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "cli/flags.h"
#include "seenby/version.h"

namespace seenby {
namespace {

constexpr std::string_view kUsage =
    "usage: seenby [FLAG...] [INPUT...]\n"
    "\n"
    "Says who has seen what: impressions, reach, frequency, CTR, engagement and cost from\n"
    "event logs in JSON lines, plain, gzip or zstd. An INPUT of - is stdin, as is no INPUT.\n";

constexpr std::string_view kShortExamples =
    "\n"
    "examples:\n"
    "  seenby events.jsonl.gz\n"
    "  seenby --content video_id --by content,country --sort -ctr --top 10 events.jsonl\n";

constexpr std::string_view kLongExamples =
    "\n"
    "examples:\n"
    "  15 6 * * *  seenby -q --max-bad 100 -f csv -o /srv/www/seen.csv /var/log/events/*.jsonl.gz\n"
    "      a crontab line: every morning a new report, whole or not at all\n"
    "  seenby events.jsonl.gz\n"
    "      a table of all content, the most seen first; exports of Segment, GA4, Snowplow, Kevel\n"
    "      and others are told by their first lines (--list mappings)\n"
    "  zcat *.gz | seenby --by campaign --sort -ctr --top 10 -f tsv\n"
    "      the ten campaigns with the best CTR, for a script\n"
    "  seenby --event type --impression PushEvent --content .repo.name --viewer .actor.id "
    "log.jsonl\n"
    "      any JSON: say which field is what, and which events are impressions\n";

constexpr std::string_view kExitCodes =
    "\n"
    "exit codes:\n"
    "  0  done\n"
    "  1  a --fail-if condition holds; the report is written all the same\n"
    "  2  the command line or a mapping makes no sense\n"
    "  3  more bad lines than --max-bad allows\n"
    "  4  an input or an output could not be read or written\n";

/// By one name of each, in the order of -h.
constexpr std::array<std::string_view, 14> kMostUsed = {
    "--mapping", "--event",  "--viewer", "--content", "--by",   "--columns", "--sort",
    "--top",     "--format", "--output", "--quiet",   "--list", "--help",    "--version"};

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

std::string flag_line(const CLI::Option& option) {
  constexpr std::size_t kNamesWidth = 30;
  const std::string names = names_text(option);
  const std::string gap =
      names.size() > kNamesWidth ? fmt::format("\n  {:{}}", "", kNamesWidth) : "";
  std::string about = option.get_description();
  if (!option.get_default_str().empty()) {
    about += fmt::format(" (default: {})", option.get_default_str());
  }
  return fmt::format("  {:<{}}{}  {}\n", names, kNamesWidth, gap, about);
}

}  // namespace

std::string short_help_text(const FlagTable& table) {
  std::string text = fmt::format("{}{}\nmost used flags:\n", kUsage, kShortExamples);
  for (const std::string_view name : kMostUsed) {
    text += flag_line(*table.app.get_option(std::string(name)));
  }
  return text;
}

std::string long_help_text(const FlagTable& table) {
  std::string text = fmt::format("seenby {}\n{}{}", kVersion, kUsage, kLongExamples);
  std::string heading;
  for (const Flag& flag : table.flags) {
    const std::string& group = flag.option->get_group();
    if (group.empty() || group == "about") continue;
    if (group != heading) text += fmt::format("\n{}:\n", group);
    heading = group;
    text += flag_line(*flag.option);
  }
  text += "\nabout:\n";
  for (const Flag& flag : table.flags) {
    if (flag.option->get_group() == "about") text += flag_line(*flag.option);
  }
  text += kExitCodes;
  return text;
}

}  // namespace seenby
