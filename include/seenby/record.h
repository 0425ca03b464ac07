// A record: what one event is to us, whatever product wrote it. A line yields none, one or several.
// Records travel in batches; their text are views into the block that was parsed or into the
// batch's own text, valid until the batch is cleared. The tally knows records, never JSON.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace seenby {

/// What an event is. An event whose name is in no list of the mapping is no record's class: it is
/// counted as unmapped.
enum class EventClass : std::uint8_t {
  kImpression,
  kClick,
  kLike,
  kComment,
  kShare,
  kSave,
  kConversion,
  kViewable,
};
inline constexpr std::size_t kEventClassCount = 8;
inline constexpr std::array<std::string_view, kEventClassCount> kEventClassNames = {
    "impression", "click", "like", "comment", "share", "save", "conversion", "viewable"};

/// A set of classes, indexed by EventClass.
using EventClassSet = std::array<bool, kEventClassCount>;

constexpr EventClassSet event_class_set(std::initializer_list<EventClass> classes) {
  EventClassSet set{};
  for (const EventClass one : classes) set[static_cast<std::size_t>(one)] = true;
  return set;
}

/// The time of a record that has none: after every other time, as empty sorts last.
inline constexpr std::int64_t kNoTime = std::numeric_limits<std::int64_t>::max();

struct Record {
  EventClass event_class = EventClass::kImpression;
  std::string_view viewer;         ///< empty = no identity
  std::string_view id;             ///< empty = never a duplicate
  std::uint32_t element = 0;       ///< index within an exploded line
  std::uint32_t weight = 1;        ///< events that the record stands for, at most 2^30 - 1
  std::int64_t time_us = kNoTime;  ///< microseconds since 1970, UTC; read only where needed
  std::int64_t cost_micros = 0;    ///< millionths of the currency unit
  bool has_cost = false;
};

/// Records of one block; group values stand in one array, `group_fields` per record, empty =
/// missing.
struct RecordBatch {
  std::size_t group_fields = 1;
  std::vector<Record> records;
  std::vector<std::string_view> group_values;
  std::deque<std::string> unescaped;  ///< text that stands escaped in the block

  [[nodiscard]] const std::string_view* group_of(std::size_t record) const {
    return group_values.data() + record * group_fields;
  }
  void clear() {
    records.clear();
    group_values.clear();
    unescaped.clear();
  }
};

}  // namespace seenby
