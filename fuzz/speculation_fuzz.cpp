// Lines read by the shape of earlier ones against the same lines walked, in one block and in two,
// twice each, so that what one pass learned the next one meets.
#include <cstdint>
#include <string>
#include <string_view>

#include "events/parse_outcome.h"

namespace {

using seenby::ParseOutcome;
using seenby::Speculation;

const seenby::Plan& plan() {
  static const seenby::Plan plan =
      seenby::compile_plan(seenby::load_mapping("segment"), {},
                           seenby::parse_group_by("content,campaign"), seenby::IdUse::kDedup);
  return plan;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string lines(reinterpret_cast<const char*>(data), size);
  if (!lines.ends_with('\n')) lines += '\n';
  const std::size_t middle = lines.find('\n', lines.size() / 2) + 1;
  const std::string_view first = std::string_view(lines).substr(0, middle);
  const std::string_view second = std::string_view(lines).substr(middle);
  ParseOutcome speculating(plan(), Speculation::kOn);
  ParseOutcome walking(plan(), Speculation::kOff);
  for (int pass = 0; pass < 2; ++pass) {
    for (const std::string_view block : {std::string_view(lines), first, second}) {
      if (block.empty()) continue;
      if (speculating.of(block) != walking.of(block)) __builtin_trap();
    }
  }
  return 0;
}
