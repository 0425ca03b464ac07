#include "parallel.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mutex>
#include <set>

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

}  // namespace
}  // namespace seenby
