// The inside of a Tally, shared by its writers.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "seenby/tally.h"
#include "tally/counting.h"
#include "tally/group_table.h"
#include "tally/id_log.h"

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

struct TallyWriter::State {
  explicit State(Tally::State& shared)
      : tally(shared),
        groups(shared.groups),
        counting(shared.viewers),
        id_log(std::make_unique<IdLog>(shared.pool)) {}

  Tally::State& tally;
  GroupCache groups;
  Counting counting;
  std::unique_ptr<IdLog> id_log;
  bool is_open = true;
};

}  // namespace seenby
