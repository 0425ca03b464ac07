// Text on its way to a sink: a renderer appends to text() and ends its lines here, and the sink
// gets pieces of about 64 KB, or of some thousand lines, however many rows there are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

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
    if (threads < 2 || count < kLinesOfThread * 2) {
      for (std::size_t line = 0; line < count; ++line) {
        append(text_, line);
        end_line();
      }
      return;
    }
    flush();
    std::vector<std::string> pieces(threads);
    for (std::size_t begin = 0; begin < count; begin += threads * kLinesOfThread) {
      run_on_threads(threads, [&](std::size_t thread) {
        std::string& piece = pieces[thread];
        piece.clear();
        const std::size_t first = begin + thread * kLinesOfThread;
        const std::size_t end = std::min(first + kLinesOfThread, count);
        for (std::size_t line = first; line < end; ++line) {
          append(piece, line);
          piece += '\n';
        }
      });
      for (const std::string& piece : pieces) {
        if (!piece.empty()) sink_.write(piece);
      }
    }
  }

  /// To be called at the end: the destructor does not write, since writing may throw.
  void flush() {
    if (!text_.empty()) sink_.write(text_);
    text_.clear();
  }

 private:
  static constexpr std::size_t kFlushBytes = std::size_t{64} * 1024;
  /// So many that starting a thread for them is nothing.
  static constexpr std::size_t kLinesOfThread = 2048;

  TextSink& sink_;
  std::string text_;
};

}  // namespace seenby
