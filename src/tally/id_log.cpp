#include "tally/id_log.h"

#include <absl/hash/hash.h>

#include <bit>
#include <tuple>

#include "seenby/error.h"
#include "tally/murmur3.h"

namespace seenby {
namespace {

/// One waiting record, in whichever log.
struct Place {
  IdLog* log;
  IdRecord* record;
};

/// Smaller is kept.
auto order_of(const Place& place, const std::vector<std::string_view>& keys) {
  const IdWorth& worth = place.log->worths[place.record->worth];
  return std::make_tuple(place.record->time_us, keys[place.record->group], place.record->viewer,
                         worth.worth.has_cost, worth.worth.cost_micros, worth.input);
}

void drop(const Place& place, std::vector<std::uint64_t>& dropped) {
  ++dropped[place.log->worths[place.record->worth].input];
  place.record->worth = IdRecord::kDropped;
}

}  // namespace

std::size_t IdLog::WorthHash::operator()(const IdWorth& worth) const {
  return absl::HashOf(worth.worth.event_class, worth.worth.has_cost, worth.worth.cost_micros,
                      worth.input);
}

std::uint32_t IdLog::worth_index(const IdWorth& worth) {
  const auto mixed = static_cast<std::uint64_t>(worth.worth.cost_micros) * 0x9e3779b97f4a7c15 +
                     static_cast<std::uint64_t>(worth.worth.event_class);
  std::uint32_t& recent = recent_worths_[(mixed ^ (mixed >> 32)) % recent_worths_.size()];
  if (recent < worths.size() && worths[recent] == worth) return recent;
  const auto [found, is_new] =
      worth_numbers_.try_emplace(worth, static_cast<std::uint32_t>(worths.size()));
  if (is_new) worths.push_back(worth);
  recent = found->second;
  return recent;
}

void IdLog::add(const Record& record, std::uint32_t group, std::uint32_t input) {
  // Class and element seed the hash of the id, so the three make one key.
  const std::uint64_t seed =
      (std::uint64_t{record.element} << 8) | static_cast<std::uint64_t>(record.event_class);
  const Hash128 key = murmur3_x64_128(record.id, seed);
  const bool identified = !record.viewer.empty() && concerns_viewers(record.event_class);
  partitions[key.h2 % kPartitions].push_back(
      {key.h1, identified ? viewer_hash(record.viewer) | kIdentified : 0, record.time_us, group,
       worth_index({{record.event_class, record.has_cost, record.cost_micros}, input})});
}

void drop_duplicates(std::vector<std::unique_ptr<IdLog>>& logs, std::size_t partition,
                     const std::vector<std::string_view>& keys,
                     std::vector<std::uint64_t>& dropped) {
  std::size_t count = 0;
  for (const auto& log : logs) count += log->partitions[partition].size();
  std::vector<Place> table(std::bit_ceil(count * 2 + 1), Place{nullptr, nullptr});
  const std::size_t mask = table.size() - 1;
  const std::uint64_t seed = process_seed();
  for (const auto& log : logs) {
    IdRecords& records = log->partitions[partition];
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
