#include "large_vector.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <new>

namespace seenby {
namespace {

TEST(LargeVector, KeepsWhatItHoldsAsItGrowsOutOfSmallPages) {
  struct alignas(32) Wide {
    std::uint64_t number = 0;
  };
  LargeVector<Wide> values;
  for (std::uint64_t i = 0; i < 400'000; ++i) values.push_back({i * i});
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(values.data()) % (std::size_t{1} << 21), 0U);
  for (std::uint64_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i].number, i * i);
  values.resize(10);
  values.shrink_to_fit();
  for (std::uint64_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i].number, i * i);
}

TEST(LargeVector, ThrowsWhereTheSizeIsNone) {
  LargeAllocator<std::uint64_t> allocator;
  EXPECT_THROW(static_cast<void>(allocator.allocate(std::numeric_limits<std::size_t>::max())),
               std::bad_array_new_length);
}

}  // namespace
}  // namespace seenby
