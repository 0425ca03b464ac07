// One (viewer, row) pair with its count, in 16 bytes, and the partition that it belongs to.
// Entries of one pair add, commutative and associative.
// Limit: 2^30 - 1 impressions of one viewer on one row; more is an Error, never a wrap.
#pragma once

#include <array>
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
    return of(viewer, group, impressions, true, false);
  }
  static ViewerEntry clicked(std::uint64_t viewer, std::uint32_t group, std::uint32_t clicks) {
    return of(viewer, group, clicks, false, true);
  }
  static ViewerEntry of(std::uint64_t viewer, std::uint32_t group, std::uint32_t count,
                        bool reached, bool clicked) {
    return {viewer, group | std::uint64_t{count & kMostCount} << 32 | (reached ? kReached : 0) |
                        (clicked ? kClicked : 0)};
  }

  [[nodiscard]] std::uint64_t viewer() const { return words_[0]; }
  [[nodiscard]] std::uint32_t group() const { return static_cast<std::uint32_t>(words_[1]); }
  /// Impressions, or, where there are none, clicks.
  [[nodiscard]] std::uint32_t count() const {
    return static_cast<std::uint32_t>(words_[1] >> 32) & kMostCount;
  }
  /// At least one impression.
  [[nodiscard]] bool reached() const { return (words_[1] & kReached) != 0; }
  [[nodiscard]] bool has_clicked() const { return (words_[1] & kClicked) != 0; }
  [[nodiscard]] std::uint32_t impressions() const { return reached() ? count() : 0; }
  /// Clicks of a viewer without an impression on this row.
  [[nodiscard]] std::uint32_t stray_clicks() const {
    return count() & (static_cast<std::uint32_t>(reached()) - 1);
  }

  [[nodiscard]] bool is_before(const ViewerEntry& other) const {
    return viewer() != other.viewer() ? viewer() < other.viewer() : group() < other.group();
  }
  [[nodiscard]] bool is_same_pair(const ViewerEntry& other) const {
    // Of two conditions the first is often guessed wrong.
    return ((viewer() ^ other.viewer()) | (group() ^ other.group())) == 0;
  }
  /// Adds an entry of the same pair. False, and nothing is added, when the count would overflow.
  [[nodiscard]] bool add(const ViewerEntry& other) {
    std::uint32_t sum = count();
    if (reached() == other.reached()) {
      sum += other.count();
      if (sum > kMostCount) return false;
    } else if (other.reached()) {
      sum = other.count();
    }
    *this = of(viewer(), group(), sum, reached() || other.reached(),
               has_clicked() || other.has_clicked());
    return true;
  }
  /// The same. Throws Error when the count would overflow.
  ViewerEntry& operator+=(const ViewerEntry& other) {
    if (!add(other)) fail_overflow();
    return *this;
  }
  [[noreturn]] static void fail_overflow();

  /// Of this entry, and where entries stand side by side, of the next ones.
  [[nodiscard]] std::uint64_t* words() { return words_.data(); }

 private:
  static constexpr std::uint64_t kReached = std::uint64_t{1} << 62;
  static constexpr std::uint64_t kClicked = std::uint64_t{1} << 63;

  ViewerEntry(std::uint64_t viewer, std::uint64_t rest) : words_{viewer, rest} {}

  /// The viewer; the group, the count above it and two flags on top.
  std::array<std::uint64_t, 2> words_;
};
static_assert(sizeof(ViewerEntry) == 16);

/// Partitions are chosen by the top bits of the 63-bit hash, so that partitions in order are
/// hashes in order.
inline constexpr unsigned kPartitionBits = 8;
inline constexpr std::size_t kPartitions = std::size_t{1} << kPartitionBits;
inline std::size_t partition_of(std::uint64_t hash63) { return hash63 >> (63 - kPartitionBits); }

}  // namespace seenby
