// Where a report, the rejects and the summary go: standard output, a device or pipe, or a file that
// appears whole or not at all. A file is written beside its place under a hidden name, flushed to
// disk and renamed at commit(); until then, and after any failure or signal, the old file stays as
// it was and the hidden one is removed (files/interruption.h). Every write is checked, the last one
// too.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "files/interruption.h"
#include "seenby/render.h"

namespace seenby {

/// The reader of standard output has gone, as `| head` does: no failure, but nothing more to say.
class ClosedPipe : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "closed pipe"; }
};

class OutputFile : public TextSink {
 public:
  /// `-` is standard output. A link is followed. Throws Error(kIo) when it cannot be opened.
  explicit OutputFile(const std::string& path);
  /// Without commit() nothing is kept.
  ~OutputFile() override;

  /// Buffers. Throws Error(kIo) with the path and the reason, or ClosedPipe.
  void write(std::string_view text) override;
  /// Writes what is buffered, closes, and puts a file in its place. To be called once, at the end.
  void commit();

  [[nodiscard]] bool is_terminal() const;
  /// Columns of the terminal; 0 when it is none or does not say.
  [[nodiscard]] std::size_t terminal_width() const;

 private:
  void open_directly(int source_descriptor);
  void open_temporary();
  void flush();
  void close_checked();
  [[noreturn]] void fail() const;

  std::string name_;    ///< for messages
  std::string target_;  ///< what commit() replaces; empty when written directly
  TemporaryPath temporary_;
  int descriptor_ = -1;
  bool is_standard_output_ = false;
  std::string buffer_;
};

/// Opens /dev/null in place of each closed standard stream, so that no file of ours becomes one.
/// It is opened the wrong way round: reading a closed stdin or writing a closed stdout still fails.
void reserve_standard_streams();

}  // namespace seenby
