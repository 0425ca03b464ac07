// Decides for each record whether it is one that the run is about, and in which bucket of time it
// is: the window, the conditions and the bots of a plan, held against texts. One per thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "events/bots.h"
#include "events/plan.h"
#include "events/time.h"
#include "events/time_bucket.h"
#include "seenby/accounting.h"
#include "seenby/record.h"

namespace seenby {

class Selector {
 public:
  /// `plan` must outlive it.
  explicit Selector(const Plan& plan);

  [[nodiscard]] bool needs_times() const { return needs_times_; }

  /// Of a time's text; kNoTime without one, or when it cannot be read, which is counted.
  std::int64_t time_us(std::string_view text, Accounting& accounting) {
    if (text.empty()) return kNoTime;
    const std::optional<std::int64_t> time = time_.read(text);
    accounting.unreadable_time += time ? 0 : 1;
    return time.value_or(kNoTime);
  }

  /// Whether there is a window or a condition.
  [[nodiscard]] bool selects() const { return selects_; }
  /// Whether the window and all conditions hold; counts the record as filtered if not.
  /// `text_of(i)` is the text of filter i.
  template <typename TextOf>
  bool takes(std::int64_t time_us, TextOf text_of, Accounting& accounting) const {
    if (!selects_) return true;
    bool ok = !plan_.selection.has_window() ||
              (time_us != kNoTime && time_us >= plan_.selection.since_us &&
               time_us < plan_.selection.until_us);
    for (std::size_t i = 0; ok && i < plan_.filters.size(); ++i) {
      ok = plan_.filters[i].test.holds(text_of(i));
    }
    accounting.filtered += ok ? 0 : 1;
    return ok;
  }

  [[nodiscard]] bool excludes_bots() const { return excludes_bots_; }
  /// Counts the record as bot if it is one's.
  bool is_bot(std::string_view user_agent, Accounting& accounting);

  /// Whether a --by column is one of time; then its bucket.
  [[nodiscard]] bool is_time(std::size_t group) const { return buckets_[group] != nullptr; }
  std::string_view bucket(std::size_t group, std::int64_t time_us) {
    return buckets_[group]->of(time_us);
  }

 private:
  const Plan& plan_;
  bool needs_times_;
  bool selects_;
  bool excludes_bots_;
  TimeReader time_;
  BotTest bots_;
  std::vector<std::unique_ptr<TimeBuckets>> buckets_;  ///< by --by column
};

}  // namespace seenby
