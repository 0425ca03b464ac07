#include "report/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "nearest.h"
#include "seenby/error.h"
#include "seenby/saved_sketches.h"

namespace seenby {
namespace {

Column metric_column(const Metric& metric) {
  return {std::string(metric.name), metric.unit, &metric, 0};
}

Column group_column(const std::vector<std::string>& group_by, std::size_t index) {
  return {group_by[index], Unit::kText, nullptr, index};
}

std::vector<std::string_view> split(std::string_view list) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t comma = list.find(',');
    std::string_view part = list.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    parts.push_back(part);
    if (comma == std::string_view::npos) return parts;
    list.remove_prefix(comma + 1);
  }
}

std::vector<Column> group_columns(const std::vector<std::string>& group_by) {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < group_by.size(); ++i) columns.push_back(group_column(group_by, i));
  return columns;
}

/// Columns of other sets that a report begins with; kItems begins with all of its sets.
std::span<const std::string_view> first_columns(ReportKind kind) {
  static constexpr std::array<std::string_view, 2> kFrequency = {"impressions", "reach"};
  static constexpr std::array<std::string_view, 3> kCurve = {"impressions", "reach", "new_reach"};
  static constexpr std::array<std::string_view, 2> kOverlap = {"reach", "exclusive_reach"};
  switch (kind) {
    case ReportKind::kItems:
      return {};
    case ReportKind::kOverlap:
      return kOverlap;
    case ReportKind::kFrequency:
      return kFrequency;
    case ReportKind::kCurve:
      return kCurve;
  }
  return {};
}

/// The set that is this report's own.
std::optional<ColumnSet> own_set(ReportKind kind) {
  switch (kind) {
    case ReportKind::kItems:
      return std::nullopt;
    case ReportKind::kFrequency:
      return ColumnSet::kFrequency;
    case ReportKind::kOverlap:
      return ColumnSet::kOverlap;
    case ReportKind::kCurve:
      return ColumnSet::kCurve;
  }
  return std::nullopt;
}

constexpr std::string_view kReachError = "reach_error";

bool is_of_every_report(ColumnSet set) {
  return set == ColumnSet::kDefault || set == ColumnSet::kDefaultWithCost ||
         set == ColumnSet::kFull;
}

std::vector<Column> default_columns(const std::vector<std::string>& group_by, CostColumns cost,
                                    ReportKind kind) {
  std::vector<Column> columns = group_columns(group_by);
  for (const std::string_view name : first_columns(kind)) {
    columns.push_back(metric_column(*find_metric(name)));
  }
  for (const Metric& metric : metrics()) {
    const bool is_default =
        metric.set == ColumnSet::kDefault ||
        (metric.set == ColumnSet::kDefaultWithCost && cost == CostColumns::kShow);
    if (kind == ReportKind::kItems ? is_default : metric.set == own_set(kind)) {
      columns.push_back(metric_column(metric));
    }
  }
  return columns;
}

bool is_change(std::string_view part) { return part.starts_with('+') || part.starts_with('-'); }

void change(std::vector<Column>& columns, std::string_view part,
            const std::vector<std::string>& group_by, ReportKind kind) {
  const Column column = find_column(part.substr(1), group_by, "--columns", kind);
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& c) { return c.name == column.name; });
  if (part.front() == '+' && found == columns.end()) columns.push_back(column);
  if (part.front() == '-' && found != columns.end()) columns.erase(found);
}

