#include "tally/viewer_table.h"

#include <algorithm>
#include <array>
#include <random>

#include "seenby/error.h"

namespace seenby {
namespace {

constexpr std::size_t kFirstSlots = 64;
/// Below this a table doubles, because all small tables together are small.
constexpr std::size_t kSmallSlots = 4096;
constexpr std::uint32_t kMostCount = (std::uint32_t{1} << 30) - 1;
/// Updates between asking for a slot's cache line and using it.
constexpr std::size_t kAhead = 16;
/// Room is made for this many updates at a time, as if none were of a viewer already here.
constexpr std::size_t kRun = 256;

/// A slot for `hash` among `slots`, by multiplication instead of division (Lemire's fast range).
std::size_t fast_range(std::uint64_t hash, std::size_t slots) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::size_t>((static_cast<Wide>(hash) * slots) >> 64);
}

/// Above 80% a miss probes over several cache lines.
bool is_full(std::size_t size, std::size_t slots) { return size * 10 > slots * 8; }

}  // namespace

std::uint64_t process_seed() {
  static const std::uint64_t seed = [] {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
  }();
  return seed;
}

void ViewerEntry::apply(ViewerAct act) {
  if (act == ViewerAct::kClicked) {
    clicked_ = 1;
    if (reached()) return;
  } else if (!reached()) {
    reached_ = 1;
    count_ = 0;
  }
  if (count_ == kMostCount) {
    throw Error(ExitCode::kIo, "more than 1073741823 events of one viewer on one row");
  }
  count_ = (count_ + 1) & kMostCount;
}

std::size_t ViewerTable::home(std::uint64_t viewer, std::uint32_t group) const {
  std::uint64_t hash = (viewer ^ process_seed()) * 0x9e3779b97f4a7c15;
  hash = (hash ^ (hash >> 32)) + group * 0xc2b2ae3d27d4eb4f;
  return fast_range(hash * 0xd6e8feb86659fd93, slots_.size());
}

void ViewerTable::make_room(std::size_t more) {
  if (!is_full(size_ + more, slots_.size())) return;
  const std::size_t needed = (size_ + more) * 10 / 8 + 1;
  const std::size_t growth = slots_.size() < kSmallSlots ? slots_.size() : slots_.size() / 2;
  std::vector<ViewerEntry> old(std::max({kFirstSlots, needed, slots_.size() + growth}));
  old.swap(slots_);
  for (const ViewerEntry& entry : old) {
    if (entry.is_free()) continue;
    std::size_t slot = home(entry.viewer(), entry.group());
    while (!slots_[slot].is_free()) slot = behind(slot);
    slots_[slot] = entry;
  }
}

void ViewerTable::apply(std::span<const ViewerUpdate> updates) {
  while (!updates.empty()) {
    const auto some = updates.first(std::min(updates.size(), kRun));
    make_room(some.size());
    apply_run(some);
    updates = updates.subspan(some.size());
  }
}

void ViewerTable::apply_run(std::span<const ViewerUpdate> updates) {
  std::array<std::size_t, kAhead> homes{};
  const auto fetch = [&](std::size_t i) {
    homes[i % kAhead] = home(updates[i].viewer, updates[i].group);
    __builtin_prefetch(&slots_[homes[i % kAhead]], 1);
  };
  for (std::size_t i = 0; i < std::min(kAhead, updates.size()); ++i) fetch(i);
  for (std::size_t i = 0; i < updates.size(); ++i) {
    std::size_t slot = homes[i % kAhead];
    if (i + kAhead < updates.size()) fetch(i + kAhead);
    while (!slots_[slot].is_free() && !slots_[slot].is(updates[i])) slot = behind(slot);
    if (slots_[slot].is_free()) {
      slots_[slot].take(updates[i]);
      ++size_;
    }
    slots_[slot].apply(updates[i].act);
  }
}

}  // namespace seenby
