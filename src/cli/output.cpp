// open(2) to rename(2), by the book: O_EXCL under a random name in the same folder, fsync of the
// file, rename, fsync of the folder.
#include "cli/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>
#include <random>
#include <system_error>

#include "files/durable.h"
#include "seenby/error.h"

namespace seenby {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBufferBytes = std::size_t{64} << 10;

/// The descriptor that a path such as /dev/stdout or /dev/fd/3 names. Opened by its path, a log
/// that stdout is appended to would be a regular file, and be replaced.
std::optional<int> named_descriptor(std::string_view path) {
  if (path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    const std::string_view digits = path.substr(folder.size());
    int descriptor = 0;
    const auto [stop, failure] =
        std::from_chars(digits.data(), digits.data() + digits.size(), descriptor);
    if (failure == std::errc() && stop == digits.data() + digits.size()) return descriptor;
  }
  return std::nullopt;
}

/// What a link points to at last, whether that exists or not.
fs::path without_links(fs::path path) {
  constexpr int kMostLinks = 40;
  std::error_code failure;
  for (int i = 0; i < kMostLinks && fs::is_symlink(path, failure); ++i) {
    const fs::path next = fs::read_symlink(path, failure);
    if (failure) break;
    path = path.parent_path() / next;
  }
  return path;
}

std::string random_suffix() {
  constexpr std::string_view kLetters = "0123456789abcdefghijklmnopqrstuvwxyz";
  std::random_device random;
  std::uniform_int_distribution<std::size_t> pick(0, kLetters.size() - 1);
  std::string suffix;
  for (int i = 0; i < 6; ++i) suffix += kLetters[pick(random)];
  return suffix;
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

}  // namespace

OutputFile::OutputFile(const std::string& path) : name_(path) {
  if (path == "-") name_ = "standard output";
  const std::optional<int> stream = path == "-" ? STDOUT_FILENO : named_descriptor(path);
  if (stream) {
    open_directly(*stream);
    return;
  }
  target_ = without_links(path).string();
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    // A folder fails here with "Is a directory".
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor_ < 0) fail();
    target_.clear();
  } else {
    open_temporary();
  }
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void OutputFile::open_directly(int source_descriptor) {
  is_standard_output_ = source_descriptor == STDOUT_FILENO;
  descriptor_ = ::fcntl(source_descriptor, F_DUPFD_CLOEXEC, 3);
  if (descriptor_ < 0) fail();
}

void OutputFile::open_temporary() {
  constexpr int kTries = 100;
  constexpr std::size_t kMostNameBytes = 200;  // leaves room for the suffix: names end at 255
  const fs::path target(target_);
  const std::string stem = target.filename().string().substr(0, kMostNameBytes);
  for (int i = 0; i < kTries; ++i) {
    const std::string path =
        (folder_of(target) / fmt::format(".{}.{}", stem, random_suffix())).string();
    descriptor_ = temporary_.create(path);
    if (descriptor_ >= 0) return;
    if (errno != EEXIST) break;
  }
  fail();
}

void OutputFile::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kBufferBytes) flush();
}

void OutputFile::flush() {
  if (!write_all(descriptor_, buffer_)) fail();
  buffer_.clear();
}

void OutputFile::commit() {
  flush();
  if (target_.empty()) {
    close_checked();
    return;
  }
  if (::fsync(descriptor_) != 0) fail();
  close_checked();
  if (!temporary_.put_in_place(target_)) fail();
  // The report is in its place; where its folder cannot be flushed, there is nothing to be done.
  static_cast<void>(sync_folder(folder_of(target_).c_str()));
}

void OutputFile::close_checked() {
  const int descriptor = descriptor_;
  descriptor_ = -1;  // closed even when close(2) fails
  if (::close(descriptor) != 0 && errno != EINTR) fail();
}

bool OutputFile::is_terminal() const { return ::isatty(descriptor_) == 1; }

std::size_t OutputFile::terminal_width() const {
  winsize size{};
  return ::ioctl(descriptor_, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void OutputFile::fail() const {
  const int reason = errno;
  if (is_standard_output_ && reason == EPIPE) throw ClosedPipe();
  throw Error(ExitCode::kIo, fmt::format("{}: {}", name_, std::strerror(reason)));
}

void reserve_standard_streams() {
  for (const auto& [stream, mode] :
       {std::pair{STDIN_FILENO, O_WRONLY}, {STDOUT_FILENO, O_RDONLY}, {STDERR_FILENO, O_RDWR}}) {
    // The lowest free descriptor is the one asked about, since those below it are open by now.
    if (::fcntl(stream, F_GETFD) < 0) static_cast<void>(::open("/dev/null", mode));
  }
}

}  // namespace seenby
