// Reads files with read(2): interrupted calls are retried, a descriptor left non-blocking by its
// previous owner is waited for. Standard input is read from descriptor 0 and never closed.
#include "input/raw_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <system_error>
#include <utility>

#include "seenby/error.h"

namespace seenby {
namespace {

constexpr std::string_view kStandardInput = "-";

std::string reason(int error_number) {
  switch (error_number) {
    case ENOENT:
      return "no such file";
    case EISDIR:
      return "is a folder; name its files, or list them with --files-from";
    default: {
      std::string text = std::generic_category().message(error_number);
      if (!text.empty()) {
        text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
      }
      return text;
    }
  }
}

class RawFile final : public ByteSource {
 public:
  enum class Ownership : std::uint8_t { kOwned, kBorrowed };

  RawFile(int descriptor, Ownership ownership, std::string name)
      : descriptor_(descriptor), ownership_(ownership), name_(std::move(name)) {
    // Only advice: a pipe refuses it, and nothing is lost.
    static_cast<void>(posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL));
  }

  ~RawFile() override {
    if (ownership_ == Ownership::kOwned) {
      ::close(descriptor_);
    }
  }

  std::size_t read(char* out, std::size_t size) override {
    // Linux takes no more than this at once, and others fail above SSIZE_MAX.
    constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;
    for (;;) {
      const ssize_t got = ::read(descriptor_, out, std::min(size, kMostAtOnce));
      if (got >= 0) {
        bytes_read_ += static_cast<std::uint64_t>(got);
        return static_cast<std::size_t>(got);
      }
      if (errno == EAGAIN || errno == EWOULDBLOCK) {
        wait_until_readable();
      } else if (errno != EINTR) {
        refuse_input(name_, errno);
      }
    }
  }

  [[nodiscard]] std::uint64_t raw_bytes_read() const override { return bytes_read_; }

 private:
  void wait_until_readable() const {
    pollfd waiting{descriptor_, POLLIN, 0};
    if (::poll(&waiting, 1, -1) < 0 && errno != EINTR) {
      refuse_input(name_, errno);
    }
  }

  int descriptor_;
  Ownership ownership_;
  std::string name_;
  std::uint64_t bytes_read_ = 0;
};

}  // namespace

std::string input_name(const std::string& path) {
  return path == kStandardInput ? "standard input" : path;
}

std::optional<std::uint64_t> check_input(const std::string& path) {
  const bool standard_input = path == kStandardInput;
  struct stat status {};
  if ((standard_input ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status)) != 0) {
    refuse_input(input_name(path), errno);
  }
  if (S_ISDIR(status.st_mode)) {
    refuse_input(input_name(path), EISDIR);
  }
  if (!standard_input && ::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0) {
    refuse_input(input_name(path), errno);
  }
  if (!S_ISREG(status.st_mode)) {
    return std::nullopt;
  }
  // A shell may have read the first lines of our standard input already.
  const off_t start = standard_input ? std::max<off_t>(::lseek(STDIN_FILENO, 0, SEEK_CUR), 0) : 0;
  return static_cast<std::uint64_t>(std::max<off_t>(status.st_size - start, 0));
}

std::unique_ptr<ByteSource> open_raw_file(const std::string& path) {
  if (path == kStandardInput) {
    return std::make_unique<RawFile>(STDIN_FILENO, RawFile::Ownership::kBorrowed, input_name(path));
  }
  return raw_file_of(open_descriptor(path), path);
}

int open_descriptor(const std::string& path) {
  int descriptor = -1;
  do {
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) {
    refuse_input(path, errno);
  }
  return descriptor;
}

std::unique_ptr<ByteSource> raw_file_of(int descriptor, std::string name) {
  return std::make_unique<RawFile>(descriptor, RawFile::Ownership::kOwned, std::move(name));
}

void refuse_input(const std::string& name, int error_number) {
  throw Error(ExitCode::kIo, fmt::format("{}: {}", name, reason(error_number)));
}

}  // namespace seenby
