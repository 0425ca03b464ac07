// A vector of what is looked at in no order, such as a hash table or counters by group: of millions
// of them, the CPU cannot remember where so many small pages are, and each look takes another one
// at the page table. From a few megabytes on pages of 2 MB are asked for. Only advice: where the
// kernel has none at hand, pages are small.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace seenby {

template <typename Value>
class LargeAllocator {
 public:
  using value_type = Value;

  LargeAllocator() = default;
  template <typename Other>
  LargeAllocator(const LargeAllocator<Other>& /*other*/) {}  // NOLINT(google-explicit-constructor)

  /// Throws std::bad_alloc.
  Value* allocate(std::size_t count) {
    if (!is_large(count)) return std::allocator<Value>().allocate(count);
    if (count > kMostBytes / sizeof(Value)) throw std::bad_array_new_length();
    void* const memory = ::operator new(count * sizeof(Value), std::align_val_t(kPageBytes));
#ifdef MADV_HUGEPAGE
    static_cast<void>(::madvise(memory, count * sizeof(Value), MADV_HUGEPAGE));
#endif
    return static_cast<Value*>(memory);
  }
  void deallocate(Value* values, std::size_t count) noexcept {
    if (!is_large(count)) return std::allocator<Value>().deallocate(values, count);
    ::operator delete(values, std::align_val_t(kPageBytes));
  }

  template <typename Other>
  friend bool operator==(const LargeAllocator& /*a*/, const LargeAllocator<Other>& /*b*/) {
    return true;
  }

 private:
  static constexpr std::size_t kPageBytes = std::size_t{1} << 21;
  static constexpr std::size_t kMostBytes = ~std::size_t{0} / 2;
  static bool is_large(std::size_t count) { return count >= 2 * kPageBytes / sizeof(Value); }
};

template <typename Value>
using LargeVector = std::vector<Value, LargeAllocator<Value>>;

}  // namespace seenby
