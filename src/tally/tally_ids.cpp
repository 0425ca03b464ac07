// What happens to records with an id once all are in: duplicates are dropped, the rest is counted.
// A partition of all threads' logs at a time; of what was written out, too. Where a partition's
// records are more than a thread may have in memory, its keys are taken a share at a time, each of
// which reads all of what was written out.
#include <algorithm>
#include <cassert>
#include <limits>
#include <span>
#include <vector>

#include "parallel.h"
#include "tally/tally_state.h"

namespace seenby {
namespace {

// Inlined, so that a worth stays in registers.
[[gnu::always_inline]] inline void count_waiting(const IdRecord& record, const IdWorth& worth,
                                                 Counting& counting) {
  counting.count(record.group, worth.worth);
  if (record.viewer != 0) {
    counting.count_viewer(record.group, worth.worth, record.viewer & ~kIdentified);
  }
}

/// Counts waiting records of one partition, see DuplicateDropper::drop().
struct WaitingCounter {
  std::size_t partition;
  Counting& counting;
  std::vector<DedupCounts>& dedup;

  void operator()(const IdLog& log, std::span<const IdRecord> records) const {
    if (records.size() > Counting::kAhead) counting.prefetch(records[Counting::kAhead].group);
    const IdRecord& record = records.front();
    log.with_worth_of(partition, record, [&](const IdWorth& worth) {
      ++dedup[worth.input].counted;
      count_waiting(record, worth, counting);
    });
  }
};

/// Counts the records in memory that were neither dropped as duplicates nor retired.
void count_kept(IdLog& log, std::int64_t retired_before, const WaitingCounter& count) {
  const Paged<IdRecord>& records = log.in_memory(count.partition);
  for (std::size_t page = 0; page < records.page_count(); ++page) {
    const std::span<const IdRecord> waiting = records.page(page);
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      const bool is_kept = waiting[i].worth != IdRecord::kDropped;
      if (is_kept && waiting[i].time_us >= retired_before) count(log, waiting.subspan(i));
    }
  }
  log.clear(count.partition);
}

}  // namespace

template <typename Take, typename Clear>
void Tally::State::drop_duplicates(std::size_t partition, DuplicateDropper& duplicates,
                                   std::vector<DedupCounts>& found, Take take, Clear clear) {
  const WaitingRecords all = waiting(partition);
  const std::uint64_t shares =
      all.written_out == 0 ? 1 : all.count() * sizeof(IdRecord) / room.limits.ids + 1;
  std::vector<std::vector<IdExtent>> extents;
  for (const auto& log : id_logs) {
    if (shares > 1) log->write_out(partition);
    extents.push_back(log->take_written(partition));
  }
  for (std::uint64_t share = 0; share < shares; ++share) {
    for (std::size_t i = 0; i < id_logs.size(); ++i) {
      id_logs[i]->load(partition, extents[i], {share, shares});
    }
    duplicates.drop(id_logs, partition, groups.keys(), found, take);
    for (const auto& log : id_logs) clear(*log);
  }
  for (std::size_t i = 0; i < id_logs.size(); ++i) id_logs[i]->release(extents[i]);
}

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
      const bool was_written = state_->waiting(partition).written_out > 0;
      const auto take_none = [](const IdLog&, std::span<const IdRecord>) {};
      state_->drop_duplicates(partition, duplicates, dedup, take_none, [&](IdLog& log) {
        if (was_written) log.write_out(partition);
      });
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

WaitingRecords Tally::State::waiting(std::size_t partition) const {
  WaitingRecords all;
  for (const auto& log : id_logs) {
    all.in_memory += log->in_memory(partition).size();
    all.written_out += log->written_out(partition);
  }
  return all;
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
    counting.make_room(groups.keys().size());
    for (std::size_t partition = 0; partitions.next(partition);) {
      visit_waiting(partition, [&](const IdRecord& record, const IdWorth& worth) {
        if (record.time_us < before_us) count_waiting(record, worth, counting);
      });
    }
    counting.finish();
    const std::lock_guard lock(mutex);
    counters += counting.take_counters();
  });
  retired_before = before_us;
}

void Tally::State::compact(std::size_t threads) {
  WorkQueue partitions(kPartitions);
  run_on_threads(threads, [&](std::size_t) {
    ViewerSorter sorter;
    for (std::size_t partition = 0; partitions.next(partition);) {
      viewers.partitions[partition].compact(room, sorter);
    }
  });
  ViewerSorter sorter;
  if (viewers.sample) viewers.sample->trim(viewers.partitions, room, sorter);
}

void Tally::State::count_distinct(std::size_t partition, Counting& counting,
                                  std::vector<DedupCounts>& found) {
  const WaitingCounter count{partition, counting, found};
  for (const auto& log : id_logs) {
    count_kept(*log, retired_before, count);
    const std::vector<IdExtent> written = log->take_written(partition);
    for (const IdExtent& extent : written) {
      log->load(partition, {extent}, {});
      count_kept(*log, retired_before, count);
    }
    log->release(written);
  }
}

void Tally::settle(std::size_t threads) {
  WorkQueue partitions(kPartitions);
  run_on_threads(threads, [&](std::size_t) {
    Counting counting(state_->viewers);
    DuplicateDropper duplicates;
    std::vector<DedupCounts> dedup(state_->dedup.size());
    for (std::size_t partition = 0; partitions.next(partition);) {
      if (state_->waiting(partition).count() == 0) continue;
      counting.make_room(state_->groups.keys().size());
      if (state_->has_dropped) {
        state_->count_distinct(partition, counting, dedup);
      } else {
        state_->drop_duplicates(partition, duplicates, dedup,
                                WaitingCounter{partition, counting, dedup},
                                [&](IdLog& log) { log.clear(partition); });
      }
    }
    counting.finish();
    const std::lock_guard lock(state_->mutex);
    state_->counters += counting.take_counters();
    if (!state_->has_dropped) state_->add_dedup(dedup);
  });
  state_->has_dropped = true;
  state_->id_logs.clear();
  // All are put in order as they are looked at, but what is kept of a sample is decided over all.
  if (state_->viewers.sample) state_->compact(threads);
}

}  // namespace seenby
