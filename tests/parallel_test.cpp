#include "parallel.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <numeric>
#include <random>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace seenby {
namespace {

std::set<std::size_t> threads_run(std::size_t threads) {
  std::mutex mutex;
  std::set<std::size_t> run;
  run_on_threads(threads, [&](std::size_t thread) {
    const std::lock_guard lock(mutex);
    run.insert(thread);
  });
  return run;
}

TEST(RunOnThreads, CallsOncePerThread) {
  EXPECT_EQ(threads_run(3), (std::set<std::size_t>{0, 1, 2}));
}

// Found by faults_test: the failure was told as `Input/output error`, and the run was over.
TEST(RunOnThreads, DoesAllWorkWhereNoThreadCanBeStarted) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    // A stack as large as all addresses there are: pthread_create(3) fails, for root too.
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    const bool set = pthread_attr_setstacksize(&attributes, std::size_t{1} << 47) == 0 &&
                     pthread_setattr_default_np(&attributes) == 0;
    ::_exit(set && threads_run(3).size() == 3 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

TEST(RunOnPieces, CoversAllOnceOnNoMoreThreadsThanItIsWorth) {
  for (const std::size_t count :
       {std::size_t{0}, std::size_t{1}, 3 * kWorthAThread, 7 * kWorthAThread + 5}) {
    std::mutex mutex;
    std::map<std::size_t, std::size_t> pieces;
    run_on_pieces(count, 4, [&](std::size_t begin, std::size_t end) {
      const std::lock_guard lock(mutex);
      pieces[begin] = end;
    });
    EXPECT_EQ(pieces.size(), std::clamp<std::size_t>(count / kWorthAThread, 1, 4));
    std::size_t done = 0;
    for (const auto& [begin, end] : pieces) {
      EXPECT_EQ(begin, done);
      done = end;
    }
    EXPECT_EQ(done, count);
  }
}

TEST(LockSoon, TakesAFreeLockAndWaitsForOneThatIsHeldForLong) {
  std::mutex mutex;
  EXPECT_TRUE(lock_soon(mutex).owns_lock());
  std::unique_lock held(mutex);
  std::atomic<bool> is_free = false;
  std::jthread other([&] {
    const std::unique_lock lock = lock_soon(mutex);
    EXPECT_TRUE(lock.owns_lock());
    EXPECT_TRUE(is_free);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  is_free = true;
  held.unlock();
}

TEST(SortOnThreads, SortsAsOneThreadDoes) {
  std::mt19937 random(1);
  for (const std::size_t count :
       {std::size_t{0}, std::size_t{10}, 2 * kWorthAThread, 6 * kWorthAThread + 7}) {
    std::vector<std::uint32_t> numbers(count);
    for (std::uint32_t& number : numbers) number = static_cast<std::uint32_t>(random() % 50'000);
    std::vector<std::uint32_t> expected = numbers;
    std::sort(expected.begin(), expected.end(), std::greater<>());
    for (std::size_t threads = 1; threads <= 7; ++threads) {
      std::vector<std::uint32_t> sorted = numbers;
      sort_on_threads(sorted.begin(), sorted.end(), threads, std::greater<>());
      EXPECT_EQ(sorted, expected) << count << " on " << threads;
    }
  }
}

TEST(RunInOrder, UsesEveryPieceInItsTurnWhoeverMadeIt) {
  for (std::size_t threads = 1; threads <= 5; ++threads) {
    for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{200}}) {
      std::vector<std::size_t> used;
      run_in_order<std::vector<std::size_t>>(
          count, threads,
          [](std::size_t piece, std::vector<std::size_t>& made) {
            if (piece % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
            made = {piece};
          },
          [&](const std::vector<std::size_t>& made) { used.push_back(made.front()); });
      std::vector<std::size_t> expected(count);
      std::iota(expected.begin(), expected.end(), std::size_t{0});
      EXPECT_EQ(used, expected) << threads;
    }
  }
}

TEST(RunInOrder, UsesNothingBehindAFailure) {
  for (std::size_t threads = 1; threads <= 5; ++threads) {
    for (const bool is_made : {false, true}) {
      std::vector<std::size_t> used;
      const auto run = [&] {
        run_in_order<std::size_t>(
            100, threads,
            [&](std::size_t piece, std::size_t& made) {
              if (!is_made && piece == 40) throw std::runtime_error("not made");
              made = piece;
            },
            [&](std::size_t made) {
              if (is_made && made == 40) throw std::runtime_error("not used");
              used.push_back(made);
            });
      };
      EXPECT_THROW(run(), std::runtime_error);
      EXPECT_LE(used.size(), 40U);
      for (std::size_t i = 0; i < used.size(); ++i) EXPECT_EQ(used[i], i);
      EXPECT_TRUE(!is_made || used.size() == 40U);
    }
  }
}

}  // namespace
}  // namespace seenby
