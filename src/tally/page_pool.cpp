#include "tally/page_pool.h"

#include <sys/mman.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <cstring>
#include <new>

namespace seenby {
namespace {
constexpr std::size_t kFirstSlabBytes = std::size_t{1} << 20;
constexpr std::size_t kLargestSlabBytes = std::size_t{1} << 28;
/// Memory that the kernel is asked for at once, which is cheaper than a fault for each of its
/// pages.
constexpr std::size_t kPopulatedBytes = std::size_t{1} << 20;
static_assert(kFirstSlabBytes % kPopulatedBytes == 0);

/// Only advice: an older kernel refuses it, and then pages fault as they are written.
void populate([[maybe_unused]] void* memory) {
#ifdef MADV_POPULATE_WRITE
  static_cast<void>(::madvise(memory, kPopulatedBytes, MADV_POPULATE_WRITE));
#endif
}
}  // namespace

void stream_line(const void* from, void* to) {
#ifdef __SSE2__
  const auto* const source = static_cast<const __m128i*>(from);
  auto* const target = static_cast<__m128i*>(to);
  for (std::size_t i = 0; i < kLineBytes / sizeof(__m128i); ++i) {
    _mm_stream_si128(target + i, _mm_loadu_si128(source + i));
  }
#else
  std::memcpy(to, from, kLineBytes);
#endif
}

void flush_lines() {
#ifdef __SSE2__
  _mm_sfence();
#endif
}

PagePool::~PagePool() {
  for (const Slab& slab : slabs_) ::munmap(slab.memory, slab.bytes);
}

void PagePool::add_slab() {
  std::size_t total = 0;
  for (const Slab& slab : slabs_) total += slab.bytes;
  const std::size_t expected = expected_bytes_ - std::min(expected_bytes_, total);
  const std::size_t doubled =
      slabs_.empty() ? kFirstSlabBytes : std::min(slabs_.back().bytes * 2, kLargestSlabBytes);
  const std::size_t bytes =
      std::clamp(expected / kFirstSlabBytes * kFirstSlabBytes, kFirstSlabBytes, doubled);
  slabs_.reserve(slabs_.size() + 1);
  void* const memory =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  slabs_.push_back({memory, bytes});
  next_ = static_cast<std::byte*>(memory);
  left_ = bytes;
}

void* PagePool::take() {
  std::unique_lock lock(mutex_);
  if (!free_.empty()) {
    void* const page = free_.back();
    free_.pop_back();
    bytes_.store(bytes() + kPageBytes, std::memory_order_relaxed);
    return page;
  }
  if (left_ == 0) {
    // Room to take every page back without an allocation that could fail.
    add_slab();
    std::size_t pages = 0;
    for (const Slab& slab : slabs_) pages += slab.bytes / kPageBytes;
    free_.reserve(pages);
  }
  const bool begins_populated = left_ % kPopulatedBytes == 0;
  void* const page = next_;
  next_ += kPageBytes;
  left_ -= kPageBytes;
  bytes_.store(bytes() + kPageBytes, std::memory_order_relaxed);
  // Others are not to wait for the kernel.
  lock.unlock();
  if (begins_populated) populate(page);
  return page;
}

void PagePool::give(void* page) noexcept {
  const std::lock_guard lock(mutex_);
  bytes_.store(bytes() - kPageBytes, std::memory_order_relaxed);
  free_.push_back(page);
}

}  // namespace seenby
