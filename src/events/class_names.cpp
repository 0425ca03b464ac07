#include "events/class_names.h"

#include <algorithm>
#include <bit>

namespace seenby {
namespace {

TwoWords ends_of(std::string_view name) {
  if (name.size() > ClassNames::kWholeName) {
    return {load_word(name.data(), 8), load_word(name.data() + name.size() - 8, 8)};
  }
  const std::size_t low = std::min<std::size_t>(name.size(), 8);
  return {load_word(name.data(), low), load_word(name.data() + low, name.size() - low)};
}

}  // namespace

ClassNames::ClassNames(const Lists& lists) {
  std::size_t names = 0;
  for (const auto& list : lists) names += list.size();
  slots_.resize(std::bit_ceil(names * 4 + 1));
  mask_ = slots_.size() - 1;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const auto event_class = static_cast<EventClass>(i);
    for (const std::string& name : lists[i]) {
      if (find(name)) continue;
      const TwoWords ends = ends_of(name);
      std::size_t at = home(ends);
      while (slots_[at].is_taken) at = (at + 1) & mask_;
      const bool is_long = name.size() > kWholeName;
      slots_[at] = {ends, static_cast<std::uint32_t>(name.size()), true, event_class,
                    is_long ? long_names_.emplace_back(name).data() : nullptr};
    }
  }
}

std::optional<EventClass> ClassNames::find(std::string_view name) const {
  return find(ends_of(name), name);
}

}  // namespace seenby
