// The flags that choose a report's rows and columns.
#include <fmt/format.h>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "cli/flags.h"
#include "cli/values.h"
#include "nearest.h"
#include "seenby/error.h"

namespace seenby {
namespace {

ReportKind parse_kind(const std::string& text) {
  std::vector<std::string_view> names;
  for (const ReportKindInfo& info : report_kinds()) {
    if (info.name == text) return info.kind;
    names.push_back(info.name);
  }
  throw Error(ExitCode::kUsage, fmt::format("unknown report '{}' ({}){}", text, words_or(names),
                                            did_you_mean(text, names)));
}

}  // namespace

void add_report_flags(FlagTable& table, Draft& draft) {
  FlagGroup flags(table, "report");
  flags
      .value("--report", "KIND", "report items, frequency, overlap or curve",
             [&](const std::string& text) { draft.command.run.report.kind = parse_kind(text); })
      .by_default(std::string(report_kinds().front().name))
      .words(report_choices);
  flags
      .value("--columns", "LIST", "columns to show: a,b,c or full or +more,-less",
             [&](const std::string& text) { draft.command.run.report.columns = text; })
      .words(column_choices, Joins::kByCommas, "+-");
  flags
      .value("--sort", "[-]COLUMN", "by COLUMN; - is largest first",
             [&](const std::string& text) {
               draft.command.run.report.sort = parse_sort_key("--sort", text);
             })
      .by_default("-impressions")
      .words(sort_choices, Joins::kOneWord, "-");
  flags.value("--top", "N", "show the first N rows; the total is of all rows",
              [&](const std::string& text) {
                draft.command.run.report.top =
                    parse_whole("--top", text, 1, std::numeric_limits<std::uint64_t>::max());
              });
  flags
      .list("--fail-if", "CONDITION",
            "exit with 1 when a row's column is so: ctr<0.2%, or total:reach<5",
            [&](const std::vector<std::string>& texts) {
              for (const std::string& text : texts) {
                draft.command.run.report.fail_if.push_back(parse_threshold(text));
              }
            })
      .words(threshold_choices);
  flags.either(
      "--total,!--no-total", "show the total row or not (default: the format's own)",
      [&](bool shown) { draft.command.output.total = shown ? TotalRow::kShow : TotalRow::kHide; });
}

}  // namespace seenby
