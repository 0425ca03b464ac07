// Lines read by the shape of earlier ones against the same lines walked, in one block and in two,
// twice each, so that what one pass learned the next one meets; by two mappings that explode, one
// of which also joins ids and knows words for missing.
#include <cstdint>
#include <string>
#include <string_view>

#include "check.h"
#include "events/parse_outcome.h"

namespace {

using seenby::check;
using seenby::ParseOutcome;
using seenby::Speculation;

seenby::Plan plan_of(std::string_view mapping) {
  return seenby::compile_plan(seenby::load_mapping(mapping), {},
                              seenby::parse_group_by("content,campaign"), seenby::IdUse::kDedup);
}

void check_lines(const seenby::Plan& plan, std::string_view lines, std::size_t max_line_bytes) {
  const std::size_t middle = lines.find('\n', lines.size() / 2) + 1;
  ParseOutcome speculating(plan, Speculation::kOn, max_line_bytes);
  ParseOutcome walking(plan, Speculation::kOff, max_line_bytes);
  for (int pass = 0; pass < 2; ++pass) {
    for (const std::string_view block : {lines, lines.substr(0, middle), lines.substr(middle)}) {
      if (!block.empty()) check(speculating.of(block) == walking.of(block));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string lines(seenby::text_of(data, size));
  if (!lines.ends_with('\n')) lines += '\n';
  static const seenby::Plan segment = plan_of("segment");
  static const seenby::Plan ga4 = plan_of("ga4");
  // Lines are built together only where none may be too long.
  constexpr std::size_t kShort = 200;
  const std::size_t max_line_bytes =
      size % 4 == 0 ? kShort : seenby::ParserOptions().max_line_bytes;
  check_lines(segment, lines, max_line_bytes);
  check_lines(ga4, lines, max_line_bytes);
  return 0;
}
