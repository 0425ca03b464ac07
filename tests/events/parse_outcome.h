// Everything that comes out of a parser, as text, to hold two ways of parsing equal.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "events/plan.h"
#include "seenby/accounting.h"
#include "seenby/record_parser.h"

namespace seenby {

class ParseOutcome : public RecordSink {
 public:
  ParseOutcome(const Plan& plan, Speculation speculation,
               std::size_t max_line_bytes = ParserOptions().max_line_bytes)
      : parser_(plan, {max_line_bytes, Rejects::kKept, speculation}) {}

  /// `lines` end with a newline. Records may come in any order.
  std::string of(std::string_view lines) {
    text_.clear();
    records_.clear();
    Block block;
    block.reserve(lines.size(), 0);
    std::copy(lines.begin(), lines.end(), block.data());
    block.resize(lines.size());
    const BlockResult result = parser_.parse(block, *this);
    for (const AccountingTerm& term : kAccountingTerms) add(result.accounting.*term.value);
    for (const std::uint64_t count : result.accounting.malformed_by_kind) add(count);
    add(result.accounting.unreadable_cost);
    add(result.accounting.unreadable_time);
    add(result.accounting.unreadable_weight);
    for (const BadLineInBlock& bad : result.first_bad_lines) {
      add(bad.line);
      text_ += bad.text;
    }
    std::sort(records_.begin(), records_.end());
    for (const std::string& record : records_) text_ += record;
    return text_ + result.rejected;
  }
  [[nodiscard]] std::uint64_t shaped_lines() const { return parser_.shaped_lines(); }
  [[nodiscard]] std::string findings() const {
    std::string text;
    for (const std::uint64_t matched : parser_.findings().matched) text += std::to_string(matched);
    text += parser_.findings().has_elements ? " elements " : " ";
    // Of very many names only some are kept, which may be any.
    const auto& names = parser_.findings().unmapped_names;
    if (names.size() == 64) return text;
    for (const auto& [name, count] : names) {
      text += name + std::to_string(count);
    }
    return text;
  }

 private:
  void accept(const RecordBatch& batch) override {
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
      const Record& r = batch.records[i];
      std::string& text = records_.emplace_back();
      text = fmt::format("{} {}|{}|{} {} {} {} {}", static_cast<int>(r.event_class), r.viewer, r.id,
                         r.element, r.weight, r.time_us, r.cost_micros, r.has_cost);
      for (std::size_t g = 0; g < batch.group_fields; ++g) (text += '|') += batch.group_of(i)[g];
      text += '\n';
    }
  }
  void add(std::uint64_t count) { text_ += std::to_string(count) + ' '; }

  RecordParser parser_;
  std::string text_;
  std::vector<std::string> records_;
};

}  // namespace seenby
