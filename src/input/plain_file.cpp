// pread(2) and fstat(2), so that several readers share one descriptor without a common place.
#include "input/plain_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include "checksum.h"
#include "input/codec.h"
#include "input/raw_file.h"

namespace seenby {
namespace {

struct stat status_of(int descriptor, const std::string& name) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) refuse_input(name, errno);
  return status;
}

std::size_t read_at(int descriptor, const std::string& name, std::uint64_t offset, char* out,
                    std::size_t size) {
  // Linux takes no more than this at once, and others fail above SSIZE_MAX.
  constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;
  for (;;) {
    const ssize_t got =
        ::pread(descriptor, out, std::min(size, kMostAtOnce), static_cast<off_t>(offset));
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) refuse_input(name, errno);
  }
}

class BytesFrom final : public ByteSource {
 public:
  BytesFrom(std::shared_ptr<const PlainFile> file, std::uint64_t offset)
      : file_(std::move(file)), offset_(offset) {}

  std::size_t read(char* out, std::size_t size) override {
    const std::size_t got = file_->read_at(offset_, out, size);
    offset_ += got;
    return got;
  }

  [[nodiscard]] std::uint64_t raw_bytes_read() const override { return offset_; }

 private:
  std::shared_ptr<const PlainFile> file_;
  std::uint64_t offset_;
};

}  // namespace

bool PlainFile::is_plain(int descriptor, const std::string& name) {
  if (!S_ISREG(status_of(descriptor, name).st_mode)) return false;
  std::array<char, 8> head{};
  const std::size_t size = seenby::read_at(descriptor, name, 0, head.data(), head.size());
  return codec_of({head.data(), size}) == nullptr;
}

PlainFile::PlainFile(int descriptor, std::string name)
    : descriptor_(descriptor), name_(std::move(name)) {
  // Only advice; nothing is lost where it is refused.
  static_cast<void>(posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL));
}

PlainFile::~PlainFile() { ::close(descriptor_); }

std::size_t PlainFile::read_at(std::uint64_t offset, char* out, std::size_t size) const {
  return seenby::read_at(descriptor_, name_, offset, out, size);
}

std::uint64_t PlainFile::size() const {
  return static_cast<std::uint64_t>(status_of(descriptor_, name_).st_size);
}

std::optional<std::uint64_t> PlainFile::checksum(std::uint64_t from, std::uint64_t to,
                                                 std::uint64_t before) const {
  constexpr std::uint64_t kBufferBytes = std::uint64_t{256} << 10;
  std::vector<char> buffer(std::min(to - from, kBufferBytes));
  while (from < to) {
    const std::size_t got = read_at(from, buffer.data(), std::min(to - from, kBufferBytes));
    if (got == 0) return std::nullopt;
    before = crc64(before, {buffer.data(), got});
    from += got;
  }
  return before;
}

std::unique_ptr<ByteSource> bytes_from(std::shared_ptr<const PlainFile> file,
                                       std::uint64_t offset) {
  return std::make_unique<BytesFrom>(std::move(file), offset);
}

}  // namespace seenby
