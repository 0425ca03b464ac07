#include "tally/duplicate_dropper.h"

#include <bit>
#include <tuple>

namespace seenby {
namespace {
/// How many records ahead the next are fetched, which went past the caches.
constexpr std::size_t kAhead = 64;
}  // namespace

DuplicateDropper::Waiting DuplicateDropper::at(std::uint32_t place) const {
  const Page& page = pages_[(place - 1) / Paged<IdRecord>::kPerPage];
  return {page.log, &page.records[(place - 1) % Paged<IdRecord>::kPerPage]};
}

/// The slot that holds a record of the same key, or the free one where it belongs.
DuplicateDropper::Slot* DuplicateDropper::find(const IdRecord& record, std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (slots_[slot].place != 0) {
    if (slots_[slot].hash_top == hash >> 32 && at(slots_[slot].place).record->key == record.key) {
      break;
    }
    slot = (slot + 1) & mask;
  }
  return &slots_[slot];
}

void DuplicateDropper::note_hashes(const std::vector<std::unique_ptr<IdLog>>& logs,
                                   std::size_t partition) {
  pages_.clear();
  suspects_.clear();
  for (const auto& log : logs) {
    Paged<IdRecord>& records = log->in_memory(partition);
    for (std::size_t i = 0; i < records.page_count(); ++i) {
      pages_.push_back({log.get(), records.page(i)});
    }
  }
  const std::size_t most = pages_.size() * Paged<IdRecord>::kPerPage;
  seen_.clear(most * kBitsPerRecord);
  again_.clear(most * kBitsPerRecord);
  const HashBits::View seen = seen_.view();
  const HashBits::View again = again_.view();
  const std::uint64_t seed = process_seed();
  for (const Page& page : pages_) {
    for (const IdRecord& record : page.records) {
      __builtin_prefetch(&record + kAhead);
      const std::uint64_t hash = hash_of(record, seed);
      if (seen.add(hash)) [[unlikely]]
        static_cast<void>(again.add(hash));
    }
  }
}

void DuplicateDropper::drop_suspects(std::size_t partition, const GroupKeys& keys,
                                     std::vector<DedupCounts>& counts) {
  slots_.assign(std::bit_ceil(suspects_.size() * 2 + 1), Slot());
  // Smaller is kept.
  const auto order = [&keys, partition](const Waiting& waiting) {
    const IdWorth worth = waiting.log->worth_of(partition, *waiting.record);
    return std::make_tuple(waiting.record->time_us, keys[waiting.record->group],
                           waiting.record->viewer, worth.worth.has_cost, worth.worth.cost_micros,
                           worth.worth.weight, worth.input);
  };
  const auto mark = [&counts, partition](const Waiting& waiting) {
    ++counts[waiting.log->worth_of(partition, *waiting.record).input].duplicate;
    waiting.record->worth = IdRecord::kDropped;
  };
  const std::uint64_t seed = process_seed();
  for (const std::uint32_t place : suspects_) {
    const Waiting here = at(place);
    const std::uint64_t hash = hash_of(*here.record, seed);
    Slot& kept = *find(*here.record, hash);
    const Slot slot{static_cast<std::uint32_t>(hash >> 32), place};
    if (kept.place == 0) {
      kept = slot;
    } else if (const Waiting other = at(kept.place); order(here) < order(other)) {
      mark(other);
      kept = slot;
    } else {
      mark(here);
    }
  }
}

}  // namespace seenby
