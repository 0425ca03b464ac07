// The flags that choose a report's rows and columns.
#include <limits>

#include "cli/flags.h"
#include "cli/values.h"

namespace seenby {

void add_report_flags(FlagTable& table, Draft& draft) {
  FlagGroup flags(table, "report");
  flags
      .value("--columns", "LIST", "columns to show: a,b,c or full or +more,-less",
             [&](const std::string& text) { draft.command.run.report.columns = text; })
      .words(column_choices, Joins::kByCommas, "+-");
  flags
      .value("--sort", "[-]COLUMN", "sort by COLUMN, with - the largest first",
             [&](const std::string& text) {
               draft.command.run.report.sort = parse_sort_key("--sort", text);
             })
      .by_default("-impressions")
      .words(sort_choices, Joins::kOneWord, "-");
  flags.value("--top", "N", "show the first N rows only; the total stays that of all rows",
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
