// Where viewers and waiting records stand: in pages up to a limit, past it in a temporary file. The
// limit leaves room for what is not in pages: read buffers, and what a thread sorts in. Whoever
// appends to something, and so alone may touch it, looks at the limits and writes it out; nobody
// waits for anybody.
// Limit: what a thread has at the least, about 8 MB, is taken whatever the limit.
#pragma once

#include <cstddef>

#include "seenby/tally.h"
#include "tally/page_pool.h"
#include "tally/spill_file.h"

namespace seenby {

/// Bytes, from what a tally may take.
struct TallyLimits {
  explicit TallyLimits(const TallyMemory& memory);

  std::size_t pages;      ///< of all pages; viewers are written out past it
  std::size_t id_pages;   ///< past it waiting records are: the rest is for viewers while those go
  std::size_t run;        ///< the least of a partition's viewers that is worth writing out
  std::size_t partition;  ///< the most of them, since they are sorted beside where they stand
  std::size_t ids;        ///< waiting records that one thread has in memory to find duplicates
  std::size_t merge;      ///< one thread's buffers in a merge
};

struct TallyRoom {
  explicit TallyRoom(const TallyMemory& memory = {})
      : limits(memory), pool(limits.pages), spill(limits.pages) {}

  [[nodiscard]] bool is_full() const { return pool.bytes() > limits.pages; }
  [[nodiscard]] bool is_full_of_ids() const { return pool.bytes() > limits.id_pages; }

  const TallyLimits limits;
  PagePool pool;
  SpillFile spill;
};

}  // namespace seenby
