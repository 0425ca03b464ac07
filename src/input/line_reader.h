// Cuts one input into blocks of whole lines, or into pieces of an oversized line. What follows a
// block's last newline is carried to the next block, so that each block can be parsed alone. Holds
// at most about max_line_bytes, whatever the input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "seenby/input.h"

namespace seenby {

struct LineLimits {
  std::size_t block_bytes = 0;
  std::size_t max_line_bytes = 0;
};

class LineReader {
 public:
  /// `name` is how messages call the input.
  LineReader(std::unique_ptr<ByteSource> source, std::string name, LineLimits limits);

  /// The input's first whole lines: those of its first `bytes` bytes, or its first line where that
  /// is longer. Empty when even that one is oversized. Call before next(), which still yields them;
  /// the view lives until then.
  std::string_view first_lines(std::size_t bytes);

  /// Fills kind, index and bytes of `block`; false at the end. Throws Error(kIo): see BlockStream.
  bool next(Block& block);

  [[nodiscard]] std::uint64_t raw_bytes_read() const { return source_->raw_bytes_read(); }

 private:
  void start();
  void skip_byte_order_mark();
  bool next_lines(Block& block);
  void next_piece(Block& block);
  std::size_t fill(Block& block, std::size_t size, std::size_t limit);
  void finish(Block& block, Block::Kind kind, std::size_t size);
  void check_text(const Block& block) const;

  std::unique_ptr<ByteSource> source_;
  std::string name_;
  LineLimits limits_;
  std::string carried_;  // read, but behind the last block's end
  std::size_t skipped_bytes_ = 0;
  std::uint64_t blocks_ = 0;
  bool started_ = false;
  bool ended_ = false;  // asking a terminal again would wait again
  bool inside_oversized_ = false;
};

}  // namespace seenby
