// Text on its way to a sink: a renderer appends to text() and ends its lines here, and the sink
// gets pieces of about 64 KB, or of some thousand lines, however many rows there are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

#include "parallel.h"
#include "seenby/render.h"

namespace seenby {

class TextBuffer {
 public:
  explicit TextBuffer(TextSink& sink) : sink_(sink) {}

  /// What is not written yet; append to it.
  std::string& text() { return text_; }

  void end_line() {
    text_ += '\n';
    if (text_.size() >= kFlushBytes) flush();
  }

  /// Lines 0 … count - 1, of which `append(text, line)` appends one without its end; where they are
  /// very many it is called from all threads.
  template <typename Append>
  void append_lines(std::size_t count, std::size_t threads, Append append) {
    if (threads < 2 || count < kLinesOfPiece * 2) {
      for (std::size_t line = 0; line < count; ++line) {
        append(text_, line);
        end_line();
      }
      return;
    }
    flush();
    const auto make = [&](std::size_t piece, std::string& lines) {
      lines.clear();
      const std::size_t end = std::min((piece + 1) * kLinesOfPiece, count);
      for (std::size_t line = piece * kLinesOfPiece; line < end; ++line) {
        append(lines, line);
        lines += '\n';
      }
    };
    run_in_order<std::string>((count + kLinesOfPiece - 1) / kLinesOfPiece, threads, make,
                              [&](const std::string& lines) { sink_.write(lines); });
  }

  /// To be called at the end: the destructor does not write, since writing may throw.
  void flush() {
    if (!text_.empty()) sink_.write(text_);
    text_.clear();
  }

 private:
  static constexpr std::size_t kFlushBytes = std::size_t{64} * 1024;
  /// So many that waiting for their turn is nothing.
  static constexpr std::size_t kLinesOfPiece = 2048;

  TextSink& sink_;
  std::string text_;
};

}  // namespace seenby
