// Runs lines through a plan as the program does, keeping some of each record.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/plan.h"
#include "seenby/record_parser.h"

namespace seenby {

struct FuzzedRecord {
  std::string group;  ///< its first value
  std::string viewer;
  std::uint32_t element;
  friend auto operator<=>(const FuzzedRecord&, const FuzzedRecord&) = default;
};

struct FuzzedLines : RecordSink {
  void accept(const RecordBatch& batch) override {
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
      const Record& record = batch.records[i];
      records.push_back(
          {std::string(*batch.group_of(i)), std::string(record.viewer), record.element});
    }
  }
  /// Records come in any order.
  void sort() { std::sort(records.begin(), records.end()); }

  std::vector<FuzzedRecord> records;
  Accounting accounting;
};

/// `text` ends with a newline.
inline void parse_lines(const Plan& plan, std::string_view text, FuzzedLines& out) {
  Block block;
  block.reserve(text.size(), 0);
  std::copy(text.begin(), text.end(), block.data());
  block.resize(text.size());
  RecordParser parser(plan, ParserOptions{});
  out.accounting = parser.parse(block, out).accounting;
}

}  // namespace seenby
