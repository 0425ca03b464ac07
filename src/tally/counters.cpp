#include "tally/counters.h"

#include <algorithm>
#include <limits>

#include "seenby/error.h"

namespace seenby {

namespace {

[[noreturn]] void fail_overflow() {
  throw Error(ExitCode::kIo, "a count is beyond 64 bits, or a spend beyond 128");
}

void add_checked(std::uint64_t& sum, std::uint64_t other) {
  if (__builtin_add_overflow(sum, other, &sum)) fail_overflow();
}

void add_checked(absl::int128& sum, absl::int128 other) {
  const auto added = static_cast<absl::int128>(static_cast<absl::uint128>(sum) +
                                               static_cast<absl::uint128>(other));
  if ((sum < 0) == (other < 0) && (added < 0) != (sum < 0)) fail_overflow();
  sum = added;
}

}  // namespace

GroupCounts& GroupCounts::operator+=(const GroupCounts& other) {
  for (std::size_t i = 0; i < by_class.size(); ++i) add_checked(by_class[i], other.by_class[i]);
  add_checked(identified_impressions, other.identified_impressions);
  add_checked(spend_micros, other.spend_micros);
  return *this;
}

/// What fits goes to the small counters, the rest is carried.
void Counters::add(std::uint32_t group, const GroupCounts& counts) {
  make_room(group + std::size_t{1});
  GroupCounts rest;
  for (std::size_t i = 0; i < kEventClassCount; ++i) {
    const auto events = static_cast<std::uint16_t>(counts.by_class[i]);
    count_events(group, i, events);
    rest.by_class[i] = counts.by_class[i] - events;
  }
  const auto identified = static_cast<std::uint32_t>(counts.identified_impressions);
  count_identified(group, identified);
  rest.identified_impressions = counts.identified_impressions - identified;
  using Limits = std::numeric_limits<std::int64_t>;
  const auto spend = static_cast<std::int64_t>(
      std::clamp<absl::int128>(counts.spend_micros, Limits::min(), Limits::max()));
  count_spend(group, spend);
  rest.spend_micros = counts.spend_micros - spend;
  if (rest != GroupCounts()) carried_[group] += rest;
}

Counters& Counters::operator+=(Counters&& other) {
  if (other.small_.size() > small_.size()) small_.swap(other.small_);
  for (std::uint32_t group = 0; group < other.small_.size(); ++group) {
    const Small& small = other.small_[group];
    for (std::size_t i = 0; i < kEventClassCount; ++i) count_events(group, i, small.by_class[i]);
    count_identified(group, small.identified_impressions);
    count_spend(group, small.spend_micros);
  }
  for (const auto& [group, counts] : other.carried_) carried_[group] += counts;
  has_cost_ |= other.has_cost_;
  other = {};
  return *this;
}

GroupCounts Counters::of(std::uint32_t group) const {
  if (group >= small_.size()) return {};
  const Small& small = small_[group];
  GroupCounts counts{.spend_micros = small.spend_micros,
                     .identified_impressions = small.identified_impressions};
  std::copy(small.by_class.begin(), small.by_class.end(), counts.by_class.begin());
  if (const auto carried = carried_.find(group); carried != carried_.end()) {
    counts += carried->second;
  }
  return counts;
}

void Counters::carry_events(std::uint32_t group, std::size_t event_class, std::uint64_t events) {
  GroupCounts counts;
  counts.by_class[event_class] = events;
  carried_[group] += counts;
}

void Counters::carry_spend(std::uint32_t group, std::int64_t micros) {
  const absl::int128 wrapped = absl::int128(1) << 64;
  carried_[group] += {.spend_micros = micros < 0 ? -wrapped : wrapped};
}

void Counters::carry_identified(std::uint32_t group) {
  carried_[group] += {.identified_impressions = std::uint64_t{1} << 32};
}

}  // namespace seenby
