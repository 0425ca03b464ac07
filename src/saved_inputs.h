// The saved tallies and sketches among the inputs of a run, told from logs by their first bytes.
// They are opened before anything is read, since what a log's records become depends on what the
// tallies were counted with.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "ledger.h"
#include "seenby/pipeline.h"
#include "seenby/saved_tally.h"
#include "sketched_inputs.h"

namespace seenby {

class SavedInputs {
 public:
  /// Takes the tallies out of the inputs, reads their notes, and takes into `options` what these
  /// leave open. A pipe that turns out to be a log is handed on as it was opened.
  /// Throws Error(kIo) when one cannot be read, Error(kUsage) when settings differ or one would go
  /// into a state.
  explicit SavedInputs(RunOptions& options);

  [[nodiscard]] std::size_t size() const { return saved_.size(); }
  [[nodiscard]] const SketchedInputs& sketches() const { return sketches_; }
  /// Whether the first of them is the state.
  [[nodiscard]] bool has_state() const { return has_state_; }
  /// Whether a window has to cut rows: a state is kept whole, and tallies have no single records.
  [[nodiscard]] bool is_cut_by_rows(const RunOptions& options) const;
  /// Whether a log is left to read. Nothing named at all is standard input.
  [[nodiscard]] bool has_logs() const { return has_logs_; }
  [[nodiscard]] std::vector<std::string> names() const;
  /// By which the tallies were counted.
  [[nodiscard]] const std::vector<Mapping>& mappings() const { return mappings_; }
  /// The marks of the state, if there is one and it has any.
  [[nodiscard]] const std::string& marks() const { return marks_; }

  /// Adds all of them to the tally, the first as input number `first_input`, and their accounting
  /// to the ledger. Throws Error(kUsage) when two of them are the same.
  void add_to(Tally& tally, Ledger& ledger, std::size_t first_input, const RunOptions& options);

 private:
  void add(TallyFile file);
  void look_at_inputs(RunOptions& options);
  void take_state(StateAccess& state);

  std::vector<std::unique_ptr<SavedInput>> saved_;
  SketchedInputs sketches_;
  std::vector<Mapping> mappings_;
  std::string marks_;
  bool has_state_ = false;
  bool has_logs_ = false;
};

}  // namespace seenby
