// An input of a run that remembers: opened where its new content begins, and marked when it ends.
// A plain file that has grown is known by two windows, its first 64 KiB and the last before the
// mark, without reading what is between. All else is read from its start and checked on the way:
// a file that went another way, what cannot be sought in, and what is compressed. Limits: there,
// up to a spacing between two points is held in memory; of a plain file, a change between the two
// windows alone is not seen.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "input/line_reader.h"
#include "input/mark_pen.h"
#include "input/mark_search.h"
#include "input/plain_file.h"
#include "seenby/input.h"

namespace seenby {

class MarkedInput {
 public:
  /// Opens input number `input` of `options`, whose marks must not be null, and shows its first
  /// lines. Throws Error(kIo) as open_input does.
  MarkedInput(const InputOptions& options, std::size_t input);
  MarkedInput(const MarkedInput&) = delete;
  MarkedInput& operator=(const MarkedInput&) = delete;

  LineReader& reader() { return *reader_; }
  /// Marks what the reader has handed out, at its end. Throws Error(kIo) when the file was
  /// rewritten while it was read, so that what was read may be of two files.
  void close();
  [[nodiscard]] InputHistory history() const;

 private:
  void open();
  void show_first_lines();
  void search_file(MarkSearch& search) const;
  bool holds(const Mark& mark, const MarkSearch& search) const;
  /// Returns what was read behind the last point that agrees.
  std::string search_stream(MarkSearch& search);
  void refuse_rewritten() const;

  const InputOptions& options_;
  std::size_t input_;
  const std::string& path_;
  std::string name_;
  std::shared_ptr<const PlainFile> file_;  ///< or null, then:
  std::unique_ptr<ByteSource> stream_;
  std::optional<MarkSearch::Found> found_;
  char last_byte_ = '\n';  ///< before what is new
  MarkPen pen_;
  MarkPoint start_;  ///< what was counted before
  std::uint64_t lines_before_ = 0;
  std::unique_ptr<LineReader> reader_;
};

}  // namespace seenby
