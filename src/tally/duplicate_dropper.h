// Of the records that wait with one key, which one counts. What is kept must not depend on which
// came first, so it is chosen by content, once all are in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "tally/id_log.h"

namespace seenby {

/// Marks every record of a partition but the kept ones as dropped: of two records with one key the
/// one with the smaller (time, group key, viewer, cost, weight, input) is kept, so that the choice
/// is by content alone. What was dropped before stays dropped. Keeps its memory from call to call;
/// one per thread.
class DuplicateDropper {
 public:
  /// `keys` are the group keys by number. Adds to `duplicate` of `counts`, by input.
  void drop(const std::vector<std::unique_ptr<IdLog>>& logs, std::size_t partition,
            const std::vector<std::string_view>& keys, std::vector<DedupCounts>& counts);

 private:
  /// A kept record's place among the partition's records and the top of its hash, so that most
  /// others are told apart without a look at the record. Place 0 is a free slot.
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
  [[nodiscard]] Waiting at(std::uint32_t place) const;
  [[nodiscard]] Slot* find(const IdRecord& record, std::uint64_t hash);

  std::vector<Page> pages_;
  std::vector<Slot> slots_;
};

}  // namespace seenby
