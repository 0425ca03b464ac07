// What every codec needs on its input side: a buffer refilled from the raw stream, the position for
// messages, and the two ways a compressed stream can be bad, worded alike for all codecs.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "seenby/error.h"
#include "seenby/input.h"

namespace seenby {

/// What is thrown of a stream that is bad before its byte `position`.
Error corrupt_at(std::uint64_t position, const std::string& input_name, std::string_view codec,
                 std::string_view why);

class CompressedBytes {
 public:
  /// So many of the bytes handed out before stand before those handed out last: some decoders give
  /// back what they hold.
  static constexpr std::size_t kKept = 8;

  /// `codec` is the word in messages and must outlive this.
  CompressedBytes(std::unique_ptr<ByteSource> raw, std::string input_name, std::string_view codec);

  /// The next bytes, valid until the next call; empty at the end.
  std::span<char> next();

  /// Bytes handed out so far.
  [[nodiscard]] std::uint64_t position() const { return position_; }
  [[nodiscard]] std::uint64_t raw_bytes_read() const { return raw_->raw_bytes_read(); }
  [[nodiscard]] const std::string& input_name() const { return input_name_; }

  /// The stream ended before it was complete.
  [[nodiscard]] Error truncated() const;
  /// `unused` of the bytes handed out were not consumed.
  [[nodiscard]] Error corrupt(std::size_t unused, std::string_view why) const;

 private:
  std::unique_ptr<ByteSource> raw_;
  std::string input_name_;
  std::string_view codec_;
  std::vector<char> buffer_;
  std::size_t last_ = 0;  // bytes handed out last
  std::uint64_t position_ = 0;
};

}  // namespace seenby
