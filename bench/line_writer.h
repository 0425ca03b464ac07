// From an event to a line of JSON, in one of the shapes that benchmarks and samples need. One row
// of the kind table per shape, so a new shape is one row and one function. The shapes differ in
// what they ask of a reader: flat = the same keys in the same order on every line, nested = values
// wanted at depth among many others, segment and ga4 = several items listed in one event, many =
// flat of which nearly every line is a new pair of viewer and content, shuffled = keys in any
// order, dirty = flat with broken lines (broken_line.h), small = flat with ids that people can
// read.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "event_source.h"
#include "splitmix.h"

namespace seenby::bench {

struct LogKind {
  std::string_view name;
  std::string_view about;
  std::uint32_t broken_ppm;  ///< share of lines that are not JSON
  AudienceOptions audience;
  /// Appends one line without its newline; `random` decides what the event leaves open.
  void (*append)(const Event& event, SplitMix& random, std::string& out);
};

std::span<const LogKind> log_kinds();
/// nullptr when there is none of that name.
const LogKind* find_log_kind(std::string_view name);

}  // namespace seenby::bench
