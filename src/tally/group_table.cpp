#include "tally/group_table.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "parallel.h"
#include "seenby/error.h"
#include "seenby/tally.h"
#include "tally/seed.h"
#include "word.h"

namespace seenby {
namespace {

constexpr std::size_t kTextBlock = std::size_t{1} << 16;
/// How many keys ahead the table's memory is fetched.
constexpr std::size_t kAhead = 8;

/// More than any number.
constexpr std::uint32_t kNoGroup = std::numeric_limits<std::uint32_t>::max();

/// The first value, which is taken off the key; nullopt when the key is none.
std::optional<std::optional<std::string_view>> take_value(std::string_view& key) {
  constexpr unsigned kMostShift = 56;
  std::size_t length = 0;
  unsigned shift = 0;
  unsigned char byte = 0;
  do {
    if (key.empty() || shift > kMostShift) return std::nullopt;
    byte = static_cast<unsigned char>(key.front());
    key.remove_prefix(1);
    length |= std::size_t{byte & 0x7FU} << shift;
    shift += 7;
  } while ((byte & 0x80U) != 0);
  const bool is_longer_than_needed = byte == 0 && shift > 7;
  if (is_longer_than_needed || length > key.size() + 1) return std::nullopt;
  if (length == 0) return std::optional<std::string_view>();
  const std::string_view value = key.substr(0, length - 1);
  key.remove_prefix(value.size());
  return value;
}

}  // namespace

// A value is its length plus one, 7 bits a byte and low bits first, then its bytes; 0 is missing.
void append_group_key(std::span<const std::string_view> values, std::vector<char>& key) {
  for (const std::string_view value : values) {
    std::size_t length = value.empty() ? 0 : value.size() + 1;
    for (; length > 0x7F; length >>= 7) key.push_back(static_cast<char>(length | 0x80));
    key.push_back(static_cast<char>(length));
    key.insert(key.end(), value.begin(), value.end());
  }
}

GroupValues decode_group_key(std::string_view key) {
  GroupValues values;
  while (!key.empty()) values.push_back(*take_value(key));
  return values;
}

std::optional<std::size_t> count_group_values(std::string_view key) {
  std::size_t count = 0;
  for (; !key.empty(); ++count) {
    if (!take_value(key)) return std::nullopt;
  }
  return count;
}

GroupTable::Group GroupTable::find_or_add(std::string_view key) {
  const Sought sought(key);
  const std::lock_guard lock(mutex_);
  const std::uint32_t number = number_of(sought);
  return {keys_[number], number};
}

void GroupTable::find_or_add(std::span<const Sought> keys, std::vector<Group>& groups) {
  const std::unique_lock lock = lock_soon(mutex_);
  look_up(keys, groups);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (groups[i].number != kNoGroup && groups[i].key == keys[i].key) continue;
    const std::uint32_t number = number_of(keys[i]);
    groups[i] = {keys_[number], number};
  }
}

/// The groups that have the keys' hashes, which are the keys' own but for chance, or kNoGroup. What
/// a hash's place, a group's key and its text are in is in no cache, so each of them is fetched for
/// all keys before the next is looked at.
void GroupTable::look_up(std::span<const Sought> keys, std::vector<Group>& groups) const {
  groups.assign(keys.size(), {{}, kNoGroup});
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i + kAhead < keys.size()) numbers_.prefetch(keys[i + kAhead]);
    const auto found = numbers_.find(ByHash{keys[i].hash});
    if (found == numbers_.end()) continue;
    groups[i].number = found->number;
    __builtin_prefetch(&keys_[found->number]);
  }
  for (Group& group : groups) {
    if (group.number == kNoGroup) continue;
    group.key = keys_[group.number];
    __builtin_prefetch(group.key.data());
  }
}

std::uint32_t GroupTable::number_of(const Sought& sought) {
  if (const auto found = numbers_.find(sought); found != numbers_.end()) return found->number;
  if (keys_.size() >= kNoGroup - 1) {
    throw Error(ExitCode::kIo, "more than 4294967294 rows");
  }
  const auto number = static_cast<std::uint32_t>(keys_.size());
  keys_.push_back(store(sought.key));
  numbers_.insert({sought.hash, number});
  return number;
}

std::string_view GroupTable::store(std::string_view key) {
  if (key.size() > text_left_) {
    text_left_ = std::max(kTextBlock, key.size());
    text_.push_back(std::make_unique_for_overwrite<char[]>(text_left_));
    text_next_ = text_.back().get();
  }
  char* const begin = text_next_;
  std::copy(key.begin(), key.end(), begin);
  text_next_ += key.size();
  text_left_ -= key.size();
  return {begin, key.size()};
}

