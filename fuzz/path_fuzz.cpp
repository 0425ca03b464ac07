// Paths, explodes, a condition and lines, against the tests' naive evaluator. The input's first
// three lines are the content paths, the explodes and the condition; the rest are log lines.
#include <cstdint>
#include <string_view>

#include "check.h"
#include "events/naive_mapping.h"
#include "lines.h"
#include "seenby/error.h"

namespace {

using seenby::check;
using seenby::Mapping;
using seenby::next_line;

Mapping mapping_of(std::string_view& text) {
  Mapping mapping;
  mapping.event_class = seenby::EventClass::kClick;
  mapping.missing = {"-"};
  seenby::Sources sources = seenby::parse_path_list(next_line(text));
  for (const seenby::Source& source : sources) {
    check(seenby::parse_path(seenby::path_text(source.parts[0])) == source.parts[0]);
  }
  if (const std::string_view line = next_line(text); !line.empty()) {
    mapping.explode = seenby::parse_explode_list(line);
    for (const seenby::Explode& explode : mapping.explode) {
      check(seenby::parse_explode(seenby::explode_text(explode)) == explode);
    }
  }
  if (const std::string_view line = next_line(text); !line.empty()) {
    sources[0].when = {seenby::parse_condition(line)};
    check(seenby::parse_condition(seenby::condition_text(sources[0].when[0])) ==
          sources[0].when[0]);
  }
  mapping.fields[static_cast<std::size_t>(seenby::Field::kViewer)] = {{sources.back()}};
  mapping.fields[static_cast<std::size_t>(seenby::Field::kContent)] = std::move(sources);
  return mapping;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto group_by = seenby::parse_group_by("content");
    const Mapping mapping = mapping_of(text);
    const seenby::Plan plan = seenby::compile_plan(mapping, {}, group_by, seenby::IdUse::kDedup);
    const std::string lines = std::string(text) + "\n";

    seenby::FuzzedLines fast;
    seenby::parse_lines(plan, lines, fast);
    std::vector<seenby::NaiveRecord> slow;
    seenby::Accounting accounting;
    for (std::string_view left = lines; !left.empty();) {
      if (const auto json = seenby::read_slowly(next_line(left))) {
        ++accounting.parsed;
        seenby::map_naively(*json, mapping, group_by, slow, accounting);
      }
    }
    check(fast.accounting.parsed == accounting.parsed);
    check(fast.accounting.records == accounting.records);
    check(fast.accounting.no_content == accounting.no_content);
    std::vector<seenby::FuzzedRecord> expected;
    for (const seenby::NaiveRecord& record : slow) {
      expected.push_back({record.group[0], record.viewer, record.element});
    }
    std::sort(expected.begin(), expected.end());
    fast.sort();
    check(fast.records == expected);
  } catch (const seenby::Error&) {
    // Refusing a path is all right.
  }
  return 0;
}
