#include "report/build.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "report/columns.h"
#include "report/passes.h"
#include "report/row_order.h"
#include "report/time_column.h"
#include "seenby/error.h"

namespace seenby {
namespace {

/// The count of each class, indexed by EventClass.
constexpr std::array<std::uint64_t RowCounts::*, kEventClassCount> kClassCounts = {
    &RowCounts::impressions, &RowCounts::clicks, &RowCounts::likes,       &RowCounts::comments,
    &RowCounts::shares,      &RowCounts::saves,  &RowCounts::conversions, &RowCounts::viewable};

void add_engagements(RowCounts& counts, const EventClassSet& classes) {
  for (std::size_t i = 0; i < kEventClassCount; ++i) {
    if (classes[i]) counts.engagements += counts.*kClassCounts[i];
  }
}

std::vector<Offence> find_offences(const Report& report, const std::vector<Threshold>& fail_if) {
  constexpr std::size_t kMostShown = 5;
  std::vector<Offence> offences;
  for (const Threshold& threshold : fail_if) {
    Offence offence{threshold, {}, 0};
    if (threshold.scope == Scope::kTotal) {
      if (is_crossed(threshold, report.total)) offences.push_back(std::move(offence));
      continue;
    }
    for (const ReportRow& row : report.rows) {
      if (!is_crossed(threshold, row.counts)) continue;
      if (++offence.rows <= kMostShown) offence.first_rows.push_back(row);
    }
    if (offence.rows > 0) offences.push_back(std::move(offence));
  }
  return offences;
}

bool is_in_order_of_time(ReportKind kind) { return kind == ReportKind::kCurve; }

/// How many of the first rows have to stand in order.
std::size_t rows_in_order(const ReportOptions& options) {
  const bool all = !options.top || !options.fail_if.empty() || is_in_order_of_time(options.kind);
  return all ? std::numeric_limits<std::size_t>::max() : *options.top;
}

/// All rows of the summary, which gives them away, those that will be shown first and in order.
Report sorted_report(Tally::Summary& summary, const std::vector<std::string>& group_by,
                     const ReportOptions& options, const SortKey& sort, std::size_t threads) {
  Report report;
  report.kind = options.kind;
  report.group_by = group_by;
  report.kept.push_back(summary.frequencies);
  report.kept.push_back(summary.samples);
  report.rows = std::move(summary.rows);
  report.rows.amend(
      [classes = options.engagement](ReportRow& row) { add_engagements(row.counts, classes); });
  report.total = summary.total;
  add_engagements(report.total, options.engagement);
  const Column by = find_column(sort.column, group_by, "--sort");
  report.rows.reorder(row_order(report, {by, sort.order}, rows_in_order(options), threads));
  report.sorted_by = sort.column;
  report.rows_before_top = report.rows.size();
  return report;
}

/// Chooses the columns, finds what --fail-if is about and cuts.
void finish(Report& report, const Tally::Summary& summary, const ReportOptions& options) {
  report.columns = choose_columns(
      options.columns, report.group_by, summary.has_cost ? CostColumns::kShow : CostColumns::kHide,
      report.kind, summary.samples ? ErrorColumn::kShow : ErrorColumn::kHide);
  if (options.parts.sketches) {
    add_sketch_columns(report.columns, report.group_by,
                       summary.has_cost ? CostColumns::kShow : CostColumns::kHide);
  }
  report.offences = find_offences(report, options.fail_if);
  // The rows of an overlap are pairs of the top ones already.
  const bool cuts = options.top && report.kind != ReportKind::kOverlap;
  if (cuts) report.rows.keep_first(*options.top);
}

std::string_view report_kind_name(ReportKind kind) {
  for (const ReportKindInfo& info : report_kinds()) {
    if (info.kind == kind) return info.name;
  }
  return {};
}

}  // namespace

void check_columns(const ReportOptions& options, const std::vector<std::string>& group_by,
                   ReachMethod reach) {
  const bool is_overlap = options.kind == ReportKind::kOverlap;
  choose_columns(options.columns, is_overlap ? pair_columns(group_by) : group_by,
                 CostColumns::kShow, options.kind);
  find_column(options.sort.column, group_by, "--sort");
  for (const Threshold& threshold : options.fail_if) {
    check_metric(*threshold.metric, "--fail-if", options.kind);
  }
  if (options.parts.sketches && is_overlap) {
    throw Error(ExitCode::kUsage,
                "-f sketches is of viewers of one row, and the rows of --report overlap are pairs");
  }
  const bool is_of_rows =
      options.kind == ReportKind::kItems || options.kind == ReportKind::kFrequency;
  if (reach == ReachMethod::kApproximate && !is_of_rows) {
    throw Error(
        ExitCode::kUsage,
        fmt::format("--report {} needs every viewer, so --reach exact; --memory bounds what "
                    "that takes",
                    report_kind_name(options.kind)));
  }
  if (is_overlap && options.top.value_or(0) > kMostOverlapRows) {
    throw Error(ExitCode::kUsage,
                fmt::format("--report overlap compares each row with each: --top {} is more than "
                            "the {} it takes",
                            *options.top, kMostOverlapRows));
  }
  if (!is_in_order_of_time(options.kind)) return;
  if (group_by.size() != 1) {
    throw Error(ExitCode::kUsage,
                fmt::format("--report curve goes along one column of time, whose texts sort as "
                            "their times do; --by has {} columns",
                            group_by.size()));
  }
  if (options.sort != SortKey()) {
    throw Error(ExitCode::kUsage, "--report curve is in the order of time; leave out --sort");
  }
}

Frequencies frequencies_for(const ReportOptions& options,
                            const std::vector<std::string>& group_by) {
  const auto needs = [](const Metric* metric) {
    return metric != nullptr && metric->set == ColumnSet::kFrequency;
  };
  const auto columns = choose_columns(
      options.columns, options.kind == ReportKind::kOverlap ? pair_columns(group_by) : group_by,
      CostColumns::kShow, options.kind);
  const bool counted =
      options.parts.frequency || needs(find_metric(options.sort.column)) ||
      std::any_of(columns.begin(), columns.end(), [&](const auto& c) { return needs(c.metric); }) ||
      std::any_of(options.fail_if.begin(), options.fail_if.end(),
                  [&](const auto& threshold) { return needs(threshold.metric); });
  return counted ? Frequencies::kCounted : Frequencies::kSkipped;
}

Report build_report(Tally::Summary summary, const std::vector<std::string>& group_by,
                    const ReportOptions& options) {
  Report report = sorted_report(summary, group_by, options, options.sort, 1);
  finish(report, summary, options);
  return report;
}

Report build_report(const Tally& tally, Tally::Summary summary,
                    const std::vector<std::string>& group_by, const ReportOptions& options,
                    std::size_t threads) {
  const bool is_overlap = options.kind == ReportKind::kOverlap;
  const SortKey by_time{group_by.front(), SortOrder::kAscending};
  Report report =
      sorted_report(summary, group_by, options,
                    is_in_order_of_time(options.kind) ? by_time : options.sort, threads);
  const auto time =
      options.kind == ReportKind::kCurve ? std::optional<std::size_t>(0) : time_column(group_by);
  if (options.parts.timeline && time) {
    report.timeline = make_timeline(report.rows, *time, tally, threads);
  }
  if (options.kind == ReportKind::kCurve) add_curve(report, tally, threads);
  const bool wants_overlap = options.parts.overlap && options.kind != ReportKind::kCurve;
  if (is_overlap || wants_overlap) {
    const std::size_t rows = options.top.value_or(kOverlapRows);
    Overlap overlap =
        count_overlap(report, is_overlap ? rows : std::min(rows, kOverlapRows), tally, threads);
    if (is_overlap) pair_up(report, overlap);
    if (wants_overlap && overlap.rows.size() > 1) report.overlap = std::move(overlap);
  }
  finish(report, summary, options);
  if (options.parts.sketches) {
    std::vector<std::uint32_t> rows;
    for (std::size_t i = 0; i < report.rows.size(); ++i) rows.push_back(report.rows.number(i));
    report.sketches = Sketches{tally.sketch(rows, options.sketch_lg_k), options.sketch_lg_k};
  }
  return report;
}

}  // namespace seenby
