// From a block of whole lines to batches of records: frames the lines, checks every byte of them,
// and evaluates the mapping's plan. The seam at which another way of parsing may stand in, as long
// as it yields the same records. One parser per thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "seenby/accounting.h"
#include "seenby/input.h"
#include "seenby/record.h"

namespace seenby {

struct Plan;

/// Takes the records of a block, a batch at a time. The batch is the parser's and reused.
class RecordSink {
 public:
  RecordSink() = default;
  RecordSink(const RecordSink&) = delete;
  RecordSink& operator=(const RecordSink&) = delete;
  virtual ~RecordSink() = default;
  virtual void accept(const RecordBatch& batch) = 0;
};

/// A bad line by its place in its block, counted from 0.
struct BadLineInBlock {
  std::uint64_t line = 0;
  std::string text;
};

/// What happened to one block. `counted` and `duplicate` are the tally's to fill in.
struct BlockResult {
  Accounting accounting;
  std::vector<BadLineInBlock> first_bad_lines;
  std::string rejected;  ///< bad lines verbatim, if asked for
};

/// What a parser saw of the mapping: merged over threads it explains an empty report.
struct MappingFindings {
  std::vector<std::uint64_t> matched;  ///< by plan field: 1 where it ever had a value
  bool has_elements = false;           ///< an array that is exploded ever had an element
  std::map<std::string, std::uint64_t> unmapped_names;  ///< event names without a class, a sample

  MappingFindings& operator+=(const MappingFindings& other);
};

enum class Rejects : std::uint8_t { kDropped, kKept };
/// Whether lines that have the shape of an earlier one may be read by it. Changes nothing but time.
enum class Speculation : std::uint8_t { kOn, kOff };

struct ParserOptions {
  std::size_t max_line_bytes = std::size_t{16} << 20;  ///< without its newline
  Rejects rejects = Rejects::kDropped;
  Speculation speculation = Speculation::kOn;
};

/// At most this many bad lines are described, per block and per input.
inline constexpr std::size_t kShownBadLines = 5;

class RecordParser {
 public:
  /// `plan` must outlive the parser.
  RecordParser(const Plan& plan, const ParserOptions& options);
  ~RecordParser();
  RecordParser(const RecordParser&) = delete;
  RecordParser& operator=(const RecordParser&) = delete;

  /// Parses a block; bad lines are counted in the result and never thrown.
  BlockResult parse(const Block& block, RecordSink& sink);

  [[nodiscard]] const MappingFindings& findings() const;
  /// How many lines were read by the shape of an earlier one.
  [[nodiscard]] std::uint64_t shaped_lines() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace seenby
