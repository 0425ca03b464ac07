#include "tally/counting.h"

#include <algorithm>
#include <utility>

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

Counting::Counting(Viewers& viewers)
    : viewers_(viewers), buffers_(kPartitions * kBuffered, ViewerEntry::saw(0, 0, 0)) {}

void Counting::make_room(std::span<const std::uint32_t> groups) {
  std::uint32_t last = 0;
  for (const std::uint32_t group : groups) last = std::max(last, group);
  if (!groups.empty()) make_room(last + std::size_t{1});
}

void Counting::add(std::uint32_t group, const GroupCounts& counts) {
  added_.make_room(group + std::size_t{1});
  added_.groups[group] += counts;
}

void Counting::carry_events(std::uint32_t group, EventClass event_class, std::uint32_t events) {
  GroupCounts counts;
  counts.by_class[static_cast<std::size_t>(event_class)] = events;
  carried_[group] += counts;
}

void Counting::carry_spend(std::uint32_t group, std::int64_t cost) {
  const absl::int128 wrapped = absl::int128(1) << 64;
  carried_[group] += {.spend_micros = cost < 0 ? -wrapped : wrapped};
}

void Counting::carry_identified(std::uint32_t group) {
  carried_[group] += {.identified_impressions = std::uint64_t{1} << 32};
}

void Counting::send(std::size_t partition) {
  const auto entries =
      std::span(std::as_const(buffers_)).subspan(partition * kBuffered, buffered_[partition]);
  buffered_[partition] = 0;
  if (viewers_.sample == nullptr) {
    viewers_.partitions[partition].append(entries, viewers_.room, sorter_);
    return;
  }
  viewers_.sample->append(entries, viewers_.partitions[partition], viewers_.room, sorter_);
  viewers_.sample->trim_when_due(viewers_.partitions, viewers_.room, sorter_);
}

void Counting::finish() {
  for (std::size_t partition = 0; partition < kPartitions; ++partition) {
    if (buffered_[partition] > 0) send(partition);
  }
}

void Counting::add_to(Counts& all) const {
  all.has_cost |= added_.has_cost;
  all.make_room(std::max(small_.size(), added_.groups.size()));
  for (std::size_t i = 0; i < small_.size(); ++i) {
    const SmallCounts& small = small_[i];
    GroupCounts counts{.spend_micros = small.spend_micros,
                       .identified_impressions = small.identified_impressions};
    std::copy(small.by_class.begin(), small.by_class.end(), counts.by_class.begin());
    all.groups[i] += counts;
  }
  for (std::size_t i = 0; i < added_.groups.size(); ++i) all.groups[i] += added_.groups[i];
  for (const auto& [group, counts] : carried_) all.groups[group] += counts;
}

}  // namespace seenby
