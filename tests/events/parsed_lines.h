// Parses a text of lines with the random logs' mapping, grouped by content, and keeps what came
// out.
#pragma once

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "events/plan.h"
#include "random_log.h"
#include "seenby/record_parser.h"

namespace seenby {

struct ParsedLines {
  BlockResult result;
  std::vector<std::string> contents;  ///< of each record
  std::vector<std::string> viewers;
  std::vector<std::string> ids;

  [[nodiscard]] std::uint64_t bad(BadKind kind) const {
    return result.accounting.malformed_by_kind[static_cast<std::size_t>(kind)];
  }
};

class LineParser : private RecordSink {
 public:
  explicit LineParser(std::vector<std::string> missing = {},
                      std::size_t max_line_bytes = std::size_t{1} << 24)
      : plan_(compile_plan(mapping_with(std::move(missing)), {}, parse_group_by("content"),
                           IdUse::kDedup)),
        parser_(plan_, {max_line_bytes, Rejects::kKept}) {}

  /// `text` ends with a newline.
  ParsedLines parse(std::string_view text) {
    parsed_ = {};
    block_.reserve(text.size(), 0);
    std::copy(text.begin(), text.end(), block_.data());
    block_.resize(text.size());
    parsed_.result = parser_.parse(block_, *this);
    return std::move(parsed_);
  }

 private:
  static Mapping mapping_with(std::vector<std::string> missing) {
    Mapping mapping = random_log_mapping();
    mapping.missing = std::move(missing);
    return mapping;
  }

  void accept(const RecordBatch& batch) override {
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
      parsed_.contents.emplace_back(*batch.group_of(i));
      parsed_.viewers.emplace_back(batch.records[i].viewer);
      parsed_.ids.emplace_back(batch.records[i].id);
    }
  }

  Plan plan_;
  RecordParser parser_;
  Block block_;
  ParsedLines parsed_;
};

}  // namespace seenby
