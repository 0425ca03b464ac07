// The state's file among other processes: locks, links that were planted, generations, and a child
// that is killed at every system call of a commit.
#include "files/state_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <set>
#include <thread>

#include "files/written_state.h"
#include "temporary_folder.h"

namespace seenby {
namespace {

using Names = std::vector<std::string>;

std::string all_of(ByteSource& source) {
  std::string all;
  char buffer[7];
  while (const std::size_t got = source.read(buffer, sizeof buffer)) all.append(buffer, got);
  return all;
}

/// Its bytes, or `none`.
std::string state_of(const std::string& path) {
  const StateFile file(path, Waits::kNo);
  const auto bytes = file.read();
  return bytes == nullptr ? "none" : all_of(*bytes);
}

int status_of(pid_t child) {
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

TEST(StateFile, KeepsOneGenerationBack) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  EXPECT_EQ(state_of(path), "none");
  EXPECT_EQ(folder.names(), Names{"state.lock"});
  put(path, "one");
  EXPECT_EQ(folder.names(), (Names{"state", "state.lock"}));
  put(path, "two");
  EXPECT_EQ(folder.names(), (Names{"state", "state.bak", "state.lock"}));
  EXPECT_EQ(folder.read("state.bak"), "one");
  put(path, "three");
  EXPECT_EQ(state_of(path), "three");
  EXPECT_EQ(folder.read("state.bak"), "two");
  EXPECT_EQ(folder.names(), (Names{"state", "state.bak", "state.lock"}));
}

TEST(StateFile, WorksInTheCurrentFolder) {
  const TemporaryFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  put("state", "one");
  put("state", "two");
  std::filesystem::current_path(before);
  EXPECT_EQ(folder.names(), (Names{"state", "state.bak", "state.lock"}));
}

TEST(StateFile, IsForItsOwnerAlone) {
  const TemporaryFolder folder;
  const mode_t before = ::umask(0);
  put(folder.path("state"), "one");
  put(folder.path("state"), "two");
  ::umask(before);
  for (const std::string& name : folder.names()) {
    struct stat status {};
    ASSERT_EQ(::stat(folder.path(name).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << name;
  }
}

TEST(StateFile, StaysAsItWasWithoutCommit) {
  const TemporaryFolder folder;
  put(folder.path("state"), "old");
  {
    StateFile file(folder.path("state"), Waits::kNo);
    file.write("new");
    EXPECT_EQ(folder.names(), (Names{".state.new", "state", "state.lock"}));
  }
  EXPECT_EQ(state_of(folder.path("state")), "old");
  EXPECT_EQ(folder.names(), (Names{"state", "state.lock"}));
}

TEST(StateFile, StaysAsItWasWhenTheDiskIsFull) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  put(path, "old");
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit little{4096, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &little), 0);
  const std::string message = failure_of([&] { put(path, std::string(8192, 'x')); });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(message, path + ": File too large");
  EXPECT_EQ(state_of(path), "old");
  EXPECT_EQ(folder.names(), (Names{"state", "state.lock"}));
}

TEST(StateFile, NeverStartsAnewByAccident) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  put(path, "one");
  put(path, "two");
  std::filesystem::remove(path);
  EXPECT_EQ(failure_of([&] { state_of(path); }),
            path + ": is missing but " + path + ".bak is there; restore it with cp -p " + path +
                ".bak " + path + ", or remove it to start anew");
  std::filesystem::copy(path + ".bak", path);
  EXPECT_EQ(state_of(path), "one");
}

TEST(StateFile, RefusesPlantedLinksAndOtherKinds) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  const std::string link =
      ": is a link, which a state must not be; name the file that it points to";
  folder.write("victim", "precious");
  for (const char* target : {"victim", "nothing"}) {
    std::filesystem::create_symlink(target, path);
    EXPECT_EQ(failure_of([&] { state_of(path); }), path + link);
    std::filesystem::remove(path);
    std::filesystem::remove(path + ".lock");
    std::filesystem::create_symlink(target, path + ".lock");
    EXPECT_EQ(failure_of([&] { state_of(path); }), path + ".lock" + link);
    std::filesystem::remove(path + ".lock");
  }
  std::filesystem::create_symlink("victim", folder.path(".state.new"));
  std::filesystem::create_symlink("victim", folder.path(".state.bak"));
  std::filesystem::create_symlink("victim", folder.path("state.bak"));
  EXPECT_NE(failure_of([&] { state_of(path); }), "no failure");
  std::filesystem::remove(folder.path("state.bak"));
  put(path, "new");
  std::filesystem::create_symlink("victim", folder.path("state.bak"));
  put(path, "newer");
  EXPECT_EQ(folder.read("victim"), "precious");
  EXPECT_FALSE(std::filesystem::is_symlink(folder.path("state.bak")));
  EXPECT_FALSE(std::filesystem::exists(folder.path("nothing")));

  std::filesystem::remove(path);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(failure_of([&] { state_of(path); }),
            path + ": is not a regular file; a state must be one");
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  EXPECT_EQ(failure_of([&] { state_of(path); }),
            path + ": is not a regular file; a state must be one");
}

