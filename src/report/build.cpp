#include "report/build.h"

#include <algorithm>
#include <array>
#include <optional>

#include "report/columns.h"

namespace seenby {
namespace {

bool is_empty(const Cell& cell) { return std::holds_alternative<std::monostate>(cell); }

/// Of two cells of one column that are both there.
bool is_less(const Cell& a, const Cell& b) {
  return std::visit(
      [&](const auto& value) {
        using Type = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Type, std::monostate>) {
          return false;
        } else if constexpr (std::is_same_v<Type, Micros>) {
          return value.value < std::get<Micros>(b).value;
        } else {
          return value < std::get<Type>(b);
        }
      },
      a);
}

/// A total order: the sorted column, empty last either way, then the group values bytewise.
void sort_rows(Report& report, const Column& column, SortOrder order) {
  struct Keyed {
    Cell cell;
    std::size_t row;
  };
  std::vector<Keyed> keyed;
  keyed.reserve(report.rows.size());
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    keyed.push_back({report.cell(row, column), row});
  }
  std::sort(keyed.begin(), keyed.end(), [&](const Keyed& a, const Keyed& b) {
    if (is_empty(a.cell) != is_empty(b.cell)) return is_empty(b.cell);
    if (!is_empty(a.cell)) {
      const bool ascending = order == SortOrder::kAscending;
      if (is_less(a.cell, b.cell)) return ascending;
      if (is_less(b.cell, a.cell)) return !ascending;
    }
    return report.rows[a.row].group < report.rows[b.row].group;
  });
  std::vector<ReportRow> sorted;
  sorted.reserve(keyed.size());
  for (const Keyed& key : keyed) sorted.push_back(std::move(report.rows[key.row]));
  report.rows = std::move(sorted);
}

/// The count of each class, indexed by EventClass.
constexpr std::array<std::uint64_t RowCounts::*, kEventClassCount> kClassCounts = {
    &RowCounts::impressions, &RowCounts::clicks, &RowCounts::likes,       &RowCounts::comments,
    &RowCounts::shares,      &RowCounts::saves,  &RowCounts::conversions, &RowCounts::viewable};

RowCounts with_engagements(RowCounts counts, const EventClassSet& classes) {
  for (std::size_t i = 0; i < kEventClassCount; ++i) {
    if (classes[i]) counts.engagements += counts.*kClassCounts[i];
  }
  return counts;
}

std::vector<Offence> find_offences(const Report& report, const std::vector<Threshold>& fail_if) {
  constexpr std::size_t kMostShown = 5;
  std::vector<Offence> offences;
  for (const Threshold& threshold : fail_if) {
    Offence offence{threshold, {}, 0};
    const bool of_total = threshold.scope == Scope::kTotal;
    if (of_total && !is_crossed(threshold, report.total)) continue;
    for (const ReportRow& row : report.rows) {
      if (of_total || !is_crossed(threshold, row.counts)) continue;
      if (++offence.rows <= kMostShown) offence.first_rows.push_back(row);
    }
    if (of_total || offence.rows > 0) offences.push_back(std::move(offence));
  }
  return offences;
}

}  // namespace

void check_columns(const ReportOptions& options, const std::vector<std::string>& group_by) {
  choose_columns(options.columns, group_by, CostColumns::kShow);
  find_column(options.sort.column, group_by, "--sort");
}

Report build_report(const Tally::Summary& summary, const std::vector<std::string>& group_by,
                    const ReportOptions& options) {
  Report report;
  report.group_by = group_by;
  report.columns = choose_columns(options.columns, group_by,
                                  summary.has_cost ? CostColumns::kShow : CostColumns::kHide);
  report.rows.reserve(summary.rows.size());
  for (const TallyRow& row : summary.rows) {
    report.rows.push_back({decode_group_key(row.key, group_by.size()),
                           with_engagements(row.counts, options.engagement)});
  }
  report.total = with_engagements(summary.total, options.engagement);
  sort_rows(report, find_column(options.sort.column, group_by, "--sort"), options.sort.order);
  report.sorted_by = options.sort.column;
  report.rows_before_top = report.rows.size();
  report.offences = find_offences(report, options.fail_if);
  if (options.top && *options.top < report.rows.size()) report.rows.resize(*options.top);
  return report;
}

}  // namespace seenby
