#include "tally/id_log.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "seenby/error.h"
#include "tally/seed.h"

namespace seenby {
namespace {

// A record's worth in one word: the number of its frame (all of it but the cost) in 9 bits, the
// micros in 22. What does not fit has the top bit and a place in a list.
constexpr unsigned kCostBits = 22;
constexpr std::uint32_t kCostMask = (1U << kCostBits) - 1;
constexpr std::size_t kMostFrames = std::size_t{1} << 9;
constexpr std::uint32_t kRare = 1U << 31;

// A frame: class in 3 bits, whether there is a cost, 30 bits of weight, 30 of input.
constexpr unsigned kClassBits = 3;
constexpr unsigned kWeightShift = kClassBits + 1;
constexpr unsigned kInputShift = kWeightShift + 30;
constexpr std::uint64_t kWeightMask = (std::uint64_t{1} << 30) - 1;
static_assert(kEventClassCount <= 1U << kClassBits);

std::uint64_t frame_of(const Worth& worth, std::uint32_t input) {
  return std::uint64_t{input} << kInputShift | std::uint64_t{worth.weight} << kWeightShift |
         (worth.has_cost ? 1U << kClassBits : 0U) | static_cast<std::uint64_t>(worth.event_class);
}

IdWorth worth_in(std::uint64_t frame, std::int64_t cost_micros) {
  return {
      {static_cast<EventClass>(frame & ((1U << kClassBits) - 1)), (frame >> kClassBits & 1) != 0,
       static_cast<std::uint32_t>(frame >> kWeightShift & kWeightMask), cost_micros},
      static_cast<std::uint32_t>(frame >> kInputShift)};
}

}  // namespace

std::uint32_t IdLog::code(const Worth& worth, std::uint32_t input) {
  const std::int64_t cost = worth.cost_micros;
  const std::uint64_t frame = frame_of(worth, input);
  std::uint32_t& last = last_frame_[frame % last_frame_.size()];
  if (last >= frames_.size() || frames_[last] != frame) {
    const auto found = std::find(frames_.begin(), frames_.end(), frame);
    last = static_cast<std::uint32_t>(found - frames_.begin());
    if (found == frames_.end() && frames_.size() < kMostFrames) frames_.push_back(frame);
  }
  if (last < kMostFrames && cost >= 0 && cost <= kCostMask) {
    return last << kCostBits | static_cast<std::uint32_t>(cost);
  }
  if (rare_worths_.size() >= kRare - 1) {
    throw Error(ExitCode::kIo, "more than 2147483646 records with an id and a large cost");
  }
  rare_worths_.push_back(worth_in(frame, cost));
  return kRare | static_cast<std::uint32_t>(rare_worths_.size() - 1);
}

void IdLog::close() {
  for (std::size_t partition = 0; partition < kPartitions; ++partition) {
    const std::span<const IdRecord> records(lines_[partition].records);
    partitions_[partition].append(records.first(filled_[partition]), pool_);
    filled_[partition] = 0;
  }
  flush_lines();
}

IdWorth IdLog::worth_of(const IdRecord& record) const {
  if ((record.worth & kRare) != 0) return rare_worths_[record.worth & ~kRare];
  return worth_in(frames_[record.worth >> kCostBits], record.worth & kCostMask);
}

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
    Paged<IdRecord>& records = log->partition(partition);
    for (std::size_t i = 0; i < records.page_count(); ++i) {
      pages_.push_back({log.get(), records.page(i)});
    }
  }
  slots_.assign(std::bit_ceil(pages_.size() * Paged<IdRecord>::kPerPage * 3 / 2 + 1), Slot());
  const std::uint64_t seed = process_seed();
  // Smaller is kept.
  const auto order = [&keys](const Waiting& waiting) {
    const IdWorth worth = waiting.log->worth_of(*waiting.record);
    return std::make_tuple(waiting.record->time_us, keys[waiting.record->group],
                           waiting.record->viewer, worth.worth.has_cost, worth.worth.cost_micros,
                           worth.worth.weight, worth.input);
  };
  const auto mark = [&counts](const Waiting& waiting) {
    ++counts[waiting.log->worth_of(*waiting.record).input].duplicate;
    waiting.record->worth = IdRecord::kDropped;
  };
  std::uint32_t first = 1;
  for (const Page& page : pages_) {
    for (std::uint32_t i = 0; i < page.records.size(); ++i) {
      const Waiting here{page.log, &page.records[i]};
      if (here.record->worth == IdRecord::kDropped) continue;
      std::uint64_t hash = (here.record->key ^ seed) * 0x9e3779b97f4a7c15;
      hash ^= hash >> 29;
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

}  // namespace seenby
