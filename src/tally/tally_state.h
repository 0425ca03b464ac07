// The inside of a Tally, shared by its writers.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "seenby/tally.h"
#include "tally/counting.h"
#include "tally/group_table.h"
#include "tally/id_log.h"
#include "tally/murmur3.h"

namespace seenby {

struct Tally::State {
  GroupTable groups;
  PagePool pool;  ///< outlives what stands in it
  Viewers viewers{pool, {}};

  std::mutex mutex;  ///< guards what follows while writers close
  Counts counts;
  std::vector<std::unique_ptr<IdLog>> id_logs;

  std::vector<DedupCounts> dedup;  ///< by input
};

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
        id_log(std::make_unique<IdLog>(shared.pool)) {}

  /// All of a batch at once: a hash is one long chain of multiplications, and many side by side
  /// take little longer than one.
  const std::vector<RecordHashes>& hash(const RecordBatch& batch);

  Tally::State& tally;
  GroupCache groups;
  Counting counting;
  std::unique_ptr<IdLog> id_log;
  std::vector<RecordHashes> hashes;
  bool is_open = true;
};

}  // namespace seenby
