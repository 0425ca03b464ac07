#include "events/class_names.h"

#include <algorithm>
#include <bit>

namespace seenby {

ClassNames::ClassNames(const Lists& lists) {
  std::size_t names = 0;
  for (const auto& list : lists) names += list.size();
  slots_.resize(std::bit_ceil(names * 4 + 1));
  mask_ = slots_.size() - 1;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const auto event_class = static_cast<EventClass>(i);
    for (const std::string& name : lists[i]) {
      if (find(name)) continue;
      const Ends ends = ends_of(name);
      std::size_t at = home(ends);
      while (slots_[at].is_taken) at = (at + 1) & mask_;
      const bool is_long = name.size() > kWholeName;
      are_short_ = are_short_ && name.size() <= kShortName;
      slots_[at] = {ends, static_cast<std::uint32_t>(name.size()), true, event_class,
                    is_long ? long_names_.emplace_back(name).data() : nullptr};
    }
  }
}

std::optional<EventClass> ClassNames::find(std::string_view name) const {
  if (are_short_ && name.size() > kShortName) return std::nullopt;
  return find(ends_of(name), name);
}

}  // namespace seenby
