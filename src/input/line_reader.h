// Cuts one input into blocks of whole lines, or into pieces of an oversized line. What follows a
// block's last newline is carried to the next block, so that each block can be parsed alone. Holds
// at most about max_line_bytes, whatever the input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "input/mark_pen.h"
#include "seenby/input.h"

namespace seenby {

struct LineLimits {
  std::size_t block_bytes = 0;
  std::size_t max_line_bytes = 0;
};

/// Where in its content an input is read from, and to where.
struct LineRange {
  enum class From : std::uint8_t {
    kStart,
    kLine,        ///< the start of a later line
    kInsideLine,  ///< a place within a line that was handed out before; its rest is skipped
  };
  From from = From::kStart;
  LastLine last_line = LastLine::kCounted;
  MarkPen* pen = nullptr;  ///< is given every byte that is handed out or skipped; may be null
};

class LineReader {
 public:
  /// `name` is how messages call the input.
  LineReader(std::unique_ptr<ByteSource> source, std::string name, LineLimits limits,
             LineRange range = {});

  /// The input's first whole lines: those of its first `bytes` bytes, or its first line where that
  /// is longer. Empty when even that one is oversized. Call before next(), which still yields them;
  /// the view lives until then.
  std::string_view first_lines(std::size_t bytes);

  /// Fills kind, index and bytes of `block`; false at the end. Throws Error(kIo): see BlockStream.
  bool next(Block& block);

  /// Reads what comes before the first line to be handed out; next() does it too.
  void start();

  /// Behind the last newline and not handed out, known at the end.
  [[nodiscard]] std::uint64_t bytes_waiting() const { return bytes_waiting_; }
  [[nodiscard]] std::uint64_t raw_bytes_read() const { return source_->raw_bytes_read(); }
  [[nodiscard]] bool is_decoded() const { return source_->is_decoded(); }

 private:
  void skip_byte_order_mark();
  void skip_rest_of_line();
  bool next_lines(Block& block);
  void next_piece(Block& block);
  std::size_t fill(Block& block, std::size_t size, std::size_t limit);
  void finish(Block& block, Block::Kind kind, std::size_t size);
  void finish_unended(Block& block, Block::Kind kind, std::size_t size);
  void leave_check(Block& block, std::size_t size);
  void check_here(std::string_view bytes, std::size_t from);
  void draw(std::string_view bytes);
  void check_text(const Block& block) const;

  std::unique_ptr<ByteSource> source_;
  std::string name_;
  LineLimits limits_;
  LineRange range_;
  std::string carried_;         // read, but behind the last block's end
  ByteSource::LeftCheck left_;  // of what is handed out next, but for its first
  std::size_t checked_ = 0;     // bytes
  std::size_t skipped_bytes_ = 0;
  std::uint64_t blocks_ = 0;
  std::uint64_t bytes_waiting_ = 0;
  bool started_ = false;
  bool ended_ = false;  // asking a terminal again would wait again
  bool inside_oversized_ = false;
};

}  // namespace seenby
