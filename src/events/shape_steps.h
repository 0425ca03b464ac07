// The literals of a shape in the order of the line, and how each value ends: what is needed to go
// along a line of the shape without an index of its bytes. See line_tracer.h.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace seenby {

/// Literal bytes and the gap for a value behind them.
struct ShapeStep {
  static constexpr std::size_t kBytes = 32;
  alignas(kBytes) std::array<std::uint8_t, kBytes> bytes{};
  std::array<std::uint8_t, kBytes> mask{};  ///< all bits set where a byte counts
  std::uint16_t size = 0;                   ///< bytes that count
  std::uint8_t stop = 0;   ///< the byte behind the gap; 0: there is no gap, the literal goes on
  bool is_wanted = false;  ///< somebody asks where the gap is
  std::uint16_t mark_before = 0;      ///< number in the line of the last mark before the gap
  std::uint16_t distance_before = 0;  ///< from there to the gap
  std::uint16_t mark_behind = 0;      ///< of the first behind it
  std::uint16_t distance_behind = 0;  ///< from the gap's end to there

  // How long the gap is, which whoever goes along lines learns: in looks, each at a vector of at
  // most kBytes.
  static constexpr std::uint8_t kMostLooks = 4;
  mutable std::uint8_t looks = 1;    ///< that are taken at once; kMostLooks: more may follow
  mutable std::uint8_t longest = 1;  ///< of those that took more, at most kMostLooks
  mutable std::uint16_t longer = 0;  ///< how many did

  void note_looks(std::size_t taken) const {
    if (taken <= looks) return;
    ++longer;
    longest = static_cast<std::uint8_t>(std::clamp<std::size_t>(taken, longest, kMostLooks));
  }
};

class ShapeSteps {
 public:
  /// What stands between the values of a line, none of it empty and the last up to the newline, and
  /// of each value whether it is wanted. At most 64 KiB with at least one mark.
  ShapeSteps(const std::vector<std::string_view>& literals, const std::vector<bool>& is_wanted);

  [[nodiscard]] std::span<const ShapeStep> all() const { return steps_; }
  /// Marks of a line.
  [[nodiscard]] std::size_t marks() const { return marks_; }
  /// How far behind a line's begin the end of a gap that is long is looked for.
  [[nodiscard]] std::size_t far() const { return size() + kFar; }
  /// How far behind a line's begin is looked at, whatever its bytes are.
  [[nodiscard]] std::size_t reach() const { return far() + size(); }
  /// After going along so many lines: takes more looks where gaps were longer not seldom.
  void learn_looks(std::size_t lines) const;

 private:
  static constexpr std::size_t kFar = 512;

  void add(std::string_view literal, std::size_t first_mark, std::size_t no_mark);
  /// Of the literals, with what is looked at at once behind each.
  [[nodiscard]] std::size_t size() const;

  std::vector<ShapeStep> steps_;
  std::size_t marks_ = 0;
};

}  // namespace seenby
