#include "events/known_keys.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace seenby {
namespace {

/// Of the first and the last bytes, of which 8 are readable from either on.
std::uint64_t hash_of(const char* inside, std::size_t size) {
  const std::size_t kept_size = std::min<std::size_t>(size, 8);
  const std::uint64_t kept = kKeptBytes[kept_size].low;
  const std::uint64_t first = load_as<std::uint64_t>(inside) & kept;
  const std::uint64_t last = load_as<std::uint64_t>(inside + (size - kept_size)) & kept;
  return ((first ^ std::rotl(last, 29)) + size) * 0x9e3779b97f4a7c15 >> 32;
}

}  // namespace

KnownKeys::Key::Key(std::string_view inside, int child, const PlanNode* wanted)
    : size_(inside.size()),
      child_(child),
      is_wanted_(wanted != nullptr && wanted->slot != kNone ? 1 : 0),
      slot_(is_wanted_ != 0 ? static_cast<std::uint32_t>(wanted->slot) : 0),
      is_simple_(wanted == nullptr || wanted->is_leaf()) {
  std::array<char, kWords * 8> bytes{};
  std::array<char, kWords * 8> mask{};
  std::memcpy(bytes.data(), inside.data(), inside.size());
  bytes[inside.size()] = '"';
  std::memset(mask.data(), 0xFF, inside.size() + 1);
  std::memcpy(words_.data(), bytes.data(), bytes.size());
  std::memcpy(masks_.data(), mask.data(), mask.size());
}

const KnownKeys::Key* KnownKeys::find_anywhere(const char* inside, std::size_t size) const {
  if (keys_.empty()) return nullptr;
  const std::uint64_t hash = hash_of(inside, size);
  for (std::size_t probe = 0; probe < kMostProbes; ++probe) {
    const std::uint16_t number = slots_[(hash + probe) % kSlots];
    if (number == 0) return nullptr;
    const Key& key = keys_[number - 1];
    if (key.is(inside, size)) return &key;
  }
  return nullptr;
}

void KnownKeys::expect(std::size_t place, std::uint16_t number) {
  if (place >= kMostPlaces) return;
  // Any key may be tried at the places in between.
  if (place >= at_place_.size()) at_place_.resize(place + 1);
  at_place_[place] = number;
}

void KnownKeys::add(std::size_t place, std::string_view inside, int child, const PlanNode* wanted) {
  if (inside.empty() || inside.size() > kMostBytes) return;
  // White space before its colon hides a key from find().
  if (find_anywhere(inside.data(), inside.size()) != nullptr) return;
  if (keys_.size() == kMostKeys) forget();
  const std::uint64_t hash = hash_of(inside.data(), inside.size());
  std::uint16_t* slot = free_slot(hash);
  if (slot == nullptr) {
    forget();
    slot = free_slot(hash);
  }
  expect(place, static_cast<std::uint16_t>(keys_.size()));
  keys_.emplace_back(inside, child, wanted);
  *slot = static_cast<std::uint16_t>(keys_.size());
}

/// Of those where a key of this hash may stand; null where all are taken.
std::uint16_t* KnownKeys::free_slot(std::uint64_t hash) {
  slots_.resize(kSlots);
  for (std::size_t probe = 0; probe < kMostProbes; ++probe) {
    std::uint16_t& slot = slots_[(hash + probe) % kSlots];
    if (slot == 0) return &slot;
  }
  return nullptr;
}

void KnownKeys::forget() {
  keys_.clear();
  at_place_.clear();
  slots_.clear();
}

}  // namespace seenby
