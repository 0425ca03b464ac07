// cpu.max texts as the kernel writes them.
#include "cli/cores.h"

#include <gtest/gtest.h>

namespace seenby {
namespace {

TEST(CpuMax, RoundsUpToWholeCores) {
  EXPECT_EQ(cores_of_cpu_max("200000 100000"), 2U);
  EXPECT_EQ(cores_of_cpu_max("150000 100000\n"), 2U);
  EXPECT_EQ(cores_of_cpu_max("1000 100000"), 1U);
}

TEST(CpuMax, SetsNoLimitWhenItSaysMaxOrMakesNoSense) {
  for (const char* text : {"max 100000", "", "100000", "100000 ", "100000 0", "0 100000", "a b"}) {
    EXPECT_EQ(cores_of_cpu_max(text), std::nullopt) << text;
  }
}

TEST(UsableCores, AreAtLeastOne) { EXPECT_GE(usable_cores(), 1U); }

}  // namespace
}  // namespace seenby
