// The ledger of a run: what happened to every line, by input. Blocks come in from any thread in
// any order and are entered in reading order, so that line numbers, the first bad lines and the
// rejects do not depend on threads.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "seenby/accounting.h"
#include "seenby/input.h"
#include "seenby/record_parser.h"
#include "seenby/render.h"
#include "seenby/tally.h"

namespace seenby {

class Ledger {
 public:
  /// `rejects` may be null.
  Ledger(const std::vector<std::string>& inputs, TextSink* rejects);

  void enter(const Block& block, BlockResult result);
  /// What a saved tally says of its own lines.
  void enter(std::size_t input, const Accounting& accounting);
  /// Lines of an input that earlier runs counted: its numbers go on behind them.
  void note_lines_before(std::size_t input, std::uint64_t lines);
  /// What was seen of the mapping of that index.
  void enter(std::size_t mapping, const MappingFindings& findings);
  /// The tally's part of the accounting, known when duplicates are settled.
  void settle(const std::vector<DedupCounts>& dedup);

  [[nodiscard]] std::uint64_t lines();
  [[nodiscard]] const std::vector<InputAccounting>& inputs() const { return inputs_; }
  [[nodiscard]] Accounting total() const;
  /// By index of the mapping; one that no thread parsed with may be missing.
  [[nodiscard]] const std::vector<MappingFindings>& findings() const { return findings_; }

 private:
  struct Waiting {
    std::size_t input;
    BlockResult result;
  };
  void enter_next(std::size_t input, const BlockResult& result);

  std::mutex mutex_;
  TextSink* rejects_;
  std::vector<InputAccounting> inputs_;
  std::vector<std::uint64_t> lines_before_;   ///< by input
  std::map<std::uint64_t, Waiting> waiting_;  ///< by block serial
  std::uint64_t next_serial_ = 0;
  std::uint64_t lines_ = 0;
  std::vector<MappingFindings> findings_;
};

}  // namespace seenby
