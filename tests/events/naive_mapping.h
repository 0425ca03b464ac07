// What a mapping makes of a line, evaluated word by word on a tree: no plan, no slots, no single
// pass. Shares no code with src/events but the reading of times, which has tests of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "seenby/accounting.h"
#include "seenby/mapping.h"
#include "slow_json.h"

namespace seenby {

struct NaiveRecord {
  EventClass event_class = EventClass::kImpression;
  std::string viewer;
  std::string id;
  std::uint32_t element = 0;
  std::int64_t time_us = 0;
  std::optional<std::int64_t> cost_micros;
  std::uint32_t weight = 1;
  std::vector<std::string> group;
  friend bool operator==(const NaiveRecord&, const NaiveRecord&) = default;
};

/// Appends the line's records and counts what becomes of the others.
void map_naively(const SlowJson& line, const Mapping& mapping,
                 const std::vector<GroupField>& group_by, std::vector<NaiveRecord>& records,
                 Accounting& accounting);

}  // namespace seenby
