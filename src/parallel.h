// Runs numbered pieces of work on threads; the first failure is thrown again by the caller.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
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

/// So many pieces of work that starting a thread for them is nothing.
inline constexpr std::size_t kWorthAThread = std::size_t{1} << 11;

/// Calls `work(begin, end)` for pieces of 0 … count - 1, on as many threads as it is worth.
template <typename Work>
void run_on_pieces(std::size_t count, std::size_t threads, Work work) {
  const std::size_t pieces = std::clamp<std::size_t>(count / kWorthAThread, 1, threads);
  run_on_threads(pieces, [&](std::size_t piece) {
    work(count * piece / pieces, count * (piece + 1) / pieces);
  });
}

/// `sort(begin, end)` of pieces on threads, which are then merged two by two.
template <typename Iterator, typename Less, typename Sort>
void sort_on_threads(Iterator begin, Iterator end, std::size_t threads, Less less, Sort sort) {
  const auto count = static_cast<std::size_t>(end - begin);
  const std::size_t pieces = std::clamp<std::size_t>(count / kWorthAThread, 1, threads);
  const auto edge = [&](std::size_t piece) {
    return begin + static_cast<std::ptrdiff_t>(count * std::min(piece, pieces) / pieces);
  };
  run_on_threads(pieces, [&](std::size_t piece) { sort(edge(piece), edge(piece + 1)); });
  for (std::size_t sorted = 1; sorted < pieces; sorted *= 2) {
    run_on_threads((pieces + 2 * sorted - 1) / (2 * sorted), [&](std::size_t pair) {
      const std::size_t first = pair * 2 * sorted;
      std::inplace_merge(edge(first), edge(first + sorted), edge(first + 2 * sorted), less);
    });
  }
}

/// The same with std::sort().
template <typename Iterator, typename Less>
void sort_on_threads(Iterator begin, Iterator end, std::size_t threads, Less less) {
  sort_on_threads(begin, end, threads, less,
                  [&](Iterator from, Iterator to) { std::sort(from, to, less); });
}

/// Looks for a lock for half a millisecond or so before it sleeps until it is free: where others
/// hold it for some microseconds, a sleeping thread would wake later than that.
inline std::unique_lock<std::mutex> lock_soon(std::mutex& mutex) {
  constexpr int kLooks = 2000;
  std::unique_lock lock(mutex, std::try_to_lock);
  for (int looks = 0; !lock.owns_lock(); ++looks) {
    if (looks == kLooks) {
      lock.lock();
    } else {
      std::this_thread::yield();
      static_cast<void>(lock.try_lock());
    }
  }
  return lock;
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

/// Calls `make(piece, made)` for 0 … count - 1 on threads, each of which has one Made, and then
/// `use(made)` for one piece after the other in their order. Where something throws, what is not
/// used by then is not.
template <typename Made, typename Make, typename Use>
void run_in_order(std::size_t count, std::size_t threads, Make make, Use use) {
  WorkQueue pieces(count);
  std::mutex mutex;
  std::condition_variable turn;
  std::size_t next = 0;
  bool has_failed = false;
  run_on_threads(threads, [&](std::size_t) {
    // Not side by side with another thread's, where what both write to would share a cache line.
    Made made;
    try {
      for (std::size_t piece = 0; pieces.next(piece);) {
        make(piece, made);
        std::unique_lock lock(mutex);
        turn.wait(lock, [&] { return has_failed || next == piece; });
        if (has_failed) return;
        use(made);
        ++next;
        turn.notify_all();
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      has_failed = true;
      turn.notify_all();
      throw;
    }
  });
}

}  // namespace seenby
