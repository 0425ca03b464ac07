// The whole program as one call: inputs, lines, records, tally, report. What to compute is in
// RunOptions; how to show it is not (render.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "seenby/input.h"
#include "seenby/mapping.h"
#include "seenby/record.h"
#include "seenby/record_parser.h"
#include "seenby/render.h"
#include "seenby/report.h"
#include "seenby/selection.h"
#include "seenby/tally.h"
#include "seenby/threshold.h"

namespace seenby {

enum class Dedup : std::uint8_t { kById, kOff };
enum class SortOrder : std::uint8_t { kAscending, kDescending };

struct SortKey {
  std::string column = "impressions";
  SortOrder order = SortOrder::kDescending;
  friend bool operator==(const SortKey&, const SortKey&) = default;
};

/// How many bad lines (malformed or oversized) a run may have: a count, or a share of the lines
/// that are not blank.
struct BadLineLimit {
  std::optional<std::uint64_t> count;
  std::optional<double> share;
};

/// Which rows and columns a report shows.
struct ReportOptions {
  std::string columns;  ///< empty, `full`, a list, or `+name,-name`
  SortKey sort;
  std::optional<std::uint64_t> top;
  /// Classes that count as engagement.
  EventClassSet engagement = event_class_set(
      {EventClass::kLike, EventClass::kComment, EventClass::kShare, EventClass::kSave});
  std::vector<Threshold> fail_if = {};  ///< on all rows, before `top`
  ReportKind kind = ReportKind::kItems;
  ReportParts parts = {};                    ///< beside the rows
  unsigned sketch_lg_k = kDefaultSketchLgK;  ///< a row's sketch holds 2^sketch_lg_k viewers
};

/// kAuto: each input's first lines decide, see src/mapping_choice.h.
enum class MappingChoice : std::uint8_t { kGiven, kAuto };

/// Whether a tally that is among the inputs twice is counted twice.
enum class Repeats : std::uint8_t { kRefused, kAllowed };

/// How reach is counted: exactly, or estimated from 2^lg_k viewers of each row.
struct ReachChoice {
  ReachMethod method = ReachMethod::kExact;
  unsigned lg_k = 0;  ///< when approximate
  [[nodiscard]] bool is_exact() const { return method == ReachMethod::kExact; }
};

/// What a run adds to instead of starting anew, and where the sum goes.
struct StateAccess {
  std::string name;                         ///< for messages
  std::string if_damaged;                   ///< what to do then, likewise
  std::unique_ptr<ByteSource> before;       ///< null: there is none yet
  TextSink* after = nullptr;                ///< gets the next state, if it is another one
  std::int64_t now = 0;                     ///< seconds since 1970
  std::optional<std::int64_t> keep_from{};  ///< what ended before it is forgotten; likewise
};

struct RunOptions {
  InputOptions input;
  MappingChoice mapping_choice = MappingChoice::kGiven;
  Mapping mapping;                   ///< when given
  MappingOverrides overrides;        ///< already applied to `mapping`
  std::vector<GroupField> group_by;  ///< empty: as the tallies among the inputs have it, or content
  Selection selection;
  Dedup dedup = Dedup::kById;
  /// How long before the last record one with an id is remembered in a saved tally; else for ever.
  std::optional<std::int64_t> dedup_window_us{};
  /// Unset: as the tallies among the inputs have it, or exact.
  std::optional<ReachChoice> reach{};
  Repeats repeats = Repeats::kRefused;
  StateAccess* state = nullptr;
  TextSink* tally = nullptr;  ///< gets the tally as a file
  ReportOptions report;
  BadLineLimit max_bad;
  TextSink* rejects = nullptr;  ///< gets every bad line verbatim, in input order
  std::size_t threads = 1;
  std::size_t memory_bytes = TallyMemory::kUnlimited;  ///< see TallyMemory
  Speculation speculation = Speculation::kOn;
};

/// Reads --reach: `exact`, `approx`, or `approx=LG_K`. Throws Error(kUsage).
ReachChoice parse_reach(const std::string& text);

/// The mapping that a run would use, with the overrides; where each input's first lines decide,
/// looks at them. Throws Error(kUsage) when the inputs ask for different ones.
Mapping mapping_for(const RunOptions& options);

/// A look at a run under way, for the progress bar.
struct Progress {
  std::uint64_t bytes = 0;
  std::uint64_t bytes_total = 0;  ///< 0 = unknown
  std::uint64_t lines = 0;
};

/// A finished run. Owns the tally that the report's rows are made from.
struct RunResult {
  std::unique_ptr<Tally> tally;
  Report report;
  std::vector<std::string> warnings;  ///< worded, for stderr
  bool too_many_bad_lines = false;
  bool has_new_state = false;  ///< whether StateAccess::after was written
};

/// Called now and then from the calling thread while the run is under way.
using ProgressCallback = std::function<void(const Progress&)>;

/// Throws Error. Nothing is printed; nothing but `rejects`, `tally` and the state is written.
RunResult run(const RunOptions& options, const ProgressCallback& on_progress = {});

}  // namespace seenby
