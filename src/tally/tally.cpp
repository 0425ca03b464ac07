#include "seenby/tally.h"

#include <algorithm>
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

Tally::Tally(std::size_t inputs, const TallyMemory& memory)
    : state_(std::make_unique<State>(memory)) {
  state_->dedup.resize(inputs);
}
Tally::~Tally() = default;

void Tally::note_progress(std::uint64_t done, std::uint64_t total) noexcept {
  state_->room.spill.note_progress(done, total);
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
