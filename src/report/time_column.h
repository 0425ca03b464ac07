// Which column of --by is the time. Its texts must sort bytewise as their times do.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seenby {

/// The first column that is a time bucket. Its name tells: a path begins with a dot.
inline std::optional<std::size_t> time_column(const std::vector<std::string>& group_by) {
  constexpr std::array<std::string_view, 4> kBuckets = {"hour", "day", "week", "month"};
  for (std::size_t i = 0; i < group_by.size(); ++i) {
    if (std::find(kBuckets.begin(), kBuckets.end(), group_by[i]) != kBuckets.end()) return i;
  }
  return std::nullopt;
}

}  // namespace seenby
