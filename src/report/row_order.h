// The order of a report's rows, which is total: by one column, rows without a value there last
// either way, then by their group values, bytewise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "seenby/pipeline.h"
#include "seenby/report.h"

namespace seenby {

struct RowOrder {
  Column column;
  SortOrder direction;
};

/// At each place of the order, where that row stands in the report. Behind the first `in_order`
/// rows, the rest may come in any order.
std::vector<std::uint32_t> row_order(const Report& report, const RowOrder& order,
                                     std::size_t in_order, std::size_t threads);

}  // namespace seenby
