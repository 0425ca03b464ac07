// What a mapping would find in the first lines of an input, asked by running it on them: there is
// no second way of reading a line that could disagree with the one that counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "seenby/input.h"
#include "seenby/mapping.h"

namespace seenby {

struct NameCount {
  std::string name;
  std::uint64_t count = 0;
};

class LineProbe {
 public:
  /// Keeps a copy of `lines`.
  LineProbe(std::string_view lines, std::size_t max_line_bytes);

  /// How many lines are JSON objects.
  [[nodiscard]] std::uint64_t objects() const { return objects_; }
  /// On how many of them every condition holds.
  [[nodiscard]] std::uint64_t lines_holding(const std::vector<Condition>& conditions) const;
  /// The most wanted of a field's sources that has a value on some line; nullptr when none has.
  [[nodiscard]] const Source* found(const Mapping& mapping, Field field) const;
  /// The events' names, the most frequent first; names seen late may be left out.
  [[nodiscard]] std::vector<NameCount> event_names(const Mapping& mapping) const;

 private:
  Block block_;
  std::size_t max_line_bytes_;
  std::uint64_t objects_ = 0;
};

/// Sorted by count, then by name; at most `most`.
std::vector<NameCount> most_frequent(std::vector<NameCount> names, std::size_t most);
/// `a (3), b (1)`
std::string name_list(const std::vector<NameCount>& names);

}  // namespace seenby
