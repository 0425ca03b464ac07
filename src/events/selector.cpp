#include "events/selector.h"

namespace seenby {

Selector::Selector(const Plan& plan)
    : plan_(plan),
      needs_times_(plan.needs_times()),
      selects_(plan.selection.has_window() || !plan.filters.empty()),
      excludes_bots_(plan.selection.bots == Bots::kExcluded) {
  for (const std::optional<TimeUnit>& unit : plan.group_units) {
    buckets_.push_back(unit ? std::make_unique<TimeBuckets>(*unit, plan.selection.time_zone)
                            : nullptr);
  }
}

bool Selector::is_bot(std::string_view user_agent, Accounting& accounting) {
  const std::optional<std::size_t> bot = bots_.bot_of(user_agent);
  if (!bot) return false;
  ++accounting.bot;
  accounting.bot_by_name.resize(bot_names().size());
  ++accounting.bot_by_name[*bot];
  return true;
}

}  // namespace seenby
