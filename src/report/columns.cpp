#include "report/columns.h"

#include <fmt/format.h>

#include <algorithm>

#include "nearest.h"
#include "seenby/error.h"

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

std::vector<Column> default_columns(const std::vector<std::string>& group_by, CostColumns cost) {
  std::vector<Column> columns = group_columns(group_by);
  for (const Metric& metric : metrics()) {
    const bool shown = metric.set == ColumnSet::kDefault ||
                       (metric.set == ColumnSet::kDefaultWithCost && cost == CostColumns::kShow);
    if (shown) columns.push_back(metric_column(metric));
  }
  return columns;
}

bool is_change(std::string_view part) { return part.starts_with('+') || part.starts_with('-'); }

void change(std::vector<Column>& columns, std::string_view part,
            const std::vector<std::string>& group_by) {
  const Column column = find_column(part.substr(1), group_by, "--columns");
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& c) { return c.name == column.name; });
  if (part.front() == '+' && found == columns.end()) columns.push_back(column);
  if (part.front() == '-' && found != columns.end()) columns.erase(found);
}

}  // namespace

Column find_column(std::string_view name, const std::vector<std::string>& group_by,
                   std::string_view flag) {
  for (std::size_t i = 0; i < group_by.size(); ++i) {
    if (group_by[i] == name) return group_column(group_by, i);
  }
  if (const Metric* const metric = find_metric(name)) return metric_column(*metric);
  std::vector<std::string_view> known(group_by.begin(), group_by.end());
  for (const Metric& metric : metrics()) known.push_back(metric.name);
  throw Error(ExitCode::kUsage, fmt::format("{}: unknown column '{}'{} (see --list metrics)", flag,
                                            name, did_you_mean(name, known)));
}

std::vector<Column> choose_columns(std::string_view choice,
                                   const std::vector<std::string>& group_by, CostColumns cost) {
  std::vector<Column> columns = default_columns(group_by, cost);
  if (choice.empty()) return columns;
  const std::vector<std::string_view> parts = split(choice);
  if (!is_change(parts.front())) columns.clear();
  bool names_group = false;
  for (const std::string_view part : parts) {
    if (is_change(part)) {
      change(columns, part, group_by);
    } else if (part == "full") {
      for (const Column& column : group_columns(group_by)) columns.push_back(column);
      for (const Metric& metric : metrics()) columns.push_back(metric_column(metric));
      names_group = true;
    } else {
      columns.push_back(find_column(part, group_by, "--columns"));
      names_group |= columns.back().metric == nullptr;
    }
  }
  if (!names_group && !is_change(parts.front())) {
    const std::vector<Column> groups = group_columns(group_by);
    columns.insert(columns.begin(), groups.begin(), groups.end());
  }
  return columns;
}

}  // namespace seenby
