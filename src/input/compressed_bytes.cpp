// Refills the codecs' input buffer. It is as large as a decoder likes to see at once, so that most
// reads of a block need one call of the decoder; it never grows, whatever the stream claims.
#include "input/compressed_bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace seenby {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{256} << 10;

}  // namespace

Error corrupt_at(std::uint64_t position, const std::string& input_name, std::string_view codec,
                 std::string_view why) {
  return {ExitCode::kIo,
          fmt::format("{}: corrupt {} stream at byte {}: {}", input_name, codec, position, why)};
}

CompressedBytes::CompressedBytes(std::unique_ptr<ByteSource> raw, std::string input_name,
                                 std::string_view codec)
    : raw_(std::move(raw)),
      input_name_(std::move(input_name)),
      codec_(codec),
      buffer_(kKept + kBufferBytes) {}

std::span<char> CompressedBytes::next() {
  std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(last_), kKept, buffer_.begin());
  last_ = raw_->read(buffer_.data() + kKept, kBufferBytes);
  position_ += last_;
  return {buffer_.data() + kKept, last_};
}

Error CompressedBytes::truncated() const {
  return {ExitCode::kIo,
          fmt::format("{}: truncated {} stream at byte {}", input_name_, codec_, position_)};
}

Error CompressedBytes::corrupt(std::size_t unused, std::string_view why) const {
  return corrupt_at(position_ - unused, input_name_, codec_, why);
}

}  // namespace seenby
