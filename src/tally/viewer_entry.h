// One (viewer, row) pair with its count, in 16 bytes, and the partition that it belongs to.
// Entries of one pair add, commutative and associative.
// Limit: 2^30 - 1 impressions of one viewer on one row; more is an Error, never a wrap.
#pragma once

#include <cstddef>
#include <cstdint>

namespace seenby {

class ViewerEntry {
 public:
  static constexpr std::uint32_t kMostCount = (std::uint32_t{1} << 30) - 1;

  /// Uninitialised.
  ViewerEntry() = default;
  /// `viewer` is a 63-bit hash, the count at most kMostCount.
  static ViewerEntry saw(std::uint64_t viewer, std::uint32_t group, std::uint32_t impressions) {
    return {viewer, group, impressions, 1, 0};
  }
  static ViewerEntry of(std::uint64_t viewer, std::uint32_t group, std::uint32_t count,
                        bool reached, bool clicked) {
    return {viewer, group, count, reached ? 1U : 0U, clicked ? 1U : 0U};
  }
  static ViewerEntry clicked(std::uint64_t viewer, std::uint32_t group, std::uint32_t clicks) {
    return {viewer, group, clicks, 0, 1};
  }

  [[nodiscard]] std::uint64_t viewer() const { return viewer_; }
  [[nodiscard]] std::uint32_t group() const { return group_; }
  /// Impressions, or, where there are none, clicks.
  [[nodiscard]] std::uint32_t count() const { return count_; }
  /// At least one impression.
  [[nodiscard]] bool reached() const { return reached_ != 0; }
  [[nodiscard]] bool has_clicked() const { return clicked_ != 0; }
  [[nodiscard]] std::uint32_t impressions() const { return reached() ? count_ : 0; }
  /// Clicks of a viewer without an impression on this row.
  [[nodiscard]] std::uint32_t stray_clicks() const { return reached() ? 0 : count_; }

  [[nodiscard]] bool is_before(const ViewerEntry& other) const {
    return viewer_ != other.viewer_ ? viewer_ < other.viewer_ : group_ < other.group_;
  }
  [[nodiscard]] bool is_same_pair(const ViewerEntry& other) const {
    return viewer_ == other.viewer_ && group_ == other.group_;
  }
  /// Adds an entry of the same pair. Throws Error when the count would overflow.
  ViewerEntry& operator+=(const ViewerEntry& other);

 private:
  ViewerEntry(std::uint64_t viewer, std::uint32_t group, std::uint32_t count, unsigned reached,
              unsigned clicked)
      : viewer_(viewer),
        group_(group),
        count_(count & kMostCount),
        reached_(reached & 1),
        clicked_(clicked & 1) {}

  std::uint64_t viewer_;
  std::uint32_t group_;
  std::uint32_t count_ : 30;  ///< of impressions; of clicks while there is no impression
  std::uint32_t reached_ : 1;
  std::uint32_t clicked_ : 1;
};
static_assert(sizeof(ViewerEntry) == 16);

/// Partitions are chosen by the top bits of the 63-bit hash, so that partitions in order are
/// hashes in order.
inline constexpr unsigned kPartitionBits = 8;
inline constexpr std::size_t kPartitions = std::size_t{1} << kPartitionBits;
inline std::size_t partition_of(std::uint64_t hash63) { return hash63 >> (63 - kPartitionBits); }

}  // namespace seenby
