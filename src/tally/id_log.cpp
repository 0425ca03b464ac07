#include "tally/id_log.h"

#include <bit>
#include <tuple>

#include "seenby/error.h"
#include "tally/murmur3.h"

namespace seenby {
namespace {

// A record's class, cost and input in one word: class in 3 bits, whether there is a cost, 7 bits of
// input, 20 bits of micros. What does not fit has the top bit and a place in a list.
constexpr std::uint32_t kClassMask = 7;
constexpr std::uint32_t kHasCost = 1U << 3;
constexpr unsigned kInputShift = 4;
constexpr std::uint32_t kMostInput = (1U << 7) - 1;
constexpr unsigned kCostShift = 11;
constexpr std::int64_t kMostCost = (1 << 20) - 1;
constexpr std::uint32_t kRare = 1U << 31;
static_assert(kEventClassCount <= kClassMask + 1);

/// One waiting record, in whichever log.
struct Place {
  IdLog* log;
  IdRecord* record;
};

/// Smaller is kept.
auto order_of(const Place& place, const std::vector<std::string_view>& keys) {
  const IdWorth worth = place.log->worth_of(*place.record);
  return std::make_tuple(place.record->time_us, keys[place.record->group], place.record->viewer,
                         worth.worth.has_cost, worth.worth.cost_micros, worth.input);
}

void drop(const Place& place, std::vector<std::uint64_t>& dropped) {
  ++dropped[place.log->worth_of(*place.record).input];
  place.record->worth = IdRecord::kDropped;
}

}  // namespace

std::uint32_t IdLog::code(const IdWorth& worth) {
  const std::int64_t cost = worth.worth.cost_micros;
  if (worth.input <= kMostInput && cost >= 0 && cost <= kMostCost) {
    return static_cast<std::uint32_t>(cost) << kCostShift | worth.input << kInputShift |
           (worth.worth.has_cost ? kHasCost : 0) |
           static_cast<std::uint32_t>(worth.worth.event_class);
  }
  rare_worths_.push_back(worth);
  return kRare | static_cast<std::uint32_t>(rare_worths_.size() - 1);
}

IdWorth IdLog::worth_of(const IdRecord& record) const {
  if ((record.worth & kRare) != 0) return rare_worths_[record.worth & ~kRare];
  return {{static_cast<EventClass>(record.worth & kClassMask), (record.worth & kHasCost) != 0,
           static_cast<std::int64_t>(record.worth >> kCostShift)},
          record.worth >> kInputShift & kMostInput};
}

void IdLog::add(const Record& record, std::uint32_t group, std::uint32_t input) {
  // Class and element seed the hash of the id, so the three make one key.
  const std::uint64_t seed =
      (std::uint64_t{record.element} << 8) | static_cast<std::uint64_t>(record.event_class);
  const Hash128 key = murmur3_x64_128(record.id, seed);
  const bool identified = !record.viewer.empty() && concerns_viewers(record.event_class);
  partitions_[key.h2 % kPartitions].push_back(
      {key.h1, identified ? viewer_hash(record.viewer) | kIdentified : 0, record.time_us, group,
       code({{record.event_class, record.has_cost, record.cost_micros}, input})});
}

void drop_duplicates(std::vector<std::unique_ptr<IdLog>>& logs, std::size_t partition,
                     const std::vector<std::string_view>& keys,
                     std::vector<std::uint64_t>& dropped) {
  std::size_t count = 0;
  for (const auto& log : logs) count += log->partition(partition).size();
  std::vector<Place> table(std::bit_ceil(count * 2 + 1), Place{nullptr, nullptr});
  const std::size_t mask = table.size() - 1;
  const std::uint64_t seed = process_seed();
  for (const auto& log : logs) {
    IdRecords& records = log->partition(partition);
    for (std::size_t i = 0; i < records.size(); ++i) {
      const Place here{log.get(), &records[i]};
      std::size_t slot = ((here.record->key ^ seed) * 0x9e3779b97f4a7c15) >> 20 & mask;
      while (table[slot].record != nullptr && table[slot].record->key != here.record->key) {
        slot = (slot + 1) & mask;
      }
      Place& kept = table[slot];
      if (kept.record == nullptr) {
        kept = here;
      } else if (order_of(here, keys) < order_of(kept, keys)) {
        drop(kept, dropped);
        kept = here;
      } else {
        drop(here, dropped);
      }
    }
  }
}

}  // namespace seenby
