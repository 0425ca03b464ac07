// The rows of a settled tally, each made of its group's counters and viewers when it is asked for.
// What a row is made of stands in four places, none of them in a cache where rows are many, so that
// whoever goes through them says which come next.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "seenby/report_rows.h"
#include "seenby/tally.h"
#include "tally/counters.h"
#include "tally/group_table.h"
#include "tally/reach_counters.h"

namespace seenby {

/// What is known of the viewers of every row, and of all of them together.
struct ViewerCounts {
  ReachCounters rows;
  RowViewers total;
  std::shared_ptr<TallyFrequencies> frequencies{};      ///< null: not counted
  std::shared_ptr<std::vector<ReachSample>> samples{};  ///< of the rows, then of the total
};

/// What only some tallies know.
struct KnownCounts {
  bool new_reach = false;                 ///< rows are by time
  bool clicks_without_impression = true;  ///< not of sketches
};

class TallyRows final : public RowSource {
 public:
  /// By group number. The keys and the counters must outlive this.
  TallyRows(const GroupKeys& keys, const Counters& counters, ViewerCounts viewers,
            KnownCounts known)
      : keys_(keys), counters_(counters), viewers_(std::move(viewers)), known_(known) {}

  [[nodiscard]] ReportRow row(std::uint32_t number) const override;
  [[nodiscard]] GroupValues group(std::uint32_t number) const override {
    return decode_group_key(keys_[number]);
  }
  void prefetch(std::uint32_t next, std::uint32_t later) const override;

  /// Of all rows together, of which `counts` is the sum.
  [[nodiscard]] RowCounts total(const GroupCounts& counts) const;

 private:
  [[nodiscard]] RowCounts row_counts(const GroupCounts& counts, const RowViewers& viewers) const;

  const GroupKeys& keys_;
  const Counters& counters_;
  ViewerCounts viewers_;
  KnownCounts known_;
};

}  // namespace seenby
