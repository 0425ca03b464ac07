// Makes a good line bad, in each of the ways in which lines of real logs are bad. One row per way;
// whatever the line, the result is not JSON, so a reader must count exactly these as malformed.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "splitmix.h"

namespace seenby::bench {

struct Breakage {
  std::string_view name;
  /// `line` is a flat object without its newline.
  void (*apply)(std::string& line, SplitMix& random);
};

std::span<const Breakage> breakages();

/// Breaks `line` in a way that `random` chooses.
void break_line(std::string& line, SplitMix& random);

}  // namespace seenby::bench