std::vector<Column> chosen_columns(std::string_view choice,
                                   const std::vector<std::string>& group_by, CostColumns cost,
                                   ReportKind kind) {
  std::vector<Column> columns = default_columns(group_by, cost, kind);
  if (choice.empty()) return columns;
  const std::vector<std::string_view> parts = split(choice);
  if (!is_change(parts.front())) columns.clear();
  bool names_group = false;
  for (const std::string_view part : parts) {
    if (is_change(part)) {
      change(columns, part, group_by, kind);
    } else if (part == "full") {
      for (const Column& column : group_columns(group_by)) columns.push_back(column);
      for (const Metric& metric : metrics()) {
        const bool shown = is_of_every_report(metric.set) || metric.set == own_set(kind);
        if (shown) columns.push_back(metric_column(metric));
      }
      names_group = true;
    } else {
      columns.push_back(find_column(part, group_by, "--columns", kind));
      names_group |= columns.back().metric == nullptr;
    }
  }
  if (!names_group && !is_change(parts.front())) {
    const std::vector<Column> groups = group_columns(group_by);
    columns.insert(columns.begin(), groups.begin(), groups.end());
  }
  return columns;
}

/// Behind reach, if that is shown.
void add_error(std::vector<Column>& columns) {
  const auto is = [](std::string_view name) {
    return [name](const Column& column) { return column.name == name; };
  };
  if (std::any_of(columns.begin(), columns.end(), is(kReachError))) return;
  const auto reach = std::find_if(columns.begin(), columns.end(), is("reach"));
  columns.insert(reach == columns.end() ? reach : reach + 1,
                 metric_column(*find_metric(kReachError)));
}

}  // namespace

std::vector<std::string> named_columns(std::string_view choice) {
  std::vector<std::string> names;
  for (const std::string_view part : split(choice)) {
    if (!part.starts_with('-')) names.emplace_back(part.substr(part.starts_with('+') ? 1 : 0));
  }
  return names;
}

void add_sketch_columns(std::vector<Column>& columns, const std::vector<std::string>& group_by,
                        CostColumns cost) {
  const auto lacks = [&columns](const Column& column) {
    return std::none_of(columns.begin(), columns.end(),
                        [&](const Column& known) { return known.name == column.name; });
  };
  std::vector<Column> groups = group_columns(group_by);
  std::erase_if(groups, [&](const Column& column) { return !lacks(column); });
  columns.insert(columns.begin(), groups.begin(), groups.end());
  std::vector<std::string_view> names(kSketchedCounts.begin(), kSketchedCounts.end());
  names.emplace_back("anonymous_impressions");
  if (cost == CostColumns::kShow) names.emplace_back("spend");
  for (const std::string_view name : names) {
    const Column column = metric_column(*find_metric(name));
    if (lacks(column)) columns.push_back(column);
  }
}

void check_metric(const Metric& metric, std::string_view flag, ReportKind kind) {
  for (const ReportKindInfo& info : report_kinds()) {
    const bool is_theirs = metric.set == own_set(info.kind) && metric.set != ColumnSet::kFrequency;
    if (!is_theirs || info.kind == kind) continue;
    throw Error(ExitCode::kUsage, fmt::format("{}: {} is a column of --report {} only", flag,
                                              metric.name, info.name));
  }
}

Column find_column(std::string_view name, const std::vector<std::string>& group_by,
                   std::string_view flag, ReportKind kind) {
  for (std::size_t i = 0; i < group_by.size(); ++i) {
    if (group_by[i] == name) return group_column(group_by, i);
  }
  if (const Metric* const metric = find_metric(name)) {
    check_metric(*metric, flag, kind);
    return metric_column(*metric);
  }
  std::vector<std::string_view> known(group_by.begin(), group_by.end());
  for (const Metric& metric : metrics()) known.push_back(metric.name);
  throw Error(ExitCode::kUsage, fmt::format("{}: unknown column '{}'{} (see --list metrics)", flag,
                                            name, did_you_mean(name, known)));
}

std::vector<Column> choose_columns(std::string_view choice,
                                   const std::vector<std::string>& group_by, CostColumns cost,
                                   ReportKind kind, ErrorColumn error) {
  std::vector<Column> columns = chosen_columns(choice, group_by, cost, kind);
  if (error == ErrorColumn::kShow) add_error(columns);
  return columns;
}

}  // namespace seenby
