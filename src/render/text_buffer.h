// Text on its way to a sink: a renderer appends to text() and ends its lines here, and the sink
// gets pieces of about 64 KB however many rows there are.
#pragma once

#include <cstddef>
#include <string>

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

  /// To be called at the end: the destructor does not write, since writing may throw.
  void flush() {
    if (!text_.empty()) sink_.write(text_);
    text_.clear();
  }

 private:
  static constexpr std::size_t kFlushBytes = std::size_t{64} * 1024;

  TextSink& sink_;
  std::string text_;
};

}  // namespace seenby