inline std::uint32_t GroupCache::hash_of(std::uint64_t low, std::uint32_t high) const {
  const std::uint64_t mixed = (low ^ seed_) * 0x9e3779b97f4a7c15 + high * 0xc2b2ae3d27d4eb4f;
  return static_cast<std::uint32_t>((mixed ^ (mixed >> 32)) * 0xd6e8feb86659fd93 >> 32);
}

/// Written in place: a key that is copied as a whole waits for its parts.
inline void GroupCache::set_short_key(std::string_view value, Key& key) const {
  const TwoWords words = load_words(value);
  key.low = words.low;
  key.high = static_cast<std::uint32_t>(words.high | value.size() << 24);
  key.hash = hash_of(key.low, key.high);
  __builtin_prefetch(&slots_[key.hash & mask_]);
}

/// One behind the other.
void GroupCache::write_keys(const RecordBatch& batch, std::span<Written> records,
                            std::vector<char>& text) {
  text.clear();
  for (Written& written : records) {
    const std::size_t begin = text.size();
    append_group_key({batch.group_of(written.record), batch.group_fields}, text);
    written.key = {text.data(), text.size() - begin};
  }
  const char* begin = text.data();  // which is where it stays
  for (Written& written : records) {
    written.key = {begin, written.key.size()};
    begin += written.key.size();
  }
}

void GroupCache::set_long_keys(const RecordBatch& batch) {
  write_keys(batch, long_, long_text_);
  for (const Written& written : long_) {
    Key& key = keys_[written.record];
    key.low = TextHash()(written.key);
    key.high = kLong;
    key.hash = hash_of(key.low, key.high);
    __builtin_prefetch(&slots_[key.hash & mask_]);
  }
}

void GroupCache::grow() {
  LargeVector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.high == 0) continue;
    std::size_t at = hash_of(slot.low, slot.high) & mask_;
    while (slots_[at].high != 0) at = (at + 1) & mask_;
    slots_[at] = slot;
  }
}

/// Where a short one is, or the free slot where its probing ended.
inline std::size_t GroupCache::slot_of(const Key& key) const {
  std::size_t at = key.hash & mask_;
  while (slots_[at].high != 0 && (slots_[at].low != key.low || slots_[at].high != key.high)) {
    at = (at + 1) & mask_;
  }
  return at;
}

/// The same of a long one.
std::size_t GroupCache::slot_of(const Key& key, std::string_view written) const {
  std::size_t at = key.hash & mask_;
  for (; slots_[at].high != 0; at = (at + 1) & mask_) {
    const Slot& slot = slots_[at];
    const bool may_be = slot.low == key.low && slot.high == kLong;
    if (may_be && long_groups_[slot.number].key == written) break;
  }
  return at;
}

/// All at once: where groups are many, new ones are, too.
void GroupCache::add_missing(const RecordBatch& batch) {
  write_keys(batch, missing_, missing_text_);
  sought_.clear();
  for (const Written& written : missing_) sought_.emplace_back(written.key);
  table_.find_or_add(sought_, found_);
  for (std::size_t i = 0; i < missing_.size(); ++i) {
    add(missing_[i], found_[i]);
    result_[missing_[i].record] = found_[i].number;
  }
}

void GroupCache::add(const Written& written, const GroupTable::Group& group) {
  const Key& key = keys_[written.record];
  const bool is_long = key.high == kLong;
  Slot& slot = slots_[is_long ? slot_of(key, written.key) : slot_of(key)];
  if (slot.high != 0) return;  // it came twice
  slot = {key.low, key.high, group.number};
  if (is_long) {
    slot.number = static_cast<std::uint32_t>(long_groups_.size());
    long_groups_.push_back(group);
  }
  // Fuller is slower to probe but leaves more of the cache to others.
  if (++size_ * 4 > slots_.size() * 3) grow();
}

const std::vector<std::uint32_t>& GroupCache::numbers(const RecordBatch& batch) {
  const std::size_t count = batch.records.size();
  result_.resize(count);
  if (keys_.size() < count) keys_.resize(count);
  long_.clear();
  for (std::size_t i = 0; i < count; ++i) {
    if (batch.group_fields == 1 && batch.group_values[i].size() - 1 < kMostShort) {
      set_short_key(batch.group_values[i], keys_[i]);
    } else {
      long_.push_back({i, {}});
    }
  }
  if (!long_.empty()) set_long_keys(batch);
  missing_.clear();
  auto next_long = long_.begin();
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_long = next_long != long_.end() && next_long->record == i;
    const Slot& slot = slots_[is_long ? slot_of(keys_[i], (next_long++)->key) : slot_of(keys_[i])];
    if (slot.high == 0) {
      missing_.push_back({i, {}});
    } else {
      result_[i] = is_long ? long_groups_[slot.number].number : slot.number;
    }
  }
  if (!missing_.empty()) add_missing(batch);
  return result_;
}

}  // namespace seenby
