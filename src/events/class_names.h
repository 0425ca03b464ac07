// Event names to classes. Names up to 32 bytes, as nearly all are, are compared as four words in a
// small table, so that a line's name costs neither a loop nor a guess at which class comes next;
// longer ones by their first and last bytes, and then as a whole.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "seenby/record.h"
#include "word.h"

namespace seenby {

class ClassNames {
 public:
  using Lists = std::array<std::vector<std::string>, kEventClassCount>;
  /// Of a name in several lists the first one counts.
  explicit ClassNames(const Lists& lists);
  ClassNames(const ClassNames&) = delete;
  ClassNames& operator=(const ClassNames&) = delete;
  ~ClassNames() = default;

  [[nodiscard]] std::optional<EventClass> find(std::string_view name) const;
  /// Whether all names are up to kShortName; then find_short() takes less.
  [[nodiscard]] bool are_short() const { return are_short_; }
  /// Of a name behind which kPadding bytes are readable. Few names share a home, so the first look
  /// is nearly always the last.
  [[nodiscard]] std::optional<EventClass> find_short(std::string_view name) const {
    if (name.size() > kShortName) return std::nullopt;
    const TwoWords words = load_padded_words(name.data(), name.size());
    const Slot& slot = slots_[home({words, words})];
    if (slot.is_short_name(words, name.size())) [[likely]]
      return slot.event_class;
    return find({words, words}, name);
  }
  [[nodiscard]] std::optional<EventClass> find_padded(std::string_view name) const {
    if (name.size() > kWholeName) return find(name);
    const Ends ends = ends_of_padded(name);
    const Slot& slot = slots_[home(ends)];
    if (slot.is_name(ends, name.size())) [[likely]]
      return slot.event_class;
    return find(ends, name);
  }
  static constexpr std::size_t kWholeName = 32;
  static constexpr std::size_t kShortName = 16;
  static constexpr std::size_t kPadding = kShortName;

 private:
  /// The first and last 16 bytes of a name, or, where it is shorter, twice all of it and zeros.
  struct Ends {
    TwoWords first;
    TwoWords last;
  };
  static Ends ends_of_padded(std::string_view name) {
    const std::size_t size = std::min(name.size(), kShortName);
    return {load_padded_words(name.data(), size),
            load_padded_words(name.data() + name.size() - size, size)};
  }
  static Ends ends_of(std::string_view name) {
    if (name.size() >= kShortName) return ends_of_padded(name);
    const TwoWords words = load_words(name);
    return {words, words};
  }

  struct Slot {
    Ends ends{};
    std::uint32_t size = 0;
    bool is_taken = false;
    EventClass event_class = EventClass::kImpression;
    const char* name = nullptr;  ///< of one beyond kWholeName

    [[nodiscard]] bool is_short_name(const TwoWords& words, std::size_t its_size) const {
      return differences(ends.first, words, its_size) == 0 && is_taken;
    }
    [[nodiscard]] bool is_name(const Ends& its, std::size_t its_size) const {
      return (differences(ends.first, its.first, its_size) |
              differences(ends.last, its.last, its_size)) == 0 &&
             is_taken;
    }

   private:
    [[nodiscard]] std::uint64_t differences(const TwoWords& a, const TwoWords& b,
                                            std::size_t its_size) const {
      return (a.low ^ b.low) | (a.high ^ b.high) | (size ^ its_size);
    }
  };
  [[nodiscard]] std::size_t home(const Ends& ends) const {
    return (ends.first.low * 0x9e3779b97f4a7c15 + ends.first.high * 0xc2b2ae3d27d4eb4f +
            ends.last.high * 0xd6e8feb86659fd93) >>
               32 &
           mask_;
  }
  [[nodiscard]] std::optional<EventClass> find(const Ends& ends, std::string_view name) const {
    for (std::size_t at = home(ends);; at = (at + 1) & mask_) {
      const Slot& slot = slots_[at];
      if (!slot.is_taken) return std::nullopt;
      if (!slot.is_name(ends, name.size())) continue;
      if (slot.name == nullptr || name == std::string_view(slot.name, slot.size)) {
        return slot.event_class;
      }
    }
  }

  std::vector<Slot> slots_;  ///< a power of two, never full
  std::size_t mask_ = 0;
  bool are_short_ = true;
  std::deque<std::string> long_names_;
};

}  // namespace seenby
