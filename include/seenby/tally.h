// The tally: what was counted, as a value. Groups with checked counters, and who saw what: one
// entry per (group, viewer), in partitions chosen by the viewer's hash, so that all rows of one
// viewer meet in one partition and everything deduplicated is a partition-local pass.
// Threads count through a TallyWriter each; adding is commutative and associative, so the result
// does not depend on how the records were cut up or ordered. Records with an id wait in a log, by
// hash of (class, id, element), until `settle()` keeps one of each. Limit: 2^32 - 1 groups.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "seenby/metrics.h"
#include "seenby/record.h"
#include "seenby/report_rows.h"
#include "seenby/theta_sketch.h"

namespace seenby {

/// Viewers by their impressions, of each row by its number and of all rows together.
struct TallyFrequencies {
  std::vector<FrequencyCounts> rows;
  FrequencyCounts total{};
};

enum class Frequencies : std::uint8_t { kSkipped, kCounted };

/// What a step of a curve adds.
struct CurveStep {
  std::uint64_t reach = 0;      ///< viewers in reach of a row of this step
  std::uint64_t new_reach = 0;  ///< of those, the ones in reach of no row of an earlier step
  friend bool operator==(const CurveStep&, const CurveStep&) = default;
};

/// Dropped and kept records with an id, for each input.
struct DedupCounts {
  std::uint64_t counted = 0;
  std::uint64_t duplicate = 0;
};

/// Which of the values of a row is a bucket of time.
struct TimeColumn {
  std::size_t index = 0;
};

struct TallyNotes;

/// What a tally may take: viewers and records that wait go to a temporary file past it. Groups,
/// their keys and counters, are not bounded.
struct TallyMemory {
  static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();
  std::size_t bytes = kUnlimited;  ///< with what reading and counting take besides
  std::size_t threads = 1;         ///< that share it
};

class Tally {
 public:
  /// `inputs` sizes the per-input duplicate counts.
  /// With `sample_lg_k`, of each row only 2^sample_lg_k viewers are kept, and what is said of
  /// viewers is estimated from them.
  explicit Tally(std::size_t inputs, const TallyMemory& memory = {},
                 std::optional<unsigned> sample_lg_k = std::nullopt);
  ~Tally();
  Tally(const Tally&) = delete;
  Tally& operator=(const Tally&) = delete;

  /// How much of the input was read: a message about temporary space says what the whole run needs.
  void note_progress(std::uint64_t done, std::uint64_t total) noexcept;

  /// Finds the duplicates among the records with an id, without counting any yet; call after every
  /// writer is closed. Of these records, those more than `window_us` before the last one are no
  /// longer waited for: a duplicate that comes still later will count.
  const std::vector<DedupCounts>& drop_duplicates(std::size_t threads,
                                                  std::optional<std::int64_t> window_us);
  /// Writes the tally to a file, see saved_tally.h. Call after drop_duplicates(), before settle().
  void save(const TallyNotes& notes, const std::function<void(std::string_view)>& write) const;

  /// Drops duplicates, if that is not yet done, and counts what waited; call once, after every
  /// writer is closed. Throws Error when a count would overflow, as do save() and what follows.
  void settle(std::size_t threads);

  /// Leaves rows out of all that follows: a file, a summary, what rows share. The deduplicated
  /// total is then that of the rows that stay. Returns whether any row was left out.
  bool keep_rows(const std::function<bool(std::string_view key)>& stays);

  // What follows is for after settle(), one call at a time: whichever is first puts the viewers in
  // order. Each throws Error when a count would overflow.

  /// Rows that counted at least one record, in no order, and the deduplicated total.
  struct Summary {
    ReportRows rows;
    RowCounts total;
    std::vector<DedupCounts> dedup;  ///< by input; only records with an id
    bool has_cost = false;
    /// What the rows' by_frequency points into; nullptr when skipped.
    std::shared_ptr<const TallyFrequencies> frequencies{};
    /// What the rows' sample points into, the total's last; nullptr when reach is exact.
    std::shared_ptr<const std::vector<ReachSample>> samples{};
  };
  /// Rows are made from the tally, so they are valid while it lives. They have new_reach when one
  /// of their values is time.
  [[nodiscard]] Summary summarize(std::size_t threads,
                                  const std::optional<TimeColumn>& time = std::nullopt,
                                  Frequencies frequencies = Frequencies::kSkipped) const;

  /// Viewers in reach of both of two rows, for each two of `rows` (numbers, each once): that of
  /// rows[i] and rows[j] stands at i * rows.size() + j, and a row's reach at i == j. Memory: 8
  /// bytes for each two rows and thread.
  [[nodiscard]] std::vector<std::uint64_t> count_shared(std::span<const std::uint32_t> rows,
                                                        std::size_t threads) const;

  /// The reach curve over `steps` steps, where row number n belongs to step step_of_row[n]; rows
  /// beyond its end, or at a step beyond the last, belong to none.
  [[nodiscard]] std::vector<CurveStep> count_curve(std::span<const std::uint32_t> step_of_row,
                                                   std::size_t steps, std::size_t threads) const;

  /// The sketches of `rows` (numbers, each once), then those of all rows together, each of at most
  /// 2^lg_k viewers. Memory: 16 bytes for each of these.
  [[nodiscard]] std::vector<RowSketches> sketch(std::span<const std::uint32_t> rows,
                                                unsigned lg_k) const;

 private:
  friend class TallyWriter;
  friend class SavedTally;
  struct State;
  std::unique_ptr<State> state_;
};

/// A row as a sketch has it: what was counted, and who the viewers are, but not how often they saw
/// it. Of a sketch that leaves viewers out, the tally must be a sample.
struct SketchedRow {
  std::string_view key;
  std::array<std::uint64_t, kEventClassCount> by_class{};
  std::uint64_t identified_impressions = 0;
  std::optional<Micros> spend{};
  RowSketches sketches{};
};

/// One thread's way into a tally. Buffers; what is buffered is in the tally when it is closed.
class TallyWriter {
 public:
  explicit TallyWriter(Tally& tally);
  ~TallyWriter();
  TallyWriter(const TallyWriter&) = delete;
  TallyWriter& operator=(const TallyWriter&) = delete;

  /// Counts a batch that came from input number `input`. Returns how many were counted at once;
  /// the rest have an id and are decided by settle().
  std::uint64_t add(const RecordBatch& batch, std::size_t input);
  void add(const SketchedRow& row);
  /// Hands everything over; throws like add().
  void close();

 private:
  friend class SavedTally;
  struct State;
  std::unique_ptr<State> state_;
};

/// Group keys: the values of one row as one string that sorts and compares bytewise.
void append_group_key(std::span<const std::string_view> values, std::vector<char>& key);
/// Views into `key`, which must be one.
GroupValues decode_group_key(std::string_view key);
/// Of the key of a row; nullopt when it is none, as in a damaged file.
std::optional<std::size_t> count_group_values(std::string_view key);

}  // namespace seenby
