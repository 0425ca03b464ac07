// Who saw what, in one partition: an open-addressing table with one 16-byte entry per
// (viewer, row). Updates come in batches, so that the cache line of the next is on its way while
// one is applied. Grows by half at 80% full, which keeps it at 30 bytes an entry or less. The table
// is seeded per process against ids made to collide; nothing that is reported depends on the seed.
// Limit: 2^30 - 1 impressions of one viewer on one row; more is an Error, never a wrap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace seenby {

enum class ViewerAct : std::uint32_t { kSaw, kClicked };

struct ViewerUpdate {
  std::uint64_t viewer;  ///< 63-bit hash
  std::uint32_t group;
  ViewerAct act;
};

class ViewerEntry {
 public:
  [[nodiscard]] bool is_free() const { return word_ == 0; }
  [[nodiscard]] std::uint64_t viewer() const { return word_ & ~kTaken; }
  [[nodiscard]] std::uint32_t group() const { return group_; }
  /// At least one impression.
  [[nodiscard]] bool reached() const { return reached_ != 0; }
  [[nodiscard]] bool clicked() const { return clicked_ != 0; }
  /// Clicks of a viewer without an impression on this row.
  [[nodiscard]] std::uint32_t stray_clicks() const { return reached() ? 0 : count_; }
  [[nodiscard]] std::uint32_t impressions() const { return reached() ? count_ : 0; }

  [[nodiscard]] bool is(const ViewerUpdate& update) const {
    return word_ == (update.viewer | kTaken) && group_ == update.group;
  }
  void take(const ViewerUpdate& update) {
    word_ = update.viewer | kTaken;
    group_ = update.group;
  }
  /// Order does not matter: the count is of clicks until the first impression, then of impressions.
  void apply(ViewerAct act);

 private:
  static constexpr std::uint64_t kTaken = std::uint64_t{1} << 63;
  std::uint64_t word_ = 0;
  std::uint32_t group_ = 0;
  std::uint32_t count_ : 30 = 0;
  std::uint32_t reached_ : 1 = 0;
  std::uint32_t clicked_ : 1 = 0;
};
static_assert(sizeof(ViewerEntry) == 16);

class ViewerTable {
 public:
  void apply(std::span<const ViewerUpdate> updates);
  [[nodiscard]] std::size_t size() const { return size_; }
  /// All slots, free ones included.
  [[nodiscard]] const std::vector<ViewerEntry>& slots() const { return slots_; }

 private:
  void make_room(std::size_t more);
  void apply_run(std::span<const ViewerUpdate> updates);
  [[nodiscard]] std::size_t home(std::uint64_t viewer, std::uint32_t group) const;
  [[nodiscard]] std::size_t behind(std::size_t slot) const {
    return slot + 1 == slots_.size() ? 0 : slot + 1;
  }

  std::vector<ViewerEntry> slots_;
  std::size_t size_ = 0;
};

/// Random, fixed while the process lives.
std::uint64_t process_seed();

}  // namespace seenby
