// Pipes that are full and signals that come while they are.
#include "files/durable.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>

namespace seenby {
namespace {

constexpr auto kMoment = std::chrono::milliseconds(1);

/// More than a pipe holds.
const std::string kText = [] {
  std::string text;
  while (text.size() < (std::size_t{1} << 20)) text += std::to_string(text.size()) + '\n';
  return text;
}();

class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe2(ends_, O_CLOEXEC), 0); }
  ~Pipe() {
    ::close(ends_[0]);
    close_writer();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] int writer() const { return ends_[1]; }
  void close_writer() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  [[nodiscard]] std::string read_all() const {
    std::string all;
    char buffer[10'000];
    for (ssize_t got = 1; got > 0;) {
      got = ::read(ends_[0], buffer, sizeof buffer);
      if (got > 0) all.append(buffer, static_cast<std::size_t>(got));
    }
    return all;
  }

 private:
  int ends_[2] = {-1, -1};
};

TEST(WriteAll, WaitsForAPipeThatDoesNotBlock) {
  Pipe pipe;
  ASSERT_EQ(::fcntl(pipe.writer(), F_SETFL, O_NONBLOCK), 0);
  std::thread writer([&pipe] {
    EXPECT_TRUE(write_all(pipe.writer(), kText));
    pipe.close_writer();
  });
  std::this_thread::sleep_for(20 * kMoment);
  EXPECT_TRUE(pipe.read_all() == kText);
  writer.join();
}

TEST(WriteAll, GoesOnAfterASignal) {
  struct sigaction interrupts {};
  struct sigaction before {};
  interrupts.sa_handler = [](int) {};
  ASSERT_EQ(::sigaction(SIGUSR1, &interrupts, &before), 0);
  Pipe pipe;
  std::atomic<bool> is_done = false;
  std::thread writer([&] {
    EXPECT_TRUE(write_all(pipe.writer(), kText));
    pipe.close_writer();
    is_done = true;
  });
  // By now and then it waits in write(2), which a signal ends.
  for (int i = 0; i < 50 && !is_done; ++i) {
    ::pthread_kill(writer.native_handle(), SIGUSR1);
    std::this_thread::sleep_for(kMoment);
  }
  EXPECT_FALSE(is_done) << "nobody has read anything";
  EXPECT_TRUE(pipe.read_all() == kText);
  writer.join();
  ::sigaction(SIGUSR1, &before, nullptr);
}

TEST(SyncFolder, SaysWhyAndPassesOverOneThatIsNotThere) {
  EXPECT_EQ(sync_folder("/"), 0);
  EXPECT_EQ(sync_folder("/nowhere"), 0);
  EXPECT_EQ(sync_folder("/proc"), EINVAL);
}

}  // namespace
}  // namespace seenby
