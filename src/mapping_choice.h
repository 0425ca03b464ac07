// Which mapping each input is read with: the user's, or a built-in one told by the input's first
// lines. A product's mapping says by `detect` which lines are its own; `generic` fits where none
// does and its fields find values. Inputs of one product share a mapping, and a plan.
// Not thread-safe by itself: look() is called under the stream's lock, before anybody has a block
// of that input, so what it settles is there for every block's reader.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "events/plan.h"
#include "seenby/pipeline.h"

namespace seenby {

/// A mapping that some input is read with.
struct MappingInUse {
  std::size_t index = 0;  ///< 0, 1, 2 … in order of first use
  Mapping mapping;        ///< with what the command line replaces
  Plan plan;
  std::string sample;  ///< the first lines of the first such input that has some, for messages
};

class MappingChooser {
 public:
  /// `options` must outlive it. `saved` are the mappings that tallies among the inputs were counted
  /// by: the logs' must be among them, and are where the user names none.
  explicit MappingChooser(const RunOptions& options, std::vector<Mapping> saved = {});

  /// Settles the mapping of an input. Throws Error(kUsage) when none or several fit, or when the
  /// one that fits leaves open which events are impressions, or of what.
  void look(std::size_t input, std::string_view first_lines);

  /// Whether an input was looked at.
  [[nodiscard]] bool knows(std::size_t input) const {
    return input < choices_.size() && choices_[input].in_use != nullptr;
  }
  /// Of an input that was looked at.
  [[nodiscard]] const MappingInUse& of(std::size_t input) const { return *choices_[input].in_use; }
  /// Why it was chosen, for stderr; empty when the user named it or the input says nothing.
  [[nodiscard]] const std::string& reason(std::size_t input) const {
    return choices_[input].reason;
  }
  [[nodiscard]] const std::deque<MappingInUse>& in_use() const { return in_use_; }
  /// What a tally of this run depends on: the saved mappings, or those of the logs with any lines.
  [[nodiscard]] std::vector<Mapping> counted_by() const;

 private:
  struct Choice {
    MappingInUse* in_use = nullptr;
    std::string reason;
  };
  MappingInUse& use(Mapping mapping);

  const RunOptions& options_;
  std::vector<Mapping> saved_;
  std::vector<Mapping> products_;    ///< built-in mappings that know their lines; read when needed
  std::vector<Choice> choices_;      ///< by input
  std::deque<MappingInUse> in_use_;  ///< a deque, so that they stay where they are
};

}  // namespace seenby
