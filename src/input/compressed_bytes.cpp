// Refills the codecs' input buffer. It is as large as a decoder likes to see at once, so that most
// reads of a block need one call of the decoder; it never grows, whatever the stream claims.
#include "input/compressed_bytes.h"

#include <fmt/format.h>

#include <utility>

namespace seenby {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{256} << 10;

}  // namespace

CompressedBytes::CompressedBytes(std::unique_ptr<ByteSource> raw, std::string input_name,
                                 std::string_view codec)
    : raw_(std::move(raw)),
      input_name_(std::move(input_name)),
      codec_(codec),
      buffer_(kBufferBytes) {}

std::span<char> CompressedBytes::next() {
  const std::size_t got = raw_->read(buffer_.data(), buffer_.size());
  position_ += got;
  return {buffer_.data(), got};
}

Error CompressedBytes::truncated() const {
  return {ExitCode::kIo,
          fmt::format("{}: truncated {} stream at byte {}", input_name_, codec_, position_)};
}

Error CompressedBytes::corrupt(std::size_t unused, std::string_view why) const {
  return {ExitCode::kIo, fmt::format("{}: corrupt {} stream at byte {}: {}", input_name_, codec_,
                                     position_ - unused, why)};
}

}  // namespace seenby
