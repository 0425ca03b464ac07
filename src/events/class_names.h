// Event names to classes. Names up to 16 bytes, as nearly all are, are compared as two words in a
// small table, so that a line's name costs neither a loop nor a guess at which class comes next;
// longer ones by their first and last bytes, and then as a whole.
#pragma once

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
  /// Of a name behind which kWholeName bytes are readable.
  [[nodiscard]] std::optional<EventClass> find_padded(std::string_view name) const {
    if (name.size() > kWholeName) return find(name);
    const TwoWords ends = load_padded_words(name.data(), name.size());
    const Slot& slot = slots_[home(ends)];
    // Few names share a home, so the first look is nearly always the last.
    if (slot.is_name(ends, name.size())) [[likely]]
      return slot.event_class;
    return find(ends, name);
  }
  static constexpr std::size_t kWholeName = 16;

 private:
  struct Slot {
    TwoWords ends{};  ///< all of a name up to kWholeName, or its first and last eight bytes
    std::uint32_t size = 0;
    bool is_taken = false;
    EventClass event_class = EventClass::kImpression;
    const char* name = nullptr;  ///< of a longer one

    [[nodiscard]] bool is_name(const TwoWords& its_ends, std::size_t its_size) const {
      return ((ends.low ^ its_ends.low) | (ends.high ^ its_ends.high) | (size ^ its_size)) == 0 &&
             is_taken;
    }
  };
  [[nodiscard]] std::size_t home(const TwoWords& ends) const {
    return (ends.low * 0x9e3779b97f4a7c15 + ends.high * 0xc2b2ae3d27d4eb4f) >> 32 & mask_;
  }
  [[nodiscard]] std::optional<EventClass> find(const TwoWords& ends, std::string_view name) const {
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
  std::deque<std::string> long_names_;
};

}  // namespace seenby
