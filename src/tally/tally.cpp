#include "seenby/tally.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <map>
#include <set>

#include "parallel.h"
#include "tally/murmur3.h"
#include "tally/tally_state.h"
#include "tally/viewer_passes.h"
#include "tally/viewer_summary.h"

namespace seenby {
namespace {

/// How many records ahead a group's counters are fetched.
constexpr std::size_t kAhead = 8;

void count_waiting(const IdRecord& record, const IdWorth& worth, Counting& counting) {
  counting.count(record.group, worth.worth);
  if (record.viewer != 0) {
    counting.count_viewer(record.group, worth.worth, record.viewer & ~kIdentified);
  }
}

/// Counts the records that were neither dropped as duplicates nor retired.
void count_kept(IdLog& log, std::size_t partition, std::int64_t retired_before, Counting& counting,
                std::vector<DedupCounts>& dedup) {
  Paged<IdRecord>& records = log.partition(partition);
  for (std::size_t page = 0; page < records.page_count(); ++page) {
    const std::span<const IdRecord> waiting = records.page(page);
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (i + kAhead < waiting.size()) counting.prefetch(waiting[i + kAhead].group);
      const IdRecord& record = waiting[i];
      if (record.worth == IdRecord::kDropped || record.time_us < retired_before) continue;
      const IdWorth worth = log.worth_of(record);
      ++dedup[worth.input].counted;
      count_waiting(record, worth, counting);
    }
  }
  records.clear();
}

/// For each key the place of its bucket in time: buckets sort bytewise, the missing one last.
std::vector<std::uint32_t> bucket_ranks(const std::vector<std::string_view>& keys,
                                        const TimeColumn& time) {
  std::vector<std::optional<std::string_view>> buckets;
  buckets.reserve(keys.size());
  for (const std::string_view key : keys) {
    buckets.push_back(decode_group_key(key, time.group_fields)[time.index]);
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

RowCounts row_counts(const GroupCounts& counts, const RowViewers& viewers, bool is_by_time) {
  RowCounts row;
  row.impressions = counts.of(EventClass::kImpression);
  row.identified_impressions = counts.identified_impressions;
  row.clicks = counts.of(EventClass::kClick);
  row.likes = counts.of(EventClass::kLike);
  row.comments = counts.of(EventClass::kComment);
  row.shares = counts.of(EventClass::kShare);
  row.saves = counts.of(EventClass::kSave);
  row.conversions = counts.of(EventClass::kConversion);
  row.viewable = counts.of(EventClass::kViewable);
  row.spend.value = counts.spend_micros;
  row.reach = viewers.reach;
  row.unique_clickers = viewers.unique_clickers;
  row.exclusive_reach = viewers.exclusive_reach;
  row.clicks_without_impression = viewers.clicks_without_impression;
  if (is_by_time) row.new_reach = viewers.new_reach;
  return row;
}

bool counted_anything(const GroupCounts& counts) {
  for (const std::uint64_t count : counts.by_class) {
    if (count > 0) return true;
  }
  return false;
}

/// Has passes, one on each thread, see every partition, and adds them up.
template <typename Pass, typename State, typename... Arguments>
Pass pass_over(const State& state, std::size_t threads, const Arguments&... arguments) {
  Pass pass(arguments...);
  std::mutex mutex;
  WorkQueue partitions(kPartitions);
  run_on_threads(threads, [&](std::size_t) {
    Pass mine(arguments...);
    for (std::size_t partition = 0; partitions.next(partition);) {
      state.visit_viewers(partition,
                          [&](std::span<const ViewerEntry> entries) { mine.add(entries); });
    }
    mine.close();
    const std::lock_guard lock(mutex);
    pass += mine;
  });
  return pass;
}

}  // namespace

Tally::Tally(std::size_t inputs) : state_(std::make_unique<State>()) {
  state_->dedup.resize(inputs);
}
Tally::~Tally() = default;

const std::vector<DedupCounts>& Tally::drop_duplicates(std::size_t threads,
                                                       std::optional<std::int64_t> window_us) {
  assert(!state_->has_dropped);
  std::int64_t last_us = std::numeric_limits<std::int64_t>::min();
  WorkQueue partitions(kPartitions);
  run_on_threads(threads, [&](std::size_t) {
    DuplicateDropper duplicates;
    std::vector<DedupCounts> dedup(state_->dedup.size());
    std::int64_t my_last_us = std::numeric_limits<std::int64_t>::min();
    for (std::size_t partition = 0; partitions.next(partition);) {
      state_->drop_duplicates(partition, duplicates, dedup);
      state_->visit_waiting(partition, [&](const IdRecord& record, const IdWorth& worth) {
        ++dedup[worth.input].counted;
        if (record.time_us != kNoTime) my_last_us = std::max(my_last_us, record.time_us);
      });
    }
    const std::lock_guard lock(state_->mutex);
    state_->add_dedup(dedup);
    last_us = std::max(last_us, my_last_us);
  });
  state_->has_dropped = true;
  if (window_us && last_us > std::numeric_limits<std::int64_t>::min() + *window_us) {
    state_->retire(threads, last_us - *window_us);
  }
  state_->compact(threads);
  return state_->dedup;
}

void Tally::State::drop_duplicates(std::size_t partition, DuplicateDropper& duplicates,
                                   std::vector<DedupCounts>& found) {
  duplicates.drop(id_logs, partition, groups.keys(), found);
}

void Tally::State::add_dedup(const std::vector<DedupCounts>& found) {
  for (std::size_t input = 0; input < found.size(); ++input) {
    dedup[input].counted += found[input].counted;
    dedup[input].duplicate += found[input].duplicate;
  }
}

void Tally::State::retire(std::size_t threads, std::int64_t before_us) {
  WorkQueue partitions(kPartitions);
  run_on_threads(threads, [&](std::size_t) {
    Counting counting(viewers);
    for (std::size_t partition = 0; partitions.next(partition);) {
      visit_waiting(partition, [&](const IdRecord& record, const IdWorth& worth) {
        if (record.time_us < before_us) count_waiting(record, worth, counting);
      });
    }
    const Counts retired = counting.finish();
    const std::lock_guard lock(mutex);
    counts += retired;
  });
  retired_before = before_us;
}

void Tally::State::compact(std::size_t threads) {
  WorkQueue partitions(kPartitions);
  run_on_threads(threads, [&](std::size_t) {
    ViewerSorter sorter;
    for (std::size_t partition = 0; partitions.next(partition);) {
      viewers.partitions[partition].compact(pool, sorter);
    }
  });
}

void Tally::settle(std::size_t threads) {
  WorkQueue partitions(kPartitions);
  run_on_threads(threads, [&](std::size_t) {
    Counting counting(state_->viewers);
    DuplicateDropper duplicates;
    std::vector<DedupCounts> dedup(state_->dedup.size());
    for (std::size_t partition = 0; partitions.next(partition);) {
      if (!state_->has_dropped) state_->drop_duplicates(partition, duplicates, dedup);
      for (const auto& log : state_->id_logs) {
        count_kept(*log, partition, state_->retired_before, counting, dedup);
      }
    }
    const Counts counts = counting.finish();
    const std::lock_guard lock(state_->mutex);
    state_->counts += counts;
    if (!state_->has_dropped) state_->add_dedup(dedup);
  });
  state_->has_dropped = true;
  state_->id_logs.clear();
  state_->compact(threads);
}

bool Tally::keep_rows(const std::function<bool(std::string_view key)>& stays) {
  const std::vector<std::string_view>& keys = state_->groups.keys();
  std::vector<bool>& is_hidden = state_->is_hidden;
  is_hidden.resize(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) is_hidden[i] = is_hidden[i] || !stays(keys[i]);
  return std::find(is_hidden.begin(), is_hidden.end(), true) != is_hidden.end();
}

Tally::Summary Tally::summarize(std::size_t threads, const std::optional<TimeColumn>& time,
                                Frequencies frequencies) const {
  const std::vector<std::string_view>& keys = state_->groups.keys();
  const std::vector<std::uint32_t> ranks =
      time ? bucket_ranks(keys, *time) : std::vector<std::uint32_t>();
  const auto viewers = pass_over<ViewerSummary>(*state_, threads, keys.size(), ranks);

  Summary summary;
  if (frequencies == Frequencies::kCounted) {
    const auto pass = pass_over<FrequencyPass>(*state_, threads, keys.size());
    summary.frequencies = std::make_shared<const TallyFrequencies>(pass.counts());
  }
  summary.dedup = state_->dedup;
  summary.has_cost = state_->counts.has_cost;
  GroupCounts total;
  const std::vector<GroupCounts>& groups = state_->counts.groups;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (state_->hides(i) || !counted_anything(groups[i])) continue;
    total += groups[i];
    TallyRow& row = summary.rows.emplace_back();
    row = {keys[i], row_counts(groups[i], viewers.rows()[i], time.has_value()),
           static_cast<std::uint32_t>(i)};
    if (summary.frequencies) {
      row.counts.by_frequency = OptionalCounts(&summary.frequencies->rows[i]);
    }
  }
  summary.total = row_counts(total, viewers.total(), time.has_value());
  if (summary.frequencies) {
    summary.total.by_frequency = OptionalCounts(&summary.frequencies->total);
  }
  return summary;
}

std::vector<std::uint64_t> Tally::count_shared(std::span<const std::uint32_t> rows,
                                               std::size_t threads) const {
  const std::size_t groups = state_->groups.keys().size();
  return pass_over<SharedPass>(*state_, threads, rows, groups).shared();
}

std::vector<CurveStep> Tally::count_curve(std::span<const std::uint32_t> step_of_row,
                                          std::size_t steps, std::size_t threads) const {
  return pass_over<CurvePass>(*state_, threads, step_of_row, steps).steps();
}

TallyWriter::TallyWriter(Tally& tally) : state_(std::make_unique<State>(*tally.state_)) {}
TallyWriter::~TallyWriter() = default;

std::uint64_t TallyWriter::add(const RecordBatch& batch, std::size_t input) {
  std::uint64_t counted = 0;
  const std::vector<std::uint32_t>& groups = state_->groups.numbers(batch);
  const std::vector<RecordHashes>& hashes = state_->hash(batch);
  for (std::size_t i = 0; i < batch.records.size(); ++i) {
    const Record& record = batch.records[i];
    const std::uint32_t group = groups[i];
    const std::uint64_t viewer = hashes[i].viewer;
    const Worth worth{record.event_class, record.has_cost, record.weight, record.cost_micros};
    if (!record.id.empty()) {
      state_->id_log->add(worth, record.time_us, hashes[i].id, viewer, group,
                          static_cast<std::uint32_t>(input));
      continue;
    }
    if (i + kAhead < groups.size()) state_->counting.prefetch(groups[i + kAhead]);
    ++counted;
    state_->counting.count(group, worth);
    if (viewer != 0) state_->counting.count_viewer(group, worth, viewer & ~kIdentified);
  }
  return counted;
}

const std::vector<RecordHashes>& TallyWriter::State::hash(const RecordBatch& batch) {
  hashes.resize(batch.records.size());
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    const Record& record = batch.records[i];
    const bool identified = !record.viewer.empty() && concerns_viewers(record.event_class);
    hashes[i].viewer = identified ? viewer_hash(record.viewer) | kIdentified : 0;
    // Class and element seed the hash of the id, so the three make one key.
    const std::uint64_t seed =
        (std::uint64_t{record.element} << 8) | static_cast<std::uint64_t>(record.event_class);
    if (!record.id.empty()) hashes[i].id = murmur3_x64_128(record.id, seed);
  }
  return hashes;
}

void TallyWriter::close() {
  if (!state_->is_open) return;
  state_->is_open = false;
  const Counts counts = state_->counting.finish();
  const std::lock_guard lock(state_->tally.mutex);
  state_->tally.counts += counts;
  state_->id_log->close();
  state_->tally.id_logs.push_back(std::move(state_->id_log));
}

}  // namespace seenby
