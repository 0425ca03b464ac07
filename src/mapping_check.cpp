#include "mapping_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "events/key_sample.h"
#include "events/line_probe.h"
#include "seenby/error.h"

namespace seenby {
namespace {

constexpr std::size_t kShownKeys = 20;
constexpr std::size_t kShownNames = 8;
/// Above this share of duplicates the id may not be one.
constexpr double kSuspiciousDuplicates = 0.05;

/// One mapping and what the run saw of it.
struct Use {
  const MappingInUse* mapping;
  const MappingFindings* findings;
  Accounting total;  ///< of the inputs read with it

  [[nodiscard]] const PlanField& field(int index) const {
    return mapping->plan.fields[static_cast<std::size_t>(index)];
  }
  /// Whether a plan field ever had a value.
  [[nodiscard]] bool matched(int index) const {
    return index >= 0 && findings->matched[static_cast<std::size_t>(index)] != 0;
  }
};

/// Mappings by which some line was parsed.
std::vector<Use> uses_of(const MappingChooser& mappings, const Ledger& ledger) {
  std::vector<Use> uses;
  for (const MappingInUse& mapping : mappings.in_use()) {
    Use use{&mapping, nullptr, {}};
    for (std::size_t i = 0; i < ledger.inputs().size(); ++i) {
      if (mappings.knows(i) && &mappings.of(i) == &mapping)
        use.total += ledger.inputs()[i].accounting;
    }
    if (use.total.parsed == 0) continue;
    use.findings = &ledger.findings()[mapping.index];
    uses.push_back(use);
  }
  return uses;
}

std::string path_list(const PlanField& field) {
  std::vector<std::string> texts;
  for (const Source& source : field.sources) texts.push_back(source_text(source));
  return fmt::format("{}", fmt::join(texts, ", "));
}

[[noreturn]] void fail_unmatched(const Use& use, std::string_view flag, std::string_view wanted,
                                 std::string_view places) {
  const std::vector<std::string> keys = sample_keys(use.mapping->sample, kShownKeys);
  throw Error(ExitCode::kUsage, fmt::format("{}: no line has {} at {}; the first lines have: {}",
                                            flag, wanted, places, fmt::join(keys, " ")));
}

[[noreturn]] void fail_unmatched(const Use& use, const PlanField& field, std::string_view flag) {
  if (field.sources.empty()) {
    throw Error(ExitCode::kUsage,
                fmt::format("{}: mapping {} has no {}; name one with --{} PATH", flag,
                            use.mapping->mapping.name, field.name, field.name));
  }
  fail_unmatched(use, flag, "a value", path_list(field));
}

void check_input(const InputAccounting& input) {
  const Accounting& a = input.accounting;
  const auto not_objects = a.malformed_by_kind[static_cast<std::size_t>(BadKind::kNotObject)];
  if (a.parsed > 0 || a.malformed == 0 || not_objects != a.malformed) return;
  throw Error(ExitCode::kIo,
              fmt::format("{}: no line is a JSON object; seenby reads JSON lines, one event a line",
                          input.name == "-" ? "standard input" : input.name));
}

/// What a mapping cannot do without must have been there on some line that it read.
void check_needed(const Use& use) {
  for (const Field needed : {Field::kEvent, Field::kContent}) {
    const int index = use.mapping->plan.field(needed);
    if (index < 0 || use.matched(index)) continue;
    fail_unmatched(use, use.field(index), kFields[static_cast<std::size_t>(needed)].flag);
  }
}

/// Fails when `index_in(plan)` names a field that found nothing under any mapping.
template <typename IndexIn>
void check_somewhere(const std::vector<Use>& uses, const std::string& flag, IndexIn index_in) {
  const auto matched = [&](const Use& use) { return use.matched(index_in(use.mapping->plan)); };
  if (std::any_of(uses.begin(), uses.end(), matched)) return;
  const Use& use = uses.front();
  fail_unmatched(use, use.field(index_in(use.mapping->plan)), flag);
}

/// Fails when no array that the user wants exploded ever had an element.
void check_explode(const std::vector<Use>& uses, const std::vector<Explode>& explodes) {
  const auto has_elements = [](const Use& use) { return use.findings->has_elements; };
  if (std::any_of(uses.begin(), uses.end(), has_elements)) return;
  std::vector<std::string> arrays;
  arrays.reserve(explodes.size());
  for (const Explode& explode : explodes) arrays.push_back(explode_text(explode));
  fail_unmatched(uses.front(), "--explode", "an element",
                 fmt::format("{}", fmt::join(arrays, ", ")));
}

void warn_unmapped(const Use& use, std::vector<std::string>& out) {
  if (use.total.records == 0 || use.total.unmapped != use.total.records) return;
  std::vector<NameCount> names;
  for (const auto& [name, count] : use.findings->unmapped_names) names.push_back({name, count});
  out.push_back(fmt::format(
      "no event name has a class, so nothing is counted; name impressions with --impression NAME, "
      "clicks with --click NAME; names in the input: {}",
      name_list(most_frequent(std::move(names), kShownNames))));
}

void warn_of(const Use& use, std::vector<std::string>& out) {
  const Plan& plan = use.mapping->plan;
  const Accounting& total = use.total;
  warn_unmapped(use, out);
  if (total.counted > 0 && !use.matched(plan.field(Field::kViewer))) {
    const PlanField& viewer = use.field(plan.field(Field::kViewer));
    const std::string places =
        viewer.sources.empty() ? "" : fmt::format(" (looked at {})", path_list(viewer));
    out.push_back(fmt::format(
        "no line names a viewer{}, so there is no reach; name the field with --viewer", places));
  }
  const auto with_id = static_cast<double>(total.counted + total.duplicate);
  if (static_cast<double>(total.duplicate) > kSuspiciousDuplicates * with_id) {
    out.push_back(fmt::format(
        "{:.1f}% of the records are duplicates by {}; if that field is not unique to an event, "
        "count them with --no-dedup",
        100 * static_cast<double>(total.duplicate) / with_id,
        path_list(use.field(plan.field(Field::kId)))));
  }
}

/// A day may well have nothing of what is asked for, so this is no error.
void warn_of_filters(const std::vector<Use>& uses, std::vector<std::string>& out) {
  if (uses.empty()) return;
  const std::vector<Filter>& where = uses.front().mapping->plan.selection.where;
  for (std::size_t i = 0; i < where.size(); ++i) {
    const auto field = [i](const Use& use) { return use.mapping->plan.filters[i].field; };
    if (std::any_of(uses.begin(), uses.end(),
                    [&](const Use& use) { return use.matched(field(use)); })) {
      continue;
    }
    out.push_back(fmt::format("--where '{}': no line has a value at {}", where[i].text,
                              path_list(uses.front().field(field(uses.front())))));
  }
}

}  // namespace

void check_mappings(const MappingChooser& mappings, const RunOptions& options,
                    const Ledger& ledger) {
  for (std::size_t i = 0; i < ledger.inputs().size(); ++i) {
    if (mappings.knows(i)) check_input(ledger.inputs()[i]);
  }
  const std::vector<Use> uses = uses_of(mappings, ledger);
  if (uses.empty()) return;
  if (options.overrides.explode) check_explode(uses, *options.overrides.explode);
  for (const Use& use : uses) check_needed(use);
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const auto field = static_cast<Field>(i);
    if (!options.overrides.fields[i] || uses.front().mapping->plan.field(field) < 0) continue;
    check_somewhere(uses, std::string(kFields[i].flag),
                    [field](const Plan& plan) { return plan.field(field); });
  }
  for (std::size_t i = 0; i < options.group_by.size(); ++i) {
    check_somewhere(uses, "--by " + options.group_by[i].name,
                    [i](const Plan& plan) { return plan.group_fields[i]; });
  }
  if (options.selection.has_window()) {
    check_somewhere(uses, "--since, --until",
                    [](const Plan& plan) { return plan.field(Field::kTime); });
  }
  if (options.selection.bots == Bots::kExcluded) {
    check_somewhere(uses, "--exclude-bots",
                    [](const Plan& plan) { return plan.field(Field::kUserAgent); });
  }
}

std::vector<std::string> warnings(const MappingChooser& mappings, const Ledger& ledger) {
  std::vector<std::string> out;
  const std::vector<Use> uses = uses_of(mappings, ledger);
  for (const Use& use : uses) {
    const std::size_t before = out.size();
    warn_of(use, out);
    if (uses.size() == 1) break;
    for (std::size_t i = before; i < out.size(); ++i) {
      out[i] = fmt::format("mapping {}: {}", use.mapping->mapping.name, out[i]);
    }
  }
  warn_of_filters(uses, out);
  const Accounting total = ledger.total();
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
