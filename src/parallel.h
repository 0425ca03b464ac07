// Runs numbered pieces of work on threads; the first failure is thrown again by the caller.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace seenby {

/// Calls `work(thread)` once for each of `threads` threads, this one included, and waits for all.
/// Where the system has no more threads to give, this one does the rest when it is done.
inline void run_on_threads(std::size_t threads, const std::function<void(std::size_t)>& work) {
  std::mutex mutex;
  std::exception_ptr failure;
  const auto guarded = [&](std::size_t thread) {
    try {
      work(thread);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!failure) failure = std::current_exception();
    }
  };
  std::vector<std::jthread> others;
  std::size_t started = 1;
  try {
    for (; started < threads; ++started) others.emplace_back(guarded, started);
  } catch (const std::system_error&) {
    // Fewer threads do the same work.
  }
  guarded(0);
  for (; started < threads; ++started) guarded(started);
  others.clear();
  if (failure) std::rethrow_exception(failure);
}

/// Hands out 0 … count - 1, each once, to whichever thread asks.
class WorkQueue {
 public:
  explicit WorkQueue(std::size_t count) : count_(count) {}
  bool next(std::size_t& piece) {
    piece = next_.fetch_add(1, std::memory_order_relaxed);
    return piece < count_;
  }

 private:
  std::size_t count_;
  std::atomic<std::size_t> next_{0};
};

}  // namespace seenby
