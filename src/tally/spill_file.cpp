// The file is made under a new name and unlinked at once. Space is given back by punching holes;
// where that is not to be had it comes back with the end.
#include "tally/spill_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "seenby/error.h"

namespace seenby {
namespace {

/// One call's worth: Linux takes at most 2 GB.
constexpr std::size_t kMostBytesAtOnce = std::size_t{1} << 30;

std::string default_folder() {
  const char* const given = std::getenv("TMPDIR");
  if (given != nullptr && *given != '\0') return given;
  return ::access("/var/tmp", W_OK) == 0 ? "/var/tmp" : "/tmp";
}

std::string size_text(std::uint64_t bytes) {
  const auto megabytes = static_cast<double>(bytes) / 1e6;
  return megabytes < 1000 ? fmt::format("{:.1f} MB", megabytes)
                          : fmt::format("{:.1f} GB", megabytes / 1000);
}

}  // namespace

SpillFile::~SpillFile() {
  if (file_ >= 0) ::close(file_);
}

void SpillFile::open() {
  const std::lock_guard lock(mutex_);
  if (file_ >= 0) return;
  if (folder_.empty()) folder_ = default_folder();
  std::string path = folder_ + "/seenby-XXXXXX";
  const int file = ::mkostemp(path.data(), O_CLOEXEC);  // 0600, and never one that is there
  if (file < 0) fail("be made", errno);
  ::unlink(path.c_str());
  file_ = file;
}

void SpillFile::fail(const char* what, int error) const {
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
    throw Error(ExitCode::kIo,
                fmt::format("temporary space in {} is exhausted after {}; the run needs {}: set "
                            "TMPDIR to a larger disk or raise --memory",
                            folder_, size_text(bytes()), needed_text()));
  }
  throw Error(ExitCode::kIo,
              fmt::format("a temporary file in {} cannot {}: {}; set TMPDIR to another folder or "
                          "raise --memory",
                          folder_, what, std::strerror(error)));
}

/// As if the rest of the input were like what was read of it.
std::string SpillFile::needed_text() const {
  const std::uint64_t done = done_;
  const std::uint64_t total = total_;
  if (done == 0 || done >= total) return "more";
  const double memory = static_cast<double>(memory_bytes_);
  const double share = static_cast<double>(done) / static_cast<double>(total);
  const double needed = (static_cast<double>(bytes()) + memory) / share - memory;
  return "about " + size_text(static_cast<std::uint64_t>(needed));
}

SpillExtent SpillFile::reserve(std::uint64_t bytes) {
  if (file_ < 0) open();
  bytes_ += bytes;
  return {end_.fetch_add(bytes), bytes};
}

void SpillFile::write(std::uint64_t offset, const void* from, std::size_t bytes) {
  const char* next = static_cast<const char*>(from);
  while (bytes > 0) {
    const ssize_t written =
        ::pwrite(file_, next, std::min(bytes, kMostBytesAtOnce), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail("be written", written < 0 ? errno : ENOSPC);
    next += written;
    offset += static_cast<std::uint64_t>(written);
    bytes -= static_cast<std::size_t>(written);
  }
}

SpillExtent SpillFile::append(const void* from, std::size_t bytes) {
  const SpillExtent extent = reserve(bytes);
  write(extent.offset, from, bytes);
  return extent;
}

void SpillFile::read(std::uint64_t offset, void* to, std::size_t bytes) const {
  char* next = static_cast<char*>(to);
  while (bytes > 0) {
    const ssize_t got =
        ::pread(file_, next, std::min(bytes, kMostBytesAtOnce), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail("be read back", got < 0 ? errno : EIO);
    next += got;
    offset += static_cast<std::uint64_t>(got);
    bytes -= static_cast<std::size_t>(got);
  }
}

void SpillFile::release(const SpillExtent& extent) noexcept {
  if (extent.bytes == 0) return;
  bytes_ -= extent.bytes;
#ifdef FALLOC_FL_PUNCH_HOLE
  static_cast<void>(::fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                                static_cast<off_t>(extent.offset),
                                static_cast<off_t>(extent.bytes)));
#endif
}

void SpillFile::note_progress(std::uint64_t done, std::uint64_t total) noexcept {
  done_.store(done, std::memory_order_relaxed);
  total_.store(total, std::memory_order_relaxed);
}

}  // namespace seenby
