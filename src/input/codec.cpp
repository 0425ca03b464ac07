// The table of compressions and the choice among them. The first bytes decide, never the name: they
// are read ahead and then replayed to the codec, so that pipes need no seeking. Limit: a zstd
// stream that opens with a skippable frame is known only by the frame type that pzstd writes.
#include "input/codec.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "input/raw_file.h"

namespace seenby {
namespace {

constexpr std::size_t kLongestMagic = 4;

constexpr std::array kCodecs{
    Codec{"gzip", "\x1f\x8b", open_gzip},
    Codec{"zstd", "\x28\xb5\x2f\xfd", open_zstd},
    Codec{"pzstd", "\x50\x2a\x4d\x18", open_zstd},
};
static_assert(std::all_of(kCodecs.begin(), kCodecs.end(), [](const Codec& codec) {
  return !codec.magic.empty() && codec.magic.size() <= kLongestMagic;
}));

/// Gives back the bytes read ahead, then the rest.
class Replay final : public ByteSource {
 public:
  Replay(std::string head, std::unique_ptr<ByteSource> rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}

  std::size_t read(char* out, std::size_t size) override {
    if (replayed_ == head_.size()) {
      return rest_->read(out, size);
    }
    const std::size_t count = std::min(size, head_.size() - replayed_);
    std::memcpy(out, head_.data() + replayed_, count);
    replayed_ += count;
    return count;
  }

  [[nodiscard]] std::uint64_t raw_bytes_read() const override { return rest_->raw_bytes_read(); }
  [[nodiscard]] bool is_decoded() const override { return rest_->is_decoded(); }

 private:
  std::string head_;
  std::size_t replayed_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

}  // namespace

std::span<const Codec> codecs() { return kCodecs; }

const Codec* codec_of(std::string_view head) {
  const auto* const found = std::find_if(kCodecs.begin(), kCodecs.end(), [&](const Codec& codec) {
    const std::size_t shared = std::min(head.size(), codec.magic.size());
    return head.substr(0, shared) == codec.magic.substr(0, shared);
  });
  return found == kCodecs.end() ? nullptr : found;
}

std::unique_ptr<ByteSource> replay(std::string head, std::unique_ptr<ByteSource> rest) {
  return std::make_unique<Replay>(std::move(head), std::move(rest));
}

std::unique_ptr<ByteSource> decompress(std::unique_ptr<ByteSource> raw, std::string input_name) {
  std::string head;
  const Codec* codec = codec_of(head);
  while (codec != nullptr && head.size() < codec->magic.size()) {
    std::array<char, kLongestMagic> bytes{};
    const std::size_t got = raw->read(bytes.data(), codec->magic.size() - head.size());
    if (got == 0) {
      break;
    }
    head.append(bytes.data(), got);
    codec = codec_of(head);
  }
  if (head.empty()) {
    return raw;
  }
  raw = replay(std::move(head), std::move(raw));
  if (codec == nullptr) {
    return raw;
  }
  return codec->open(std::move(raw), std::move(input_name));
}

std::unique_ptr<ByteSource> open_input(const InputOptions& options, const std::string& path) {
  if (options.opened) {
    if (auto source = options.opened(path)) return source;
  }
  // clang-tidy loses sight of what the opener of a codec is given.
  return options.open ? options.open(path) : open_input(path);
}  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks)

std::unique_ptr<ByteSource> open_input(const std::string& path) {
  return decompress(open_raw_file(path), input_name(path));
}

}  // namespace seenby
