#include "report/build.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "parallel.h"
#include "report/columns.h"
#include "report/passes.h"
#include "report/time_column.h"
#include "seenby/error.h"

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

/// The first 8 bytes, of which an earlier text's are never more.
std::uint64_t start_of(std::string_view text) {
  std::uint64_t start = 0;
  for (std::size_t i = 0; i < sizeof start; ++i) {
    start = start << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return start;
}

/// How many bytes all values of a group column begin with.
std::size_t shared_start(const ReportRows& rows, std::size_t column) {
  std::optional<std::string_view> shared;
  for (std::size_t place = 0; place < rows.size() && shared != ""; ++place) {
    const auto value = rows.group(place)[column];
    if (!value) continue;
    if (!shared) shared = value;
    const auto [end, other] =
        std::mismatch(shared->begin(), shared->end(), value->begin(), value->end());
    shared = shared->substr(0, static_cast<std::size_t>(end - shared->begin()));
  }
  return shared ? shared->size() : 0;
}

/// A number that is never more than that of a greater cell of its column, whose texts all begin
/// with the same `shared` bytes.
std::uint64_t rank_of(const Cell& cell, std::size_t shared) {
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
  if (const auto* count = std::get_if<std::uint64_t>(&cell)) return *count;
  if (const auto* text = std::get_if<std::string_view>(&cell))
    return start_of(text->substr(shared));
  if (const auto* money = std::get_if<Micros>(&cell)) {
    using Limits = std::numeric_limits<std::int64_t>;
    const auto value = std::clamp<absl::int128>(money->value, Limits::min(), Limits::max());
    return static_cast<std::uint64_t>(value) ^ kSign;
  }
  if (const auto* number = std::get_if<double>(&cell)) {
    const auto bits = std::bit_cast<std::uint64_t>(*number + 0.0);  // -0.0 is no less than 0.0
    return (bits & kSign) != 0 ? ~bits : bits ^ kSign;
  }
  return 0;
}

/// The places of the rows in a total order: the sorted column, empty last either way, then the
/// group values bytewise. Those behind the first `in_order` are in any.
std::vector<std::uint32_t> sorted_places(const Report& report, const Column& column,
                                         SortOrder order, std::size_t in_order,
                                         std::size_t threads) {
  // What settles nearly all comparisons without looking at the rows.
  struct Keyed {
    std::uint64_t rank;  ///< of the sorted cell, the lesser first
    std::uint64_t group_start;
    std::uint32_t place;
    bool is_empty;
  };
  const bool ascending = order == SortOrder::kAscending;
  const ReportRows& rows = report.rows;
  const std::size_t shared = column.metric == nullptr ? shared_start(rows, column.group_index) : 0;
  const std::size_t shared_first = shared_start(rows, 0);
  std::vector<Keyed> keyed(rows.size());
  run_on_pieces(rows.size(), threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t place = begin; place < end; ++place) {
      const ReportRow row = rows[place];
      const Cell cell = Report::cell(row, column);
      const std::uint64_t rank = rank_of(cell, shared);
      const auto& first = row.group.front();
      keyed[place] = {ascending ? rank : ~rank, first ? start_of(first->substr(shared_first)) : 0,
                      static_cast<std::uint32_t>(place), is_empty(cell)};
    }
  });
  // Of a text the rank has the start alone, and money beyond 64 bits has the rank of all such.
  const auto rank_is_cell = [&](std::uint64_t rank) {
    if (column.unit == Unit::kText) return false;
    return column.unit != Unit::kMoney || (rank != 0 && ~rank != 0);
  };
  const auto cell = [&](const Keyed& keyed_row) {
    if (column.metric != nullptr) return report.cell(keyed_row.place, column);
    const auto value = rows.group(keyed_row.place)[column.group_index];
    return value ? Cell(*value) : Cell();
  };
  const auto is_before = [&](const Keyed& a, const Keyed& b) {
    if (a.is_empty != b.is_empty) return b.is_empty;
    if (a.rank != b.rank) return a.rank < b.rank;
    if (!a.is_empty && !rank_is_cell(a.rank)) {
      const Cell left = cell(a);
      const Cell right = cell(b);
      if (is_less(left, right)) return ascending;
      if (is_less(right, left)) return !ascending;
    }
    if (a.group_start != b.group_start) return a.group_start < b.group_start;
    return rows.group(a.place) < rows.group(b.place);
  };
  auto end = keyed.end();
  if (in_order < keyed.size()) {
    end = keyed.begin() + static_cast<std::ptrdiff_t>(in_order);
    std::nth_element(keyed.begin(), end, keyed.end(), is_before);
  }
  sort_on_threads(keyed.begin(), end, threads, is_before);
  std::vector<std::uint32_t> places(keyed.size());
  std::transform(keyed.begin(), keyed.end(), places.begin(),
                 [](const Keyed& row) { return row.place; });
  return places;
}

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
  report.rows.reorder(sorted_places(report, by, sort.order, rows_in_order(options), threads));
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
