#include "events/class_names.h"

#include <algorithm>
#include <bit>

namespace seenby {
namespace {

TwoWords words_of(std::string_view name) {
  const std::size_t low = std::min<std::size_t>(name.size(), 8);
  return {load_word(name.data(), low), load_word(name.data() + low, name.size() - low)};
}

}  // namespace

ClassNames::ClassNames(const Lists& lists) {
  std::size_t names = 0;
  for (const auto& list : lists) names += list.size();
  slots_.resize(std::bit_ceil(names * 4 + 1));
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const auto event_class = static_cast<EventClass>(i);
    for (const std::string& name : lists[i]) {
      if (find(name)) continue;
      if (name.size() > kWholeName) {
        long_names_.emplace(name, event_class);
        continue;
      }
      const TwoWords words = words_of(name);
      std::size_t at = home(words);
      while (slots_[at].is_taken) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = {words, static_cast<std::uint32_t>(name.size()), true, event_class};
    }
  }
}

std::optional<EventClass> ClassNames::find(std::string_view name) const {
  if (name.size() <= kWholeName) return find(words_of(name), name.size());
  const auto found = long_names_.find(name);
  return found != long_names_.end() ? std::optional(found->second) : std::nullopt;
}

}  // namespace seenby
