// From sorted runs of entries, in a temporary file and in memory, to one sorted sequence in which
// each (viewer, row) pair stands once. A tree of losers finds the next entry with one comparison a
// level. Every run in the file has a buffer; together they are bounded, whatever the number of
// runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tally/page_pool.h"
#include "tally/spill_file.h"
#include "tally/viewer_entry.h"

namespace seenby {

class RunMerger {
 public:
  /// Each run and `in_memory` are sorted and of distinct pairs. `buffer_bytes` are shared by the
  /// runs' buffers. What it is given must outlive it.
  RunMerger(const SpillFile& file, std::span<const SpillExtent> runs,
            const Paged<ViewerEntry>& in_memory, std::size_t buffer_bytes);

  /// The next entries, valid until the next call; none at the end. Throws Error when the file
  /// cannot be read or a count would overflow.
  std::span<const ViewerEntry> next();

 private:
  /// What is left of a run: the entries in memory, then those of the file or of the next page.
  struct Source {
    const ViewerEntry* at = nullptr;
    const ViewerEntry* end = nullptr;
    SpillExtent left{};
    std::vector<ViewerEntry> buffer{};
  };
  /// What entries are ordered by. One beyond all when a source is at its end.
  struct Key {
    std::uint64_t viewer;
    std::uint32_t group;
  };
  void fill(std::size_t source);
  void set_key(std::size_t source);
  [[nodiscard]] bool is_before(std::size_t a, std::size_t b) const;
  void build();
  void replay(std::size_t source);

  const SpillFile& file_;
  const Paged<ViewerEntry>& in_memory_;
  std::size_t next_page_ = 0;
  std::vector<Source> sources_;      ///< the last is what stands in memory
  std::vector<Key> keys_;            ///< of the sources' next entries
  std::vector<std::size_t> losers_;  ///< of each match; at 0 the winner of all
  std::vector<ViewerEntry> merged_;
};

}  // namespace seenby
