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

void GroupTable::find_or_add(std::span<const Sought> keys, std::vector<std::uint32_t>& numbers) {
  numbers.resize(keys.size());
  const std::unique_lock lock = lock_soon(mutex_);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i + kAhead < keys.size()) numbers_.prefetch(keys[i + kAhead]);
    numbers[i] = number_of(keys[i]);
  }
}

std::uint32_t GroupTable::number_of(const Sought& sought) {
  if (const auto found = numbers_.find(sought); found != numbers_.end()) return found->number;
  if (keys_.size() >= std::numeric_limits<std::uint32_t>::max() - 1) {
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

std::uint32_t GroupCache::number(std::span<const std::string_view> values) {
  key_.clear();
  append_group_key(values, key_);
  const std::string_view key(key_.data(), key_.size());
  if (const auto found = numbers_.find(key); found != numbers_.end()) return found->second;
  const GroupTable::Group group = table_.find_or_add(key);
  numbers_.emplace(group.key, group.number);
  return group.number;
}

/// Written in place: a key that is copied as a whole waits for its parts.
inline void GroupCache::set_key(std::string_view value, ShortKey& key) const {
  if (value.empty() || value.size() > kMostShort) {
    key.high = 0;
    return;
  }
  const std::size_t low_size = std::min<std::size_t>(value.size(), 8);
  key.low = load_word(value.data(), low_size);
  key.high = load_word(value.data() + low_size, value.size() - low_size) |
             std::uint64_t{value.size()} << 56;
  const std::uint64_t mixed =
      (key.low ^ seed_) * 0x9e3779b97f4a7c15 + key.high * 0xc2b2ae3d27d4eb4f;
  key.hash = static_cast<std::uint32_t>((mixed ^ (mixed >> 32)) * 0xd6e8feb86659fd93 >> 32);
  __builtin_prefetch(&slots_[key.hash & mask_]);
}

void GroupCache::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.high == 0) continue;
    std::size_t at = slot.hash & mask_;
    while (slots_[at].high != 0) at = (at + 1) & mask_;
    slots_[at] = slot;
  }
}

/// Where it is, or the free slot where its probing ended.
inline std::size_t GroupCache::slot_of(const ShortKey& key) const {
  std::size_t at = key.hash & mask_;
  while (slots_[at].high != 0 && (slots_[at].low != key.low || slots_[at].high != key.high)) {
    at = (at + 1) & mask_;
  }
  return at;
}

/// All at once: where groups are many, new ones are, too.
void GroupCache::add_missing(const RecordBatch& batch) {
  key_.clear();
  for (const std::size_t record : missing_) {
    append_group_key({&batch.group_values[record], 1}, key_);
  }
  sought_.clear();
  const char* begin = key_.data();
  for (const std::size_t record : missing_) {
    // Of a short value the length is one byte.
    const std::string_view key(begin, batch.group_values[record].size() + 1);
    sought_.emplace_back(key);
    begin += key.size();
  }
  table_.find_or_add(sought_, found_);
  for (std::size_t i = 0; i < missing_.size(); ++i) {
    const ShortKey& key = short_keys_[missing_[i]];
    Slot& slot = slots_[slot_of(key)];
    result_[missing_[i]] = found_[i];
    if (slot.high != 0) continue;  // it came twice
    slot = {key.low, key.high, key.hash, found_[i]};
    // Fuller is slower to probe but leaves more of the cache to others.
    if (++size_ * 4 > slots_.size() * 3) grow();
  }
}

const std::vector<std::uint32_t>& GroupCache::numbers(const RecordBatch& batch) {
  const std::size_t count = batch.records.size();
  result_.resize(count);
  if (batch.group_fields != 1) {
    for (std::size_t i = 0; i < count; ++i) {
      result_[i] = number({batch.group_of(i), batch.group_fields});
    }
    return result_;
  }
  if (short_keys_.size() < count) short_keys_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    set_key(batch.group_values[i], short_keys_[i]);
  }
  missing_.clear();
  for (std::size_t i = 0; i < count; ++i) {
    if (short_keys_[i].high == 0) {
      result_[i] = number({&batch.group_values[i], 1});
      continue;
    }
    const Slot& slot = slots_[slot_of(short_keys_[i])];
    result_[i] = slot.number;
    if (slot.high == 0) missing_.push_back(i);
  }
  if (!missing_.empty()) add_missing(batch);
  return result_;
}

}  // namespace seenby