TEST(StateFile, RefusesAStateThatOthersMayHaveWritten) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  put(path, "one");
  for (const mode_t mode : {0620U, 0602U}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    EXPECT_EQ(failure_of([&] { state_of(path); }),
              path + ": others may write to it; if it is as you left it, chmod 600 " + path);
  }
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  EXPECT_EQ(state_of(path), "one");
  if (::geteuid() != 0) GTEST_SKIP() << "only root may give a file away";
  ASSERT_EQ(::chown(path.c_str(), 12345, 12345), 0);
  EXPECT_EQ(failure_of([&] { state_of(path); }),
            path + ": belongs to another user; run as that user, or take it over with chown");
}

TEST(StateFile, RefusesAMissingFolder) {
  const TemporaryFolder folder;
  const std::string path = folder.path("none/state");
  EXPECT_EQ(failure_of([&] { state_of(path); }), path + ".lock: No such file or directory");
}

TEST(StateFile, IsLockedAgainstOtherProcesses) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  int ready[2] = {};
  int done[2] = {};
  ASSERT_EQ(::pipe(ready), 0);
  ASSERT_EQ(::pipe(done), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    StateFile file(path, Waits::kNo);
    char byte = 1;
    const bool talked = ::write(ready[1], &byte, 1) == 1 && ::read(done[0], &byte, 1) == 1;
    file.write("child");
    file.commit();
    ::_exit(talked ? 0 : 1);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(failure_of([&] { state_of(path); }, ExitCode::kLocked),
            path + ": in use by another run; wait for it with --wait");
  std::string waited;
  std::thread waiting([&] {
    const StateFile file(path, Waits::kYes);
    const auto bytes = file.read();
    waited = bytes == nullptr ? "none" : all_of(*bytes);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  ASSERT_EQ(::write(done[1], &byte, 1), 1);
  waiting.join();
  EXPECT_EQ(waited, "child");
  EXPECT_EQ(status_of(child), 0);
  EXPECT_EQ(state_of(path), "child");
}

TEST(StateFile, LocksTheFileThatIsInPlace) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  auto first = std::make_unique<StateFile>(path, Waits::kNo);
  std::thread waiting([&] {
    const StateFile file(path, Waits::kYes);
    EXPECT_EQ(failure_of([&] { state_of(path); }, ExitCode::kLocked),
              path + ": in use by another run; wait for it with --wait");
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  std::filesystem::remove(path + ".lock");
  first.reset();
  waiting.join();
}

TEST(StateFile, IsRemovedBySignalsBeforeItIsInPlace) {
  const TemporaryFolder folder;
  put(folder.path("state"), "old");
  const pid_t child = ::fork();
  if (child == 0) {
    clean_up_when_interrupted();
    StateFile file(folder.path("state"), Waits::kNo);
    file.write("new");
    ::raise(SIGTERM);
    ::_exit(0);
  }
  const int status = status_of(child);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
  EXPECT_EQ(state_of(folder.path("state")), "old");
  EXPECT_EQ(folder.names(), (Names{"state", "state.lock"}));
}

/// Runs `work` in a child that is killed when it stops at its `stop`-th entry to a system call or
/// return from one. Returns whether it came that far; -1 when it may not be traced.
int killed_at(int stop, const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(2);
    ::raise(SIGSTOP);
    work();
    ::_exit(0);
  }
  int status = status_of(child);
  if (WIFEXITED(status)) return -1;
  for (int i = 0; i < stop; ++i) {
    ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    status = status_of(child);
    if (WIFEXITED(status)) {
      EXPECT_EQ(WEXITSTATUS(status), 0);
      return 0;
    }
  }
  ::kill(child, SIGKILL);
  status = status_of(child);
  EXPECT_TRUE(WIFSIGNALED(status));
  return 1;
}

TEST(StateFile, IsOldOrNewWheneverItsRunIsKilled) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  std::set<std::string> seen;
  int stops = 0;
  for (;; ++stops) {
    std::filesystem::remove(path);
    std::filesystem::remove(path + ".bak");
    put(path, "oldest");
    put(path, "old");
    const int killed = killed_at(stops, [&] { put(path, "new"); });
    if (killed < 0) GTEST_SKIP() << "children may not be traced here";
    const std::string left = state_of(path);
    seen.insert(left);
    ASSERT_TRUE(left == "old" || left == "new") << stops << ' ' << left;
    const std::string backup = folder.read("state.bak");
    ASSERT_TRUE(backup == "old" || (backup == "oldest" && left == "old")) << stops;
    // Whatever was left, the next run works and cleans up.
    put(path, "next");
    ASSERT_EQ(folder.read("state.bak"), left) << stops;
    ASSERT_EQ(folder.names(), (Names{"state", "state.bak", "state.lock"})) << stops;
    if (killed == 0) break;
  }
  EXPECT_GT(stops, 20);
  EXPECT_EQ(seen, (std::set<std::string>{"new", "old"}));
}

}  // namespace
}  // namespace seenby
