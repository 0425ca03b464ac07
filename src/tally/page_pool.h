// Memory for what grows to gigabytes: pages of one size, cut from large slabs and taken back, so
// that what one stage gives up the next one uses without the kernel clearing it anew (first
// touching memory was a fifth of a run). Slabs double, up to what the pool is expected to hold. 2
// MB pages were measured: no faster, and slower where memory is in pieces. Limit: slabs go back to
// the system only with the pool.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace seenby {

/// What is written past the caches at once, some cache lines: the longer, the more seldom a branch
/// on whether one is full is guessed wrong.
inline constexpr std::size_t kLineBytes = 256;
/// Copies one line to an aligned place without reading that into the caches first.
void stream_line(const void* from, void* to);
void flush_lines();

class PagePool {
 public:
  static constexpr std::size_t kPageBytes = std::size_t{1} << 14;

  /// Beyond `expected_bytes` slabs are small: the pool hands out more, but takes no more than that
  /// from the system.
  explicit PagePool(std::size_t expected_bytes = std::numeric_limits<std::size_t>::max())
      : expected_bytes_(expected_bytes) {}
  ~PagePool();
  PagePool(const PagePool&) = delete;
  PagePool& operator=(const PagePool&) = delete;

  /// An uninitialised page. Throws std::bad_alloc. From any thread, as is give().
  void* take();
  void give(void* page) noexcept;
  /// Of pages handed out and not given back.
  [[nodiscard]] std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  struct Slab {
    void* memory;
    std::size_t bytes;
  };
  void add_slab();

  std::size_t expected_bytes_;
  std::atomic<std::size_t> bytes_ = 0;
  std::mutex mutex_;
  std::vector<Slab> slabs_;
  std::vector<void*> free_;
  std::byte* next_ = nullptr;
  std::size_t left_ = 0;
};

/// A sequence of plain values in pages of a pool: grows without moving what it holds.
template <typename Value>
class Paged {
 public:
  static constexpr std::size_t kPerPage = PagePool::kPageBytes / sizeof(Value);

  Paged() = default;
  ~Paged() { clear(); }
  Paged(const Paged&) = delete;
  Paged& operator=(const Paged&) = delete;

  [[nodiscard]] std::size_t size() const { return size_; }
  /// Whether the next value stands in a new page.
  [[nodiscard]] bool is_full() const { return next_ == end_; }

  void push_back(const Value& value, PagePool& pool) {
    if (next_ == end_) add_page(pool);
    *next_++ = value;
    ++size_;
  }

  /// Appends a whole line of values past the caches, where size() is one of whole lines: for what
  /// is not read again soon. The last write is seen by other threads after flush_lines().
  void push_line(const Value* values, PagePool& pool) {
    static_assert(kLineBytes % sizeof(Value) == 0);
    if (next_ == end_) add_page(pool);
    stream_line(values, next_);
    next_ += kLineBytes / sizeof(Value);
    size_ += kLineBytes / sizeof(Value);
  }

  /// Appends the whole lines among the values as push_line() does.
  void append_lines(std::span<const Value> values, PagePool& pool) {
    constexpr std::size_t kPerLine = kLineBytes / sizeof(Value);
    const std::size_t before = std::min(values.size(), (kPerLine - size_ % kPerLine) % kPerLine);
    append(values.first(before), pool);
    values = values.subspan(before);
    for (; values.size() >= kPerLine; values = values.subspan(kPerLine)) {
      push_line(values.data(), pool);
    }
    append(values, pool);
  }

  void append(std::span<const Value> values, PagePool& pool) {
    while (!values.empty()) {
      if (next_ == end_) add_page(pool);
      const auto some =
          values.first(std::min(values.size(), static_cast<std::size_t>(end_ - next_)));
      next_ = std::uninitialized_copy(some.begin(), some.end(), next_);
      size_ += some.size();
      values = values.subspan(some.size());
    }
  }

  [[nodiscard]] const Value& operator[](std::size_t index) const {
    return pages_[index / kPerPage][index % kPerPage];
  }
  [[nodiscard]] std::size_t page_count() const { return pages_.size(); }
  [[nodiscard]] std::span<Value> page(std::size_t index) {
    return {pages_[index], values_in(index)};
  }
  [[nodiscard]] std::span<const Value> page(std::size_t index) const {
    return {pages_[index], values_in(index)};
  }

  void clear() {
    for (Value* const page : pages_) pool_->give(page);
    pages_.clear();
    size_ = 0;
    next_ = end_ = nullptr;
  }

 private:
  [[nodiscard]] std::size_t values_in(std::size_t index) const {
    return std::min(kPerPage, size_ - index * kPerPage);
  }
  void add_page(PagePool& pool) {
    pool_ = &pool;
    pages_.push_back(static_cast<Value*>(pool.take()));
    next_ = pages_.back();
    end_ = next_ + kPerPage;
  }

  std::vector<Value*> pages_;
  std::size_t size_ = 0;
  Value* next_ = nullptr;
  Value* end_ = nullptr;
  PagePool* pool_ = nullptr;
};

}  // namespace seenby
