#include "report/passes.h"

#include <algorithm>
#include <limits>
#include <map>

namespace seenby {
namespace {

constexpr std::uint32_t kNoStep = std::numeric_limits<std::uint32_t>::max();

/// For each row of the tally its step, where `step_of` says the step of each of `rows`.
template <typename StepOf>
std::vector<std::uint32_t> steps_of(const ReportRows& rows, StepOf step_of) {
  std::vector<std::uint32_t> steps;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t number = rows.number(i);
    if (number >= steps.size()) steps.resize(std::size_t{number} + 1, kNoStep);
    steps[number] = static_cast<std::uint32_t>(step_of(i));
  }
  return steps;
}

}  // namespace

std::vector<std::string> pair_columns(const std::vector<std::string>& group_by) {
  std::vector<std::string> names = group_by;
  for (const std::string& name : group_by) {
    names.push_back((name.starts_with('.') ? "other" : "other_") + name);
  }
  return names;
}

Overlap count_overlap(const Report& report, std::size_t most_rows, const Tally& tally,
                      std::size_t threads) {
  Overlap overlap{report.rows.first(most_rows), {}};
  std::vector<std::uint32_t> numbers;
  for (std::size_t i = 0; i < overlap.rows.size(); ++i) numbers.push_back(overlap.rows.number(i));
  overlap.shared = tally.count_shared(numbers, threads);
  return overlap;
}

void pair_up(Report& report, const Overlap& overlap) {
  auto counts = std::make_shared<std::vector<PairCounts>>();
  const std::size_t size = overlap.rows.size();
  counts->reserve(size * size / 2);  // rows point into it
  const std::vector<ReportRow> rows(overlap.rows.begin(), overlap.rows.end());
  std::vector<ReportRow> pairs;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = i + 1; j < size; ++j) {
      const ReportRow& other = rows[j];
      counts->push_back({overlap.of(i, j), other.counts.reach, other.counts.exclusive_reach});
      ReportRow& pair = pairs.emplace_back(rows[i]);
      pair.group.insert(pair.group.end(), other.group.begin(), other.group.end());
      pair.counts.pair = OptionalCounts<PairCounts>(&counts->back());
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) {
    return a.counts.pair->shared_reach > b.counts.pair->shared_reach;
  });
  report.rows = ReportRows(std::move(pairs));
  report.group_by = pair_columns(report.group_by);
  report.sorted_by = "shared_reach";
  report.kept.push_back(std::move(counts));
}

void add_curve(Report& report, const Tally& tally, std::size_t threads) {
  const auto steps = steps_of(report.rows, [](std::size_t row) { return row; });
  const std::vector<CurveStep> curve = tally.count_curve(steps, report.rows.size(), threads);
  auto counts = std::make_shared<std::vector<CurveCounts>>(curve.size() + 1);
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    cumulative += curve[i].new_reach;
    (*counts)[i] = {cumulative};
    RowCounts& row = report.rows[i].counts;
    row.new_reach = curve[i].new_reach;
    row.curve = OptionalCounts<CurveCounts>(&(*counts)[i]);
  }
  counts->back() = {cumulative};
  report.total.new_reach = cumulative;
  report.total.curve = OptionalCounts<CurveCounts>(&counts->back());
  report.kept.push_back(std::move(counts));
}

std::vector<TimeStep> make_timeline(const ReportRows& rows, std::size_t time_column,
                                    const Tally& tally, std::size_t threads) {
  std::map<std::string_view, TimeStep> by_time;
  for (const ReportRow& row : rows) {
    const auto& time = row.group[time_column];
    if (time) by_time[*time].impressions += row.counts.impressions;
  }
  std::map<std::string_view, std::size_t> places;
  for (const auto& [time, step] : by_time) places.emplace(time, places.size());
  const auto steps = steps_of(rows, [&](std::size_t i) {
    const auto time = rows.group(i)[time_column];
    return time ? places.at(*time) : kNoStep;
  });
  const std::vector<CurveStep> curve = tally.count_curve(steps, places.size(), threads);
  std::vector<TimeStep> timeline;
  std::uint64_t cumulative = 0;
  for (auto& [time, step] : by_time) {
    const CurveStep& counted = curve[timeline.size()];
    cumulative += counted.new_reach;
    timeline.push_back({time, step.impressions, counted.reach, cumulative});
  }
  return timeline;
}

}  // namespace seenby
