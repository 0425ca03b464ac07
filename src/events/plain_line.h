// Which records lines of one shape make and where each text of them stands, found out once, from
// the line that the shape was learned from. What was asked about its values on the way is kept: a
// line that answers otherwise is for the long way.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "events/evaluation.h"
#include "events/plan.h"
#include "events/shape.h"
#include "seenby/mapping.h"
#include "seenby/record.h"

namespace seenby {

/// A question about the value at a place, and the answer that the records need.
struct PlainQuestion {
  Place place;
  const ConditionPlan* condition;  ///< null: whether there is a value
  bool answer;
};

/// A text of a record.
struct PlainText {
  Place place;
  int join = kNone;  ///< or joined texts

  [[nodiscard]] bool is_somewhere() const {
    return place.kind != Place::Kind::kNowhere || join != kNone;
  }
};

struct PlainRecord {
  std::optional<EventClass> event_class;  ///< else by event name
  std::uint32_t element = 0;
  std::array<PlainText, kFieldCount> fields{};
  CostUnit cost_unit = CostUnit::kPerEvent;
  std::vector<PlainText> groups;
  std::vector<PlainText> filtered;  ///< by filter

  [[nodiscard]] PlainText text(Field field) const {
    return fields[static_cast<std::size_t>(field)];
  }
};

struct PlainLine {
  /// Rows that may make a record, and how.
  struct Look {
    const RecordLayout* layout;
    Rows rows;  ///< of the shape's values
  };
  std::vector<PlainRecord> records;
  std::vector<PlainQuestion> questions;
  std::vector<std::vector<Place>> joins;  ///< texts to be joined, each of which has a value
  std::vector<Look> looks;
  std::vector<std::size_t> unmatched;  ///< plan fields that could have a value here, none so far
};

/// Null for lines of which very many records or questions are made. `unmatched` are plan fields
/// that never had a value. Valid as long as the plan and the shape.
std::optional<PlainLine> find_plain_line(const Plan& plan, const Shape& shape,
                                         const std::vector<std::size_t>& unmatched);

}  // namespace seenby
