#include "broken_line.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace seenby::bench {
namespace {

/// The first position inside the event id: a text that every line has.
std::size_t inside_text(const std::string& line) {
  constexpr std::string_view kKey = R"("event_id":")";
  return line.find(kKey) + kKey.size();
}

void replace_cost(std::string& line, std::string_view value) {
  constexpr std::string_view kKey = R"("cost":)";
  const std::size_t begin = line.find(kKey) + kKey.size();
  const std::size_t end = line.find_first_of(",}", begin);
  line.replace(begin, end - begin, value);
}

void truncate(std::string& line, SplitMix& random) {
  line.resize(1 + random.below(static_cast<std::uint32_t>(line.size() - 1)));
}
void bad_utf8(std::string& line, SplitMix& /*random*/) { line.insert(inside_text(line), "\xc3("); }
void lone_continuation(std::string& line, SplitMix& /*random*/) {
  line.insert(inside_text(line), 1, '\x80');
}
void control_character(std::string& line, SplitMix& /*random*/) {
  line.insert(inside_text(line), 1, '\x01');
}
void bad_escape(std::string& line, SplitMix& /*random*/) { line.insert(inside_text(line), "\\q"); }
void leading_zero(std::string& line, SplitMix& /*random*/) { replace_cost(line, "01.5"); }
void bare_point(std::string& line, SplitMix& /*random*/) { replace_cost(line, "1."); }
void not_a_number(std::string& line, SplitMix& /*random*/) { replace_cost(line, "NaN"); }
void infinity(std::string& line, SplitMix& /*random*/) { replace_cost(line, "-Infinity"); }
void bad_literal(std::string& line, SplitMix& /*random*/) { replace_cost(line, "nul"); }
void trailing_text(std::string& line, SplitMix& /*random*/) { line += " ok"; }
void trailing_brace(std::string& line, SplitMix& /*random*/) { line += '}'; }
void unclosed_text(std::string& line, SplitMix& /*random*/) {
  line.erase(line.find('"', inside_text(line)), 1);
}
void missing_comma(std::string& line, SplitMix& /*random*/) { line.erase(line.find(','), 1); }
void not_an_object(std::string& line, SplitMix& /*random*/) { line = "-- log rotated --"; }

constexpr std::array<Breakage, 15> kBreakages = {{{"truncated", truncate},
                                                  {"bad UTF-8", bad_utf8},
                                                  {"lone UTF-8 continuation", lone_continuation},
                                                  {"control character", control_character},
                                                  {"bad escape", bad_escape},
                                                  {"leading zero", leading_zero},
                                                  {"no digit after the point", bare_point},
                                                  {"NaN", not_a_number},
                                                  {"infinity", infinity},
                                                  {"bad literal", bad_literal},
                                                  {"trailing text", trailing_text},
                                                  {"trailing brace", trailing_brace},
                                                  {"unclosed string", unclosed_text},
                                                  {"missing comma", missing_comma},
                                                  {"not an object", not_an_object}}};

}  // namespace

std::span<const Breakage> breakages() { return kBreakages; }

void break_line(std::string& line, SplitMix& random) {
  kBreakages[random.below(static_cast<std::uint32_t>(kBreakages.size()))].apply(line, random);
}

}  // namespace seenby::bench
