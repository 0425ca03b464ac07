// The flags that say what is counted together and what is not counted.
#include "cli/flags.h"
#include "cli/values.h"

namespace seenby {
namespace {
/// Less is not to be had: the program and each thread take some megabytes of their own.
constexpr std::size_t kLeastMemory = std::size_t{32} << 20;
}  // namespace

void add_counting_flags(FlagTable& table, Draft& draft) {
  FlagGroup flags(table, "counting");
  flags
      .value("--by", "FIELD[,...]", "one row for each FIELD or .path",
             [&](const std::string& text) { draft.command.run.group_by = parse_group_by(text); })
      .by_default("content")
      .left_open()
      .words(group_choices, Joins::kByCommas);
  flags
      .value("--engagement", "CLASS[,...]", "what counts as engagement",
             [&](const std::string& text) {
               draft.command.run.report.engagement = parse_engagement("--engagement", text);
             })
      .by_default("like,comment,share,save")
      .words(engagement_choices, Joins::kByCommas);
  flags
      .value("--reach", "METHOD", "exact, or approx[=LG_K]: 2^LG_K viewers of a row",
             [&](const std::string& text) { draft.command.run.reach = parse_reach(text); })
      .by_default("exact")
      .left_open();
  flags.toggle("--no-dedup", "count records with the same class and id every time",
               [&] { draft.command.run.dedup = Dedup::kOff; });
  flags.value("--dedup-window", "AGE", "in a tally or state, forget ids AGE before the last record",
              [&](const std::string& text) {
                draft.command.run.dedup_window_us =
                    std::chrono::microseconds(parse_age("--dedup-window", text)).count();
              });
  flags.toggle("--allow-repeats", "count a tally that is among the inputs twice every time",
               [&] { draft.command.run.repeats = Repeats::kAllowed; });
  flags.value("--memory", "SIZE", "past SIZE, use temporary space (default: half of the memory)",
              [&](const std::string& text) {
                draft.command.run.memory_bytes = parse_memory("--memory", text, kLeastMemory);
              });
}

}  // namespace seenby
