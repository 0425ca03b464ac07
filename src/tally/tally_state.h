// The inside of a Tally, shared by its writers.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "seenby/tally.h"
#include "tally/counting.h"
#include "tally/duplicate_dropper.h"
#include "tally/group_table.h"
#include "tally/id_log.h"
#include "tally/murmur3.h"
#include "tally/tally_room.h"

namespace seenby {

/// How many records wait in a partition.
struct WaitingRecords {
  std::uint64_t in_memory = 0;
  std::uint64_t written_out = 0;

  [[nodiscard]] std::uint64_t count() const { return in_memory + written_out; }
};

struct Tally::State {
  State(const TallyMemory& memory, std::optional<unsigned> sample_lg_k) : room(memory) {
    if (sample_lg_k) viewers.sample = std::make_unique<ViewerSample>(*sample_lg_k);
  }

  GroupTable groups;
  TallyRoom room;  ///< outlives what stands in it
  Viewers viewers{room, {}, nullptr};

  std::mutex mutex;  ///< guards what follows while writers close
  Counters counters;
  std::vector<std::unique_ptr<IdLog>> id_logs;

  bool has_sketches = false;       ///< what was added says who, but not how often
  std::vector<DedupCounts> dedup;  ///< by input
  /// Whether `dedup` is complete and the records that wait are distinct.
  bool has_dropped = false;
  /// Records that waited and are earlier are counted already.
  std::int64_t retired_before = std::numeric_limits<std::int64_t>::min();

  /// By group number, true for rows that keep_rows() left out; those beyond its end stay.
  std::vector<bool> is_hidden;
  [[nodiscard]] bool hides(std::size_t group) const {
    return group < is_hidden.size() && is_hidden[group];
  }
  /// Of rows that are sampled, see viewer_sample.h.
  [[nodiscard]] std::uint64_t ceiling(std::size_t group) const {
    return viewers.sample ? viewers.sample->ceiling(group) : ViewerSample::kNoCeiling;
  }
  /// Has `take` see the entries of a partition in order, in pieces, without hidden rows. Leaves it
  /// compacted.
  template <typename Take>
  void visit_viewers(std::size_t partition, ViewerSorter& sorter, Take take);

  /// Drops the duplicates of a partition, and adds to `duplicate` of their inputs in `found`. Where
  /// its records are too many, some of the keys at a time; after each time `clear(log)`, with every
  /// log, is to do away with what is in memory. `take` as in DuplicateDropper::drop().
  template <typename Take, typename Clear>
  void drop_duplicates(std::size_t partition, DuplicateDropper& duplicates,
                       std::vector<DedupCounts>& found, Take take, Clear clear);
  /// In all threads' logs.
  [[nodiscard]] WaitingRecords waiting(std::size_t partition) const;
  /// Counts the records of a partition, which are distinct, and lets them go.
  void count_distinct(std::size_t partition, Counting& counting, std::vector<DedupCounts>& found);
  void add_dedup(const std::vector<DedupCounts>& found);
  /// Counts what waited and is earlier.
  void retire(std::size_t threads, std::int64_t before_us);
  void compact(std::size_t threads);

  /// Has `take(record, worth)` see the records of a partition that are neither dropped nor retired.
  template <typename Take>
  void visit_waiting(std::size_t partition, Take take) const {
    for (const auto& log : id_logs) {
      log->visit(partition, [&](const IdRecord& record, const IdWorth& worth) {
        if (record.time_us >= retired_before) take(record, worth);
      });
    }
  }
};

template <typename Take>
void Tally::State::visit_viewers(std::size_t partition, ViewerSorter& sorter, Take take) {
  ViewerPartition& all = viewers.partitions[partition];
  if (is_hidden.empty()) return all.compact_and_visit(room, sorter, take);
  std::vector<ViewerEntry> shown;
  all.compact_and_visit(room, sorter, [&](std::span<const ViewerEntry> entries) {
    shown.clear();
    for (const ViewerEntry& entry : entries) {
      if (!hides(entry.group())) shown.push_back(entry);
    }
    take(std::span<const ViewerEntry>(shown));
  });
}

/// Of one record: its viewer as an IdRecord has it, and its id if it has one.
struct RecordHashes {
  std::uint64_t viewer = 0;
  Hash128 id{};
};

struct TallyWriter::State {
  explicit State(Tally::State& shared)
      : tally(shared),
        groups(shared.groups),
        counting(shared.viewers),
        id_log(std::make_unique<IdLog>(shared.room)) {}

  /// All of a batch at once: a hash is one long chain of multiplications, and many side by side
  /// take little longer than one.
  const std::vector<RecordHashes>& hash(const RecordBatch& batch);

  Tally::State& tally;
  GroupCache groups;
  Counting counting;
  std::unique_ptr<IdLog> id_log;
  std::vector<RecordHashes> hashes;
};

}  // namespace seenby
