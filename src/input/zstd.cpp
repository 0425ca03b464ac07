// A zstd stream as its bytes, with libzstd: every frame, skippable ones skipped, checksums verified
// where frames carry them. Limits: a frame whose window is above the library's default (128 MiB, as
// `zstd --long=28` and up write) is refused rather than trusted with that much memory, and so is
// one of the formats before zstd 0.8, which the library may know and reads with fewer checks.
#include <fmt/format.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <cstdint>
#include <new>
#include <string>
#include <utility>

#include "input/codec.h"
#include "input/compressed_bytes.h"
#include "word.h"

namespace seenby {
namespace {

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

class Zstd final : public ByteSource {
 public:
  Zstd(std::unique_ptr<ByteSource> raw, std::string input_name)
      : input_(std::move(raw), std::move(input_name), "zstd"), stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) {
      throw std::bad_alloc();
    }
  }

  std::size_t read(char* out, std::size_t size) override {
    ZSTD_outBuffer target{out, size, 0};
    while (target.pos == 0 && size != 0) {
      if (bytes_.pos == bytes_.size && !output_pending_ && !refill()) {
        break;
      }
      const char* const input = static_cast<const char*>(bytes_.src) + bytes_.pos;
      const std::size_t input_before = bytes_.pos;
      const std::size_t output_before = target.pos;
      // A frame's first byte by itself: of one that it sees as a whole the library takes what it
      // otherwise refuses, such as blocks larger than their window.
      ZSTD_inBuffer some = bytes_;
      if (!inside_frame_) some.size = some.pos + 1;
      const std::size_t code = ZSTD_decompressStream(stream_.get(), &target, &some);
      bytes_.pos = some.pos;
      if (ZSTD_isError(code) != 0) {
        fail(code);
      }
      const std::size_t taken = bytes_.pos - input_before;
      header_.append(input, std::min(taken, kMostHeaderBytes - header_.size()));
      frame_bytes_ += target.pos - output_before;
      inside_frame_ = code != 0;
      check_magic();
      if (!inside_frame_) end_frame();
      output_pending_ = inside_frame_ && target.pos == target.size;
    }
    return target.pos;
  }

  [[nodiscard]] std::uint64_t raw_bytes_read() const override { return input_.raw_bytes_read(); }
  [[nodiscard]] bool is_decoded() const override { return true; }

 private:
  bool refill() {
    const std::span<char> bytes = input_.next();
    bytes_ = {bytes.data(), bytes.size(), 0};
    if (bytes.empty() && inside_frame_) {
      throw input_.truncated();
    }
    return !bytes.empty();
  }

  /// What was made of a frame of another format has not left this class yet.
  void check_magic() const {
    if (header_.size() < sizeof(std::uint32_t)) return;
    const std::uint64_t magic = load_as<std::uint32_t>(header_.data());
    const bool skippable = (magic & ZSTD_MAGIC_SKIPPABLE_MASK) == ZSTD_MAGIC_SKIPPABLE_START;
    if (magic != ZSTD_MAGICNUMBER && !skippable) {
      throw input_.corrupt(bytes_.size - bytes_.pos, "a frame of a format before zstd 0.8");
    }
  }

  /// The library compares the size in a frame's header only where it has the whole frame at once.
  void end_frame() {
    const unsigned long long size = ZSTD_getFrameContentSize(header_.data(), header_.size());
    const bool said = size != ZSTD_CONTENTSIZE_UNKNOWN && size != ZSTD_CONTENTSIZE_ERROR;
    if (said && size != frame_bytes_) {
      throw input_.corrupt(bytes_.size - bytes_.pos, "the content has another size than announced");
    }
    header_.clear();
    frame_bytes_ = 0;
  }

  [[noreturn]] void fail(std::size_t code) const {
    const std::size_t unused = bytes_.size - bytes_.pos;
    if (ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge) {
      throw Error(ExitCode::kIo,
                  fmt::format("{}: zstd stream at byte {} needs a window above 128 MiB; "
                              "decompress it with zstd -dc --long=31 and pipe it in",
                              input_.input_name(), input_.position() - unused));
    }
    throw input_.corrupt(unused, ZSTD_getErrorName(code));
  }

  CompressedBytes input_;
  std::unique_ptr<ZSTD_DStream, FreeStream> stream_;
  ZSTD_inBuffer bytes_{nullptr, 0, 0};
  static constexpr std::size_t kMostHeaderBytes = 18;
  std::string header_;             // the first bytes of the frame
  std::uint64_t frame_bytes_ = 0;  // made of it so far
  bool inside_frame_ = false;
  bool output_pending_ = false;  // the decoder may hold bytes that did not fit
};

}  // namespace

std::unique_ptr<ByteSource> open_zstd(std::unique_ptr<ByteSource> raw, std::string input_name) {
  return std::make_unique<Zstd>(std::move(raw), std::move(input_name));
}

}  // namespace seenby
