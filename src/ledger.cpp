#include "ledger.h"

#include <algorithm>
#include <cassert>

namespace seenby {

Ledger::Ledger(const std::vector<std::string>& inputs, TextSink* rejects) : rejects_(rejects) {
  for (const std::string& name : inputs) inputs_.push_back({.name = name});
  lines_before_.resize(inputs_.size());
}

void Ledger::enter(const Block& block, BlockResult result) {
  const std::lock_guard lock(mutex_);
  waiting_.emplace(block.serial, Waiting{block.input, std::move(result)});
  for (auto next = waiting_.find(next_serial_); next != waiting_.end();
       next = waiting_.find(next_serial_)) {
    enter_next(next->second.input, next->second.result);
    waiting_.erase(next);
    ++next_serial_;
  }
}

void Ledger::enter_next(std::size_t input, const BlockResult& result) {
  InputAccounting& entry = inputs_[input];
  for (const BadLineInBlock& bad : result.first_bad_lines) {
    if (entry.first_bad_lines.size() == kShownBadLines) break;
    entry.first_bad_lines.push_back(
        {lines_before_[input] + entry.accounting.lines + bad.line + 1, bad.text});
  }
  entry.accounting += result.accounting;
  lines_ += result.accounting.lines;
  if (rejects_ != nullptr && !result.rejected.empty()) rejects_->write(result.rejected);
}

void Ledger::enter(std::size_t input, const Accounting& accounting) {
  const std::lock_guard lock(mutex_);
  inputs_[input].accounting += accounting;
}

void Ledger::note_lines_before(std::size_t input, std::uint64_t lines) {
  const std::lock_guard lock(mutex_);
  lines_before_[input] = lines;
}

void Ledger::enter(std::size_t mapping, const MappingFindings& findings) {
  const std::lock_guard lock(mutex_);
  if (findings_.size() <= mapping) findings_.resize(mapping + 1);
  findings_[mapping] += findings;
}

void Ledger::settle(const std::vector<DedupCounts>& dedup) {
  assert(waiting_.empty());
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    inputs_[i].accounting.counted += dedup[i].counted;
    inputs_[i].accounting.duplicate += dedup[i].duplicate;
    assert(inputs_[i].accounting.balanced());
  }
}

std::uint64_t Ledger::lines() {
  const std::lock_guard lock(mutex_);
  return lines_;
}

Accounting Ledger::total() const {
  Accounting total;
  for (const InputAccounting& input : inputs_) total += input.accounting;
  return total;
}

}  // namespace seenby
