#include "tally/tally_entries.h"

#include <algorithm>
#include <limits>

namespace seenby {
namespace {

constexpr std::uint64_t kHasCost = 8;
constexpr std::uint64_t kHasTime = 16;
constexpr std::uint64_t kHasViewer = 32;
constexpr std::uint64_t kHasWeight = 64;
static_assert(kEventClassCount <= kHasCost);
constexpr std::uint64_t kMostHash = kIdentified - 1;

std::int64_t narrow(absl::int128 value) {
  if (value < std::numeric_limits<std::int64_t>::min() ||
      value > std::numeric_limits<std::int64_t>::max()) {
    throw MalformedBytes();
  }
  return static_cast<std::int64_t>(value);
}

std::uint32_t group_in(ByteReader& in) {
  return static_cast<std::uint32_t>(in.number(std::numeric_limits<std::uint32_t>::max() - 1));
}

}  // namespace

void GroupCoder::write(const SavedGroup& group, ByteWriter& out) {
  const auto [mine, theirs] =
      std::mismatch(key_.begin(), key_.end(), group.key.begin(), group.key.end());
  const auto shared = static_cast<std::size_t>(mine - key_.begin());
  out.number(std::uint64_t{shared});
  out.text(group.key.substr(shared));
  key_ = group.key;
  for (const std::uint64_t count : group.counts.by_class) out.number(count);
  out.number(group.counts.identified_impressions);
  out.signed_number(group.counts.spend_micros);
  out.number(group.ceiling);
}

SavedGroup GroupCoder::read(ByteReader& in) {
  const std::uint64_t shared = in.number(key_.size());
  const std::string_view rest = in.text();
  const bool is_first = key_.empty();
  const std::string before = key_;
  key_.resize(shared);
  key_ += rest;
  if (key_.empty() || (!is_first && key_ <= before)) throw MalformedBytes();
  SavedGroup group{key_, {}, 0};
  for (std::uint64_t& count : group.counts.by_class) count = in.number();
  group.counts.identified_impressions = in.number();
  group.counts.spend_micros = in.signed_number();
  group.ceiling = in.number(kMostHash);
  return group;
}

void ViewerCoder::write(const SavedViewer& viewer, ByteWriter& out) {
  out.number(viewer.viewer - viewer_);
  viewer_ = viewer.viewer;
  out.number(std::uint64_t{viewer.group});
  out.number(std::uint64_t{viewer.count} << 2 | (viewer.reached ? 2U : 0U) |
             (viewer.clicked ? 1U : 0U));
}

SavedViewer ViewerCoder::read(ByteReader& in) {
  viewer_ += in.number(kMostHash - viewer_);
  SavedViewer viewer{.viewer = viewer_, .group = group_in(in)};
  const std::uint64_t seen = in.number(std::uint64_t{ViewerEntry::kMostCount} << 2 | 3);
  viewer.count = static_cast<std::uint32_t>(seen >> 2);
  viewer.reached = (seen & 2) != 0;
  viewer.clicked = (seen & 1) != 0;
  if (viewer.count == 0 || !(viewer.reached || viewer.clicked)) throw MalformedBytes();
  return viewer;
}

void IdCoder::write(const SavedId& id, ByteWriter& out) {
  if (!has_begun_) out.number(id.partition);
  has_begun_ = true;
  out.number(id.key - key_);
  key_ = id.key;
  out.number(std::uint64_t{id.group});
  const bool has_time = id.time_us != kNoTime;
  const bool has_weight = id.worth.weight != 1;
  out.number(static_cast<std::uint64_t>(id.worth.event_class) | (id.worth.has_cost ? kHasCost : 0) |
             (has_time ? kHasTime : 0) | (id.viewer != 0 ? kHasViewer : 0) |
             (has_weight ? kHasWeight : 0));
  if (id.worth.has_cost) out.signed_number(id.worth.cost_micros);
  if (has_time) {
    out.signed_number(absl::int128(id.time_us) - time_us_);
    time_us_ = id.time_us;
  }
  if (id.viewer != 0) out.word(id.viewer & ~kIdentified);
  if (has_weight) out.number(std::uint64_t{id.worth.weight});
}

SavedId IdCoder::read(ByteReader& in) {
  if (!has_begun_) partition_ = in.number(kPartitions - 1);
  has_begun_ = true;
  SavedId id{.partition = partition_};
  key_ += in.number(std::numeric_limits<std::uint64_t>::max() - key_);
  id.key = key_;
  id.group = group_in(in);
  const std::uint64_t has = in.number(2 * kHasWeight - 1);
  if (has % kHasCost >= kEventClassCount) throw MalformedBytes();
  id.worth.event_class = static_cast<EventClass>(has % kHasCost);
  id.worth.has_cost = (has & kHasCost) != 0;
  if (id.worth.has_cost) id.worth.cost_micros = narrow(in.signed_number());
  id.time_us = kNoTime;
  if ((has & kHasTime) != 0) id.time_us = time_us_ = narrow(in.signed_number() + time_us_);
  if ((has & kHasViewer) != 0) {
    const std::uint64_t viewer = in.word();
    if (viewer > kMostHash) throw MalformedBytes();
    id.viewer = viewer | kIdentified;
  }
  if ((has & kHasWeight) != 0) {
    id.worth.weight = static_cast<std::uint32_t>(in.number(ViewerEntry::kMostCount));
  }
  return id;
}

}  // namespace seenby
