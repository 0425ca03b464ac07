// Runs lines through a plan as the program does, keeping the records' first group value.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "events/plan.h"
#include "seenby/record_parser.h"

namespace seenby {

struct FuzzedLines : RecordSink {
  void accept(const RecordBatch& batch) override {
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
      groups.emplace_back(*batch.group_of(i));
      viewers.emplace_back(batch.records[i].viewer);
      elements.push_back(batch.records[i].element);
    }
  }

  std::vector<std::string> groups;
  std::vector<std::string> viewers;
  std::vector<std::uint32_t> elements;
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
