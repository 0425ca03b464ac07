// From a settled tally to what a report is made of. Where only a sample of the viewers is kept,
// each row is estimated from its own; what rows have in common, and the total, from the viewers
// below the lowest ceiling of all, of which every row has the same share.
#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "parallel.h"
#include "seenby/tally.h"
#include "tally/ordered_viewers.h"
#include "tally/sketch_pass.h"
#include "tally/tally_rows.h"
#include "tally/tally_state.h"
#include "tally/viewer_passes.h"
#include "tally/viewer_summary.h"

namespace seenby {
namespace {

/// For each key the place of its bucket in time: buckets sort bytewise, the missing one last.
std::vector<std::uint32_t> bucket_ranks(const GroupKeys& keys, const TimeColumn& time) {
  std::vector<std::optional<std::string_view>> buckets;
  buckets.reserve(keys.size());
  for (const std::string_view key : keys) {
    buckets.push_back(decode_group_key(key)[time.index]);
  }
  std::set<std::string_view> known;
  for (const auto& bucket : buckets) {
    if (bucket) known.insert(*bucket);
  }
  std::map<std::string_view, std::uint32_t> ranks;
  for (const std::string_view bucket : known) {
    ranks.emplace_hint(ranks.end(), bucket, static_cast<std::uint32_t>(ranks.size()));
  }
  std::vector<std::uint32_t> result;
  result.reserve(keys.size());
  const auto last = static_cast<std::uint32_t>(ranks.size());
  for (const auto& bucket : buckets) result.push_back(bucket ? ranks.at(*bucket) : last);
  return result;
}

bool counted_anything(const GroupCounts& counts) {
  for (const std::uint64_t count : counts.by_class) {
    if (count > 0) return true;
  }
  return false;
}

/// Has passes, one on each thread, see every partition, and adds them up.
template <typename Pass, typename State, typename... Arguments>
Pass pass_over(const OrderedViewers<State>& viewers, std::size_t threads,
               const Arguments&... arguments) {
  std::optional<Pass> pass;
  std::mutex mutex;
  WorkQueue partitions(kPartitions);
  run_on_threads(threads, [&](std::size_t) {
    Pass mine(arguments...);
    OrderedViewers my_viewers(viewers);
    for (std::size_t partition = 0; partitions.next(partition);) {
      my_viewers.visit(partition, [&](std::span<const ViewerEntry> entries) { mine.add(entries); });
    }
    mine.close();
    const std::lock_guard lock(mutex);
    if (pass) {
      *pass += mine;
    } else {
      pass = std::move(mine);
    }
  });
  return *std::move(pass);
}

void scale(RowViewers& counts, std::uint64_t ceiling) {
  for (auto* const count : {&counts.reach, &counts.unique_clickers, &counts.exclusive_reach,
                            &counts.clicks_without_impression, &counts.new_reach}) {
    *count = estimate(*count, ceiling);
  }
}

void scale(FrequencyCounts& counts, std::uint64_t ceiling) {
  for (std::uint64_t& count : counts) count = estimate(count, ceiling);
}

ReachSample sample_of(const RowViewers& counts, std::optional<std::uint64_t> impressions,
                      std::uint64_t ceiling) {
  return {counts.reach, impressions,
          static_cast<double>(ceiling) / static_cast<double>(ViewerSample::kNoCeiling)};
}

template <typename State>
std::uint64_t lowest_ceiling(const State& state) {
  std::uint64_t lowest = ViewerSample::kNoCeiling;
  for (std::size_t i = 0; i < state.groups.keys().size(); ++i) {
    if (!state.hides(i)) lowest = std::min(lowest, state.ceiling(i));
  }
  return lowest;
}

template <typename State>
ViewerCounts count_viewers(State& state, std::size_t threads, std::span<const std::uint32_t> ranks,
                           Frequencies frequencies) {
  const std::size_t groups = state.groups.keys().size();
  const OrderedViewers all(state);
  auto pass = pass_over<ViewerSummary>(all, threads, groups, ranks);
  ViewerCounts counts{pass.take_rows(), pass.total()};
  if (frequencies == Frequencies::kCounted) {
    counts.frequencies =
        std::make_shared<TallyFrequencies>(pass_over<FrequencyPass>(all, threads, groups).counts());
  }
  return counts;
}

/// The same, of the viewers that were kept of many more.
template <typename State>
ViewerCounts estimate_viewers(State& state, std::size_t threads,
                              std::span<const std::uint32_t> ranks, Frequencies frequencies) {
  ViewerCounts counts = count_viewers(state, threads, ranks, frequencies);
  const std::size_t groups = counts.rows.size();
  const std::uint64_t lowest = lowest_ceiling(state);
  const OrderedViewers all(state);
  const OrderedViewers below(state, lowest);
  const auto common = pass_over<ViewerSummary>(below, threads, groups, ranks);
  counts.total = common.total();
  std::optional<ImpressionsPass> impressions;
  std::optional<ImpressionsPass> common_impressions;
  if (!state.has_sketches) {
    impressions = pass_over<ImpressionsPass>(all, threads, groups);
    common_impressions = pass_over<ImpressionsPass>(below, threads, groups);
  }
  const auto seen_by = [&](std::size_t row) {
    return impressions ? std::optional(impressions->rows()[row]) : std::nullopt;
  };
  counts.samples = std::make_shared<std::vector<ReachSample>>();
  for (std::size_t i = 0; i < groups; ++i) {
    RowViewers row = counts.rows[i];
    counts.samples->push_back(sample_of(row, seen_by(i), state.ceiling(i)));
    scale(row, state.ceiling(i));
    const RowViewers shared = common.rows()[i];
    row.exclusive_reach = estimate(shared.exclusive_reach, lowest);
    row.new_reach = estimate(shared.new_reach, lowest);
    counts.rows.set(i, row);
  }
  const auto seen_by_all =
      common_impressions ? std::optional(common_impressions->total()) : std::nullopt;
  counts.samples->push_back(sample_of(counts.total, seen_by_all, lowest));
  scale(counts.total, lowest);
  if (counts.frequencies) {
    for (std::size_t i = 0; i < groups; ++i) scale(counts.frequencies->rows[i], state.ceiling(i));
    counts.frequencies->total = pass_over<FrequencyPass>(below, threads, groups).counts().total;
    scale(counts.frequencies->total, lowest);
  }
  return counts;
}

}  // namespace

Tally::Summary Tally::summarize(std::size_t threads, const std::optional<TimeColumn>& time,
                                Frequencies frequencies) const {
  const GroupKeys& keys = state_->groups.keys();
  const std::vector<std::uint32_t> ranks =
      time ? bucket_ranks(keys, *time) : std::vector<std::uint32_t>();
  ViewerCounts viewers = state_->viewers.sample
                             ? estimate_viewers(*state_, threads, ranks, frequencies)
                             : count_viewers(*state_, threads, ranks, frequencies);
  Summary summary;
  summary.frequencies = viewers.frequencies;
  summary.samples = viewers.samples;
  summary.dedup = state_->dedup;
  const Counters& counters = state_->counters;
  summary.has_cost = counters.has_cost();
  GroupCounts total;
  std::vector<std::uint32_t> shown;
  shown.reserve(counters.size());
  for (std::uint32_t i = 0; i < counters.size(); ++i) {
    const GroupCounts counts = counters.of(i);
    if (state_->hides(i) || !counted_anything(counts)) continue;
    total += counts;
    shown.push_back(i);
  }
  const KnownCounts known{time.has_value(), !state_->has_sketches};
  auto rows = std::make_shared<const TallyRows>(keys, counters, std::move(viewers), known);
  summary.total = rows->total(total);
  summary.rows = ReportRows(std::move(rows), std::move(shown));
  return summary;
}

std::vector<std::uint64_t> Tally::count_shared(std::span<const std::uint32_t> rows,
                                               std::size_t threads) const {
  const std::size_t groups = state_->groups.keys().size();
  return pass_over<SharedPass>(OrderedViewers(*state_), threads, rows, groups).shared();
}

std::vector<CurveStep> Tally::count_curve(std::span<const std::uint32_t> step_of_row,
                                          std::size_t steps, std::size_t threads) const {
  return pass_over<CurvePass>(OrderedViewers(*state_), threads, step_of_row, steps).steps();
}

std::vector<RowSketches> Tally::sketch(std::span<const std::uint32_t> rows, unsigned lg_k) const {
  std::vector<std::uint64_t> ceilings;
  for (const std::uint32_t row : rows) ceilings.push_back(state_->ceiling(row));
  ceilings.push_back(lowest_ceiling(*state_));
  SketchPass pass(rows, ceilings, state_->groups.keys().size(), lg_k);
  OrderedViewers viewers(*state_);
  for (std::size_t partition = 0; partition < kPartitions; ++partition) {
    viewers.visit(partition, [&](std::span<const ViewerEntry> entries) { pass.add(entries); });
  }
  pass.close();
  return pass.take();
}

}  // namespace seenby
