// The logs that the stage benchmarks measure on: generated once, kept as a plain and as a gzip file
// in the temporary folder while the program runs, and as the blocks and records that earlier stages
// make of them, so that a stage is measured alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/plan.h"
#include "seenby/input.h"
#include "seenby/mapping.h"
#include "seenby/record.h"

namespace seenby::bench {

class SampleLog {
 public:
  /// Generates `bytes` of log of the kind of that name. Throws std::runtime_error when the
  /// temporary folder cannot be written.
  SampleLog(std::string_view kind, std::uint64_t bytes);
  ~SampleLog();
  SampleLog(const SampleLog&) = delete;
  SampleLog& operator=(const SampleLog&) = delete;

  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] const std::string& plain_path() const { return plain_path_; }
  [[nodiscard]] const std::string& gzip_path() const { return gzip_path_; }
  [[nodiscard]] const Mapping& mapping() const { return mapping_; }
  [[nodiscard]] const Plan& plan() const { return plan_; }
  [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }
  /// Their text views into blocks().
  [[nodiscard]] const std::vector<RecordBatch>& batches() const { return batches_; }
  [[nodiscard]] std::uint64_t records() const { return records_; }

 private:
  void write_files(const std::string& text);
  void read_blocks();
  void parse_blocks();

  std::uint64_t bytes_ = 0;
  std::string plain_path_;
  std::string gzip_path_;
  Mapping mapping_;
  Plan plan_;
  std::vector<Block> blocks_;
  std::vector<RecordBatch> batches_;
  std::uint64_t records_ = 0;
};

/// What `--by content` is.
std::vector<GroupField> by_content();

}  // namespace seenby::bench
