#include "mapping_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "events/key_sample.h"
#include "seenby/error.h"

namespace seenby {
namespace {

constexpr std::size_t kShownKeys = 20;
constexpr std::size_t kShownNames = 8;
/// Above this share of duplicates the id may not be one.
constexpr double kSuspiciousDuplicates = 0.05;

std::string path_list(const PlanField& field) {
  std::vector<std::string> texts;
  for (const Source& source : field.sources) texts.push_back(source_text(source));
  return fmt::format("{}", fmt::join(texts, ", "));
}

[[noreturn]] void fail_unmatched(std::string_view flag, std::string_view wanted,
                                 std::string_view places, const Ledger& ledger) {
  const std::vector<std::string> keys = sample_keys(ledger.sample(), kShownKeys);
  throw Error(ExitCode::kUsage, fmt::format("{}: no line has {} at {}; the first lines have: {}",
                                            flag, wanted, places, fmt::join(keys, " ")));
}

bool matched(const Ledger& ledger, int field) {
  return ledger.findings().matched[static_cast<std::size_t>(field)] != 0;
}

void check_input(const InputAccounting& input) {
  const Accounting& a = input.accounting;
  const auto not_objects = a.malformed_by_kind[static_cast<std::size_t>(BadKind::kNotObject)];
  if (a.parsed > 0 || a.malformed == 0 || not_objects != a.malformed) return;
  throw Error(ExitCode::kIo,
              fmt::format("{}: no line is a JSON object; seenby reads JSON lines, one event a line",
                          input.name == "-" ? "standard input" : input.name));
}

void warn_unmapped(const Ledger& ledger, const Accounting& total, std::vector<std::string>& out) {
  if (total.records == 0 || total.unmapped != total.records) return;
  std::vector<std::pair<std::string, std::uint64_t>> names(ledger.findings().unmapped_names.begin(),
                                                           ledger.findings().unmapped_names.end());
  std::stable_sort(names.begin(), names.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  names.resize(std::min(names.size(), kShownNames));
  std::vector<std::string> texts;
  for (const auto& [name, count] : names) texts.push_back(fmt::format("{} ({})", name, count));
  out.push_back(fmt::format(
      "no event name has a class, so nothing is counted; name impressions with --impression NAME, "
      "clicks with --click NAME; names in the input: {}",
      fmt::join(texts, ", ")));
}

}  // namespace

void check_mapping(const Plan& plan, const RunOptions& options, const Ledger& ledger) {
  for (const InputAccounting& input : ledger.inputs()) check_input(input);
  if (ledger.total().parsed == 0) return;
  if (options.overrides.explode && !ledger.findings().has_elements) {
    std::vector<std::string> arrays;
    for (const Explode& explode : *options.overrides.explode) {
      arrays.push_back(explode_text(explode));
    }
    fail_unmatched("--explode", "an element", fmt::format("{}", fmt::join(arrays, ", ")), ledger);
  }
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const auto field = static_cast<Field>(i);
    const bool needed = field == Field::kEvent || field == Field::kContent;
    if ((!needed && !options.overrides.fields[i]) || plan.field(field) < 0) continue;
    if (matched(ledger, plan.field(field))) continue;
    fail_unmatched(kFields[i].flag, "a value",
                   path_list(plan.fields[static_cast<std::size_t>(plan.field(field))]), ledger);
  }
  for (const int group : plan.group_fields) {
    const PlanField& field = plan.fields[static_cast<std::size_t>(group)];
    if (!matched(ledger, group)) {
      fail_unmatched("--by " + field.name, "a value", path_list(field), ledger);
    }
  }
}

std::vector<std::string> warnings(const Plan& plan, const Ledger& ledger) {
  std::vector<std::string> out;
  const Accounting total = ledger.total();
  warn_unmapped(ledger, total, out);
  if (total.counted > 0 && !matched(ledger, plan.field(Field::kViewer))) {
    out.push_back(fmt::format(
        "no line names a viewer (looked at {}), so there is no reach; name the field with --viewer",
        path_list(plan.fields[static_cast<std::size_t>(plan.field(Field::kViewer))])));
  }
  const auto with_id = static_cast<double>(total.counted + total.duplicate);
  if (static_cast<double>(total.duplicate) > kSuspiciousDuplicates * with_id) {
    out.push_back(fmt::format(
        "{:.1f}% of the records are duplicates by {}; if that field is not unique to an event, "
        "count them with --no-dedup",
        100 * static_cast<double>(total.duplicate) / with_id,
        path_list(plan.fields[static_cast<std::size_t>(plan.field(Field::kId))])));
  }
  if (total.unreadable_cost > 0) {
    out.push_back(fmt::format("{} cost values are not decimal numbers and count as no cost",
                              total.unreadable_cost));
  }
  if (total.unreadable_time > 0) {
    out.push_back(fmt::format("{} time values could not be read and count as no time",
                              total.unreadable_time));
  }
  if (total.unreadable_weight > 0) {
    out.push_back(fmt::format("{} weights are not whole numbers below 2^30 and count as 1",
                              total.unreadable_weight));
  }
  return out;
}

bool exceeds(const BadLineLimit& limit, const Accounting& accounting) {
  const std::uint64_t bad = accounting.malformed + accounting.oversized;
  const std::uint64_t lines = accounting.lines - accounting.blank;
  if (limit.count && bad > *limit.count) return true;
  return limit.share && static_cast<double>(bad) > *limit.share * static_cast<double>(lines);
}

}  // namespace seenby
