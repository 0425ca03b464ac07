// Any text as a mapping file: it is refused with an Error or is a mapping that a plan can be made
// of and lines be read with.
#include <cstdint>
#include <string_view>

#include "lines.h"
#include "seenby/error.h"

namespace {
constexpr std::string_view kLines =
    R"({"event":"view","type":"track","user":1,"id":"a","items":[{"id":"b"},2],"cost":1.5}
{"event":"click","params":[{"key":"id","value":{"string_value":"c"}}],"payload":"{\"id\":[1]}"}
)";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string_view toml(reinterpret_cast<const char*>(data), size);
    const seenby::Mapping mapping = seenby::parse_mapping(toml, "fuzz.toml");
    const seenby::Plan plan =
        seenby::compile_plan(mapping, {}, seenby::parse_group_by("content"), seenby::IdUse::kDedup);
    seenby::FuzzedLines lines;
    seenby::parse_lines(plan, kLines, lines);
    if (lines.accounting.parsed != 2) __builtin_trap();
  } catch (const seenby::Error&) {
    // Refusing is all right.
  }
  return 0;
}
