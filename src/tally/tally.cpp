#include "seenby/tally.h"

#include <algorithm>
#include <span>
#include <utility>

#include "parallel.h"
#include "tally/murmur3.h"
#include "tally/tally_state.h"
#include "tally/viewer_passes.h"
#include "tally/viewer_summary.h"

namespace seenby {

Tally::Tally(std::size_t inputs, const TallyMemory& memory, std::optional<unsigned> sample_lg_k)
    : state_(std::make_unique<State>(memory, sample_lg_k)) {
  state_->dedup.resize(inputs);
}
Tally::~Tally() = default;

void Tally::note_progress(std::uint64_t done, std::uint64_t total) noexcept {
  state_->room.spill.note_progress(done, total);
}

bool Tally::keep_rows(const std::function<bool(std::string_view key)>& stays) {
  const GroupKeys& keys = state_->groups.keys();
  std::vector<bool>& is_hidden = state_->is_hidden;
  is_hidden.resize(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) is_hidden[i] = is_hidden[i] || !stays(keys[i]);
  return std::find(is_hidden.begin(), is_hidden.end(), true) != is_hidden.end();
}

TallyWriter::TallyWriter(Tally& tally) : state_(std::make_unique<State>(*tally.state_)) {}
TallyWriter::~TallyWriter() = default;

std::uint64_t TallyWriter::add(const RecordBatch& batch, std::size_t input) {
  const std::span<const Record> records = batch.records;
  const std::span<const std::uint32_t> groups = state_->groups.numbers(batch);
  const std::span<const RecordHashes> hashes = state_->hash(batch);
  Counting& counting = state_->counting;
  std::uint64_t counted = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const Record& record = records[i];
    const std::uint32_t group = groups[i];
    const std::uint64_t viewer = hashes[i].viewer;
    const Worth worth{record.event_class, record.has_cost, record.weight, record.cost_micros};
    if (!record.id.empty()) {
      state_->id_log->add(worth, record.time_us, hashes[i].id, viewer, group,
                          static_cast<std::uint32_t>(input));
      continue;
    }
    // Where all records wait, no counters are touched.
    if (counted++ == 0) counting.make_room(groups);
    if (i + Counting::kAhead < groups.size()) counting.prefetch(groups[i + Counting::kAhead]);
    if (i + Counting::kViewersAhead < groups.size()) {
      counting.prefetch_viewer(hashes[i + Counting::kViewersAhead].viewer & ~kIdentified);
    }
    counting.count(group, worth);
    if (viewer != 0) counting.count_viewer(group, worth, viewer & ~kIdentified);
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
  state_->counting.finish();
  const std::lock_guard lock(state_->tally.mutex);
  state_->tally.counters += state_->counting.take_counters();
  state_->id_log->close();
  state_->tally.id_logs.push_back(std::move(state_->id_log));
}

}  // namespace seenby
