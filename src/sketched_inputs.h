// The files of sketches among the inputs of a run, and what a run with them can not do: what needs
// more of a viewer than who it is. It is refused by name, or its cells stay empty; never is a
// number shown that other inputs of the same data would not give.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "seenby/pipeline.h"
#include "seenby/saved_sketches.h"

namespace seenby {

class SketchedInputs {
 public:
  /// Throws Error(kUsage) when --top left rows out of it.
  void add(const SavedSketches& sketches);

  [[nodiscard]] bool empty() const { return first_.empty(); }
  /// Throws Error(kUsage) when the run asks for what sketches do not say; leaves out of `options`
  /// what a format would show if it could.
  void check(RunOptions& options) const;
  /// As in RunOptions: the size of a sample, where some image leaves viewers out.
  [[nodiscard]] std::optional<unsigned> reach_lg_k() const { return reach_lg_k_; }
  [[nodiscard]] std::uint64_t ids() const { return ids_; }
  /// What a reader of the numbers has to know when there are `inputs` in all.
  [[nodiscard]] std::optional<std::string> warning(std::size_t inputs) const;

 private:
  std::string first_;  ///< the name of the first one
  std::optional<unsigned> reach_lg_k_;
  std::uint64_t ids_ = 0;
};

}  // namespace seenby
