#include "tally/tally_rows.h"

namespace seenby {

RowCounts TallyRows::row_counts(const GroupCounts& counts, const RowViewers& viewers) const {
  RowCounts row;
  row.impressions = counts.of(EventClass::kImpression);
  row.identified_impressions = counts.identified_impressions;
  row.clicks = counts.of(EventClass::kClick);
  row.likes = counts.of(EventClass::kLike);
  row.comments = counts.of(EventClass::kComment);
  row.shares = counts.of(EventClass::kShare);
  row.saves = counts.of(EventClass::kSave);
  row.conversions = counts.of(EventClass::kConversion);
  row.viewable = counts.of(EventClass::kViewable);
  row.spend.value = counts.spend_micros;
  row.reach = viewers.reach;
  row.unique_clickers = viewers.unique_clickers;
  row.exclusive_reach = viewers.exclusive_reach;
  row.clicks_without_impression.reset();
  if (known_.clicks_without_impression) {
    row.clicks_without_impression = viewers.clicks_without_impression;
  }
  if (known_.new_reach) row.new_reach = viewers.new_reach;
  return row;
}

ReportRow TallyRows::row(std::uint32_t number) const {
  ReportRow row;
  row.group = group(number);
  row.counts = row_counts(counters_.of(number), viewers_.rows[number]);
  row.number = number;
  if (viewers_.frequencies) {
    row.counts.by_frequency = OptionalCounts<FrequencyCounts>(&viewers_.frequencies->rows[number]);
  }
  if (viewers_.samples) {
    row.counts.sample = OptionalCounts<ReachSample>(&(*viewers_.samples)[number]);
  }
  return row;
}

void TallyRows::prefetch(std::uint32_t next, std::uint32_t later) const {
  __builtin_prefetch(&keys_[later]);
  counters_.prefetch(later);
  viewers_.rows.prefetch(later);
  __builtin_prefetch(keys_[next].data());
}

RowCounts TallyRows::total(const GroupCounts& counts) const {
  RowCounts total = row_counts(counts, viewers_.total);
  if (viewers_.frequencies) {
    total.by_frequency = OptionalCounts<FrequencyCounts>(&viewers_.frequencies->total);
  }
  if (viewers_.samples) {
    total.sample = OptionalCounts<ReachSample>(&viewers_.samples->back());
  }
  return total;
}

}  // namespace seenby
