// One condition of --where, ready to be held against values. Values are compared as their texts, as
// the log has them; by size, two numbers as numbers: whole ones of up to 64 bits exactly, others as
// double-precision numbers.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "seenby/selection.h"

namespace re2 {
class RE2;
}

namespace seenby {

class FilterTest {
 public:
  /// Throws Error(kUsage) for a bad regular expression.
  explicit FilterTest(const Filter& filter);

  /// Of a value; empty is a missing one.
  [[nodiscard]] bool holds(std::string_view value) const;

 private:
  FilterSign sign_;
  std::string value_;
  std::shared_ptr<const re2::RE2> pattern_;  ///< shared: matching is thread-safe
};

}  // namespace seenby
