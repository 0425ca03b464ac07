// What comes in the way of a state while its run holds it or waits for it.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <thread>

#include "files/written_state.h"
#include "temporary_folder.h"

namespace seenby {
namespace {

namespace fs = std::filesystem;

constexpr auto kMoment = std::chrono::milliseconds(1);

TEST(StateFile, IsNotWrittenWhereAFolderHasItsHiddenName) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  put(path, "old");
  fs::create_directory(folder.path(".state.new"));
  EXPECT_EQ(failure_of([&] { put(path, "new"); }), path + ": File exists");
  EXPECT_EQ(folder.read("state"), "old");
}

TEST(StateFile, StaysAsItWasWhereItsBackupCannotBe) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  put(path, "old");
  fs::create_directory(path + ".bak");
  EXPECT_EQ(failure_of([&] { put(path, "new"); }), path + ".bak: Is a directory");
  EXPECT_EQ(folder.read("state"), "old");
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"state", "state.bak", "state.lock"}));
}

TEST(StateFile, IsNotPutInThePlaceOfAFolder) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  StateFile file(path, Waits::kNo);
  file.write("new");
  fs::create_directory(path);
  EXPECT_EQ(failure_of([&] { file.commit(); }), path + ": Operation not permitted");
  EXPECT_TRUE(fs::is_directory(path));
}

TEST(StateFile, SaysSoWhenWhatItWroteWasRemoved) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  StateFile file(path, Waits::kNo);
  file.write("new");
  fs::remove(folder.path(".state.new"));
  EXPECT_EQ(failure_of([&] { file.commit(); }), path + ": No such file or directory");
  EXPECT_FALSE(fs::exists(path));
}

TEST(StateFile, LocksTheNewFileWhereItsLockWasReplaced) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  auto first = std::make_unique<StateFile>(path, Waits::kNo);
  std::thread waiting([&] {
    const StateFile file(path, Waits::kYes);
    EXPECT_EQ(failure_of([&] { put(path, "other"); }, ExitCode::kLocked),
              path + ": in use by another run; wait for it with --wait");
  });
  std::this_thread::sleep_for(20 * kMoment);
  fs::rename(path + ".lock", path + ".old");
  folder.write("state.lock", "");
  first.reset();
  waiting.join();
  put(path, "done");
}

TEST(StateFile, SaysSoWhenItsFolderIsNoneAnyMore) {
  const TemporaryFolder folder;
  fs::create_directory(folder.path("sub"));
  const std::string path = folder.path("sub/state");
  auto first = std::make_unique<StateFile>(path, Waits::kNo);
  std::thread waiting([&] {
    EXPECT_EQ(failure_of([&] { const StateFile file(path, Waits::kYes); }),
              path + ".lock: Not a directory");
  });
  std::this_thread::sleep_for(20 * kMoment);
  fs::rename(folder.path("sub"), folder.path("moved"));
  folder.write("sub", "");
  first.reset();
  waiting.join();
}

TEST(StateFile, IsWaitedForThoughSignalsCome) {
  struct sigaction interrupts {};
  struct sigaction before {};
  interrupts.sa_handler = [](int) {};
  ASSERT_EQ(::sigaction(SIGUSR1, &interrupts, &before), 0);
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  auto first = std::make_unique<StateFile>(path, Waits::kNo);
  std::atomic<bool> is_done = false;
  std::thread waiting([&] {
    const StateFile file(path, Waits::kYes);
    is_done = true;
  });
  for (int i = 0; i < 20; ++i) {
    std::this_thread::sleep_for(kMoment);
    ::pthread_kill(waiting.native_handle(), SIGUSR1);
  }
  EXPECT_FALSE(is_done);
  first.reset();
  waiting.join();
  EXPECT_TRUE(is_done);
  ::sigaction(SIGUSR1, &before, nullptr);
}

TEST(StateFile, KnowsWhatCanBeDoneAboutDamage) {
  const TemporaryFolder folder;
  const std::string path = folder.path("state");
  put(path, "one");
  EXPECT_EQ(StateFile(path, Waits::kNo).advice_if_damaged(),
            "remove " + path + " to count all logs anew");
  put(path, "two");
  EXPECT_EQ(StateFile(path, Waits::kNo).advice_if_damaged(),
            "go back to the state before it with cp -p " + path + ".bak " + path);
}

}  // namespace
}  // namespace seenby
