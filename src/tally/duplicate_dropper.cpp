#include "tally/duplicate_dropper.h"

#include <bit>
#include <tuple>

#include "tally/seed.h"

namespace seenby {
namespace {
/// How many records ahead the next are fetched, which went past the caches.
constexpr std::size_t kAhead = 64;
}  // namespace

DuplicateDropper::Waiting DuplicateDropper::at(std::uint32_t place) const {
  const Page& page = pages_[place / Paged<IdRecord>::kPerPage];
  return {page.log, &page.records[place % Paged<IdRecord>::kPerPage]};
}

/// The slot that holds a record of the same key, or the free one where it belongs.
DuplicateDropper::Slot* DuplicateDropper::find(const IdRecord& record, std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (slots_[slot].place != 0) {
    if (slots_[slot].hash_top == hash >> 32 &&
        at(slots_[slot].place - 1).record->key == record.key) {
      break;
    }
    slot = (slot + 1) & mask;
  }
  return &slots_[slot];
}

void DuplicateDropper::drop(const std::vector<std::unique_ptr<IdLog>>& logs, std::size_t partition,
                            const std::vector<std::string_view>& keys,
                            std::vector<DedupCounts>& counts) {
  pages_.clear();
  for (const auto& log : logs) {
    Paged<IdRecord>& records = log->in_memory(partition);
    for (std::size_t i = 0; i < records.page_count(); ++i) {
      pages_.push_back({log.get(), records.page(i)});
    }
  }
  const std::size_t suspects = note_hashes();
  if (suspects == 0) return;
  // Each of them shares its bit with one record that came first, or with another of them.
  slots_.assign(std::bit_ceil(suspects * 3), Slot());
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
  const HashBits::View again = again_.view();
  const std::uint64_t seed = process_seed();
  std::uint32_t first = 1;
  for (const Page& page : pages_) {
    for (std::uint32_t i = 0; i < page.records.size(); ++i) {
      const Waiting here{page.log, &page.records[i]};
      const std::uint64_t hash = hash_of(*here.record, seed);
      if (!again.has(hash)) [[likely]]
        continue;
      Slot& kept = *find(*here.record, hash);
      const Slot slot{static_cast<std::uint32_t>(hash >> 32), first + i};
      if (kept.place == 0) {
        kept = slot;
      } else if (const Waiting other = at(kept.place - 1); order(here) < order(other)) {
        mark(other);
        kept = slot;
      } else {
        mark(here);
      }
    }
    first += Paged<IdRecord>::kPerPage;
  }
}

/// Returns how many records found their bit taken: few more than the duplicates.
std::size_t DuplicateDropper::note_hashes() {
  const std::size_t most = pages_.size() * Paged<IdRecord>::kPerPage;
  seen_.clear(most * kBitsPerRecord);
  again_.clear(most * kBitsPerRecord);
  const HashBits::View seen = seen_.view();
  const HashBits::View again = again_.view();
  const std::uint64_t seed = process_seed();
  std::size_t suspects = 0;
  for (const Page& page : pages_) {
    for (const IdRecord& record : page.records) {
      __builtin_prefetch(&record + kAhead);
      const std::uint64_t hash = hash_of(record, seed);
      if (!seen.add(hash)) [[likely]]
        continue;
      static_cast<void>(again.add(hash));
      ++suspects;
    }
  }
  return suspects;
}

}  // namespace seenby
