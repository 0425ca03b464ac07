// The handler reads a fixed array of pointers to paths. A pointer may outlive its file by the
// moment between rename(2) and forget(): to unlink what is no longer there does nothing.
#include "files/interruption.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <cerrno>
#include <csignal>
#include <cstdio>

namespace seenby {
namespace {

constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};
constexpr std::size_t kMostFiles = 16;

using PathPointer = std::atomic<const char*>;
static_assert(PathPointer::is_always_lock_free);
std::array<PathPointer, kMostFiles> temporary_paths{};

sigset_t signal_set() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : kSignals) sigaddset(&set, signal);
  return set;
}

extern "C" void unlink_and_die(int signal) {
  remove_temporary_files();
  // SA_RESETHAND has put the default action back; it is taken when this returns.
  ::raise(signal);
}

class SignalsHeld {
 public:
  SignalsHeld() {
    const sigset_t held = signal_set();
    ::pthread_sigmask(SIG_BLOCK, &held, &before_);
  }
  ~SignalsHeld() {
    const int reason = errno;
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = reason;
  }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

void remove_temporary_files() noexcept {
  for (const PathPointer& path : temporary_paths) {
    if (const char* const text = path.load()) ::unlink(text);
  }
}

void clean_up_when_interrupted() {
  for (const int signal : kSignals) {
    struct sigaction action {};
    if (::sigaction(signal, nullptr, &action) != 0 || action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = unlink_and_die;
    action.sa_mask = signal_set();
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigaction(signal, &action, nullptr);
  }
}

TemporaryPath::~TemporaryPath() {
  if (path_.empty()) return;
  ::unlink(path_.c_str());
  forget();
}

int TemporaryPath::create(const std::string& path, mode_t mode) {
  assert(path_.empty());
  // Copied first: out of memory, a process may end in the copy, and the file is not known before.
  std::string name = path;
  const SignalsHeld held;
  const int descriptor =
      ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (descriptor < 0) return descriptor;
  path_.swap(name);
  const auto free = std::find(temporary_paths.begin(), temporary_paths.end(), nullptr);
  assert(free != temporary_paths.end());
  free->store(path_.c_str());
  return descriptor;
}

bool TemporaryPath::put_in_place(const std::string& target) {
  if (std::rename(path_.c_str(), target.c_str()) != 0) return false;
  forget();
  return true;
}

void TemporaryPath::forget() {
  const auto mine = std::find(temporary_paths.begin(), temporary_paths.end(), path_.c_str());
  mine->store(nullptr);
  path_.clear();
}

}  // namespace seenby
