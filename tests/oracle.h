// A second way to every count, slow and plain: one map entry per row, one set entry per viewer,
// one list of records sorted to find duplicates. run() must agree with it on every log.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "seenby/pipeline.h"

namespace seenby {

using OracleGroup = std::vector<std::optional<std::string>>;

struct OracleResult {
  std::map<OracleGroup, RowCounts> rows;
  RowCounts total;
  std::deque<FrequencyCounts> frequencies;  ///< what by_frequency of the rows points at
  std::vector<Accounting> inputs;           ///< malformed_by_kind is left empty
  bool fails = false;  ///< lines were parsed, but a needed field was in none of them
};

/// `inputs` are the inputs' bytes. Of the options, what decides counts is used.
OracleResult count_slowly(const std::vector<std::string>& inputs, const RunOptions& options);

}  // namespace seenby
