// Of the records that wait with one key, which one counts. What is kept must not depend on which
// came first, so it is chosen by content, once all are in memory. Most keys come once, and a bit
// for each hash, in the second-level cache, clears nearly all of those; only the rest, records of
// keys that came again and few others, are compared by key in a table.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "tally/group_table.h"
#include "tally/id_log.h"
#include "tally/seed.h"

namespace seenby {

/// Marks every record of a partition but the kept ones as dropped: of two records with one key the
/// one with the smaller (time, group key, viewer, cost, weight, input) is kept, so that the choice
/// is by content alone. None may have been dropped before. Keeps its memory from call to call;
/// one per thread.
class DuplicateDropper {
 public:
  /// `keys` are the group keys by number. Adds to `duplicate` of `counts`, by input. Calls
  /// `take(log, records)` for each record that is kept, the first of `records`; the others of them
  /// are behind it in memory, most of which come next.
  template <typename Take>
  void drop(const std::vector<std::unique_ptr<IdLog>>& logs, std::size_t partition,
            const GroupKeys& keys, std::vector<DedupCounts>& counts, Take take) {
    note_hashes(logs, partition);
    const HashBits::View again = again_.view();
    const std::uint64_t seed = process_seed();
    std::uint32_t first = 1;
    for (const Page& page : pages_) {
      for (std::uint32_t i = 0; i < page.records.size(); ++i) {
        if (!again.has(hash_of(page.records[i], seed))) [[likely]] {
          take(*page.log, page.records.subspan(i));
        } else {
          suspects_.push_back(first + i);
        }
      }
      first += Paged<IdRecord>::kPerPage;
    }
    drop_suspects(partition, keys, counts);
    for (const std::uint32_t place : suspects_) {
      const Waiting waiting = at(place);
      if (waiting.record->worth != IdRecord::kDropped) take(*waiting.log, {waiting.record, 1});
    }
  }

 private:
  static constexpr std::size_t kBitsPerRecord = 16;

  /// A set of hashes, by some of their bits.
  class HashBits {
   public:
    /// Where the bits are, which a loop keeps in registers.
    struct View {
      std::uint64_t* words;
      std::size_t mask;

      [[nodiscard]] bool has(std::uint64_t hash) const {
        return (words[hash >> 6 & mask] >> (hash & 63) & 1) != 0;
      }
      /// Whether it was there.
      [[nodiscard]] bool add(std::uint64_t hash) const {
        std::uint64_t& word = words[hash >> 6 & mask];
        const std::uint64_t before = word;
        word = before | std::uint64_t{1} << (hash & 63);
        return (before >> (hash & 63) & 1) != 0;
      }
    };
    void clear(std::size_t bits) { words_.assign(std::bit_ceil(bits / 64 + 1), 0); }
    [[nodiscard]] View view() { return {words_.data(), words_.size() - 1}; }

   private:
    std::vector<std::uint64_t> words_;
  };
  /// A kept record's place, counted from 1, among the partition's records and the top of its hash,
  /// so that most others are told apart without a look at the record. Place 0 is a free slot.
  struct Slot {
    std::uint32_t hash_top = 0;
    std::uint32_t place = 0;
  };
  /// A page of waiting records and whose it is.
  struct Page {
    IdLog* log;
    std::span<IdRecord> records;
  };
  /// One waiting record.
  struct Waiting {
    IdLog* log;
    IdRecord* record;
  };
  /// Seeded, so that no log can be written to make hashes collide.
  [[nodiscard]] static std::uint64_t hash_of(const IdRecord& record, std::uint64_t seed) {
    const std::uint64_t hash = (record.key ^ seed) * 0x9e3779b97f4a7c15;
    return hash ^ hash >> 29;
  }
  void note_hashes(const std::vector<std::unique_ptr<IdLog>>& logs, std::size_t partition);
  void drop_suspects(std::size_t partition, const GroupKeys& keys,
                     std::vector<DedupCounts>& counts);
  [[nodiscard]] Waiting at(std::uint32_t place) const;
  [[nodiscard]] Slot* find(const IdRecord& record, std::uint64_t hash);

  std::vector<Page> pages_;
  HashBits seen_;
  HashBits again_;                       ///< of those seen more than once
  std::vector<std::uint32_t> suspects_;  ///< places of records whose hash may be another's, too
  std::vector<Slot> slots_;
};

}  // namespace seenby
