// The order of commit() is what makes it safe: the new state is on the disk before anything is
// renamed, `.bak` gets the old one by a second name before the old one's first name is taken, and
// each name changes in one rename(2).
#include "files/state_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "files/durable.h"
#include "input/raw_file.h"
#include "seenby/error.h"

namespace seenby {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

[[noreturn]] void refuse(std::string_view path, std::string_view why) {
  throw Error(ExitCode::kIo, fmt::format("{}: {}", path, why));
}

[[noreturn]] void refuse_for(std::string_view path, int error_number) {
  if (error_number == ELOOP) {
    refuse(path, "is a link, which a state must not be; name the file that it points to");
  }
  refuse(path, std::strerror(error_number));
}

int open_retrying(const std::string& path, int flags) {
  for (;;) {
    const int descriptor =
        ::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, kOwnerOnly);
    if (descriptor >= 0 || errno != EINTR) return descriptor;
  }
}

bool exists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

/// Whether the descriptor's file is the one of that name, which others may have removed.
bool is_in_place(int descriptor, const std::string& path) {
  struct stat opened {};
  struct stat named {};
  if (::fstat(descriptor, &opened) != 0) refuse_for(path, errno);
  if (::lstat(path.c_str(), &named) != 0) {
    if (errno != ENOENT) refuse_for(path, errno);
    return false;
  }
  return opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

void refuse_unsafe(const std::string& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode)) refuse(path, "is not a regular file; a state must be one");
  if (status.st_uid != ::geteuid()) {
    refuse(path, "belongs to another user; run as that user, or take it over with chown");
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    refuse(path,
           fmt::format("others may write to it; if it is as you left it, chmod 600 {}", path));
  }
}

/// Throws only when the disk fails.
void sync_folder_of(const std::string& path) {
  const fs::path parent = fs::path(path).parent_path();
  const int failure = sync_folder(parent.empty() ? "." : parent.c_str());
  if (failure == EIO || failure == ENOSPC || failure == EDQUOT) refuse_for(path, failure);
}

}  // namespace

StateFile::StateFile(std::string path, Waits waits) : path_(std::move(path)) {
  take_lock(waits);
  ::unlink(beside("new").c_str());
  ::unlink(beside("bak").c_str());
}

StateFile::~StateFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  ::close(lock_);
}

void StateFile::take_lock(Waits waits) {
  const std::string path = path_ + ".lock";
  for (;;) {
    lock_ = open_retrying(path, O_RDWR | O_CREAT);
    if (lock_ < 0) refuse_for(path, errno);
    while (::flock(lock_, LOCK_EX | (waits == Waits::kNo ? LOCK_NB : 0)) != 0) {
      if (errno == EINTR) continue;
      const int failure = errno;
      ::close(std::exchange(lock_, -1));
      if (failure != EWOULDBLOCK) refuse_for(path, failure);
      throw Error(ExitCode::kLocked,
                  fmt::format("{}: in use by another run; wait for it with --wait", path_));
    }
    if (is_in_place(lock_, path)) return;
    ::close(std::exchange(lock_, -1));
  }
}

std::unique_ptr<ByteSource> StateFile::read() const {
  const int descriptor = open_retrying(path_, O_RDONLY);
  if (descriptor < 0 && errno == ENOENT) {
    if (!exists(backup())) return nullptr;
    refuse(path_, fmt::format("is missing but {0} is there; restore it with cp -p {0} {1}, or "
                              "remove it to start anew",
                              backup(), path_));
  }
  if (descriptor < 0) refuse_for(path_, errno);
  std::unique_ptr<ByteSource> bytes = raw_file_of(descriptor, path_);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) fail();
  refuse_unsafe(path_, status);
  return bytes;
}

std::string StateFile::advice_if_damaged() const {
  if (!exists(backup())) return fmt::format("remove {} to count all logs anew", path_);
  return fmt::format("go back to the state before it with cp -p {} {}", backup(), path_);
}

void StateFile::write(std::string_view bytes) {
  if (descriptor_ < 0) {
    descriptor_ = temporary_.create(beside("new"), kOwnerOnly);
    if (descriptor_ < 0) fail();
  }
  if (!write_all(descriptor_, bytes)) fail();
}

void StateFile::commit() {
  write({});  // even a state of no bytes has a file
  if (::fsync(descriptor_) != 0) fail();
  // It is closed even when close(2) fails.
  if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) fail();
  keep_backup();
  if (!temporary_.put_in_place(path_)) fail();
  sync_folder_of(path_);
}

void StateFile::keep_backup() const {
  const std::string hidden = beside("bak");
  if (::link(path_.c_str(), hidden.c_str()) != 0) {
    if (errno == ENOENT) return;
    fail();
  }
  const bool done = std::rename(hidden.c_str(), backup().c_str()) == 0;
  const int failure = errno;
  // Two names of one file, as a run leaves them that was killed right after this, are not renamed.
  ::unlink(hidden.c_str());
  if (!done) refuse_for(backup(), failure);
}

std::string StateFile::backup() const { return path_ + ".bak"; }

/// A hidden name in the state's folder.
std::string StateFile::beside(std::string_view suffix) const {
  const fs::path path(path_);
  return (path.parent_path() / fmt::format(".{}.{}", path.filename().string(), suffix)).string();
}

void StateFile::fail() const { refuse_for(path_, errno); }

}  // namespace seenby
