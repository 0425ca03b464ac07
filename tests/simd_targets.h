// Runs a check with every instruction set that this CPU has and our SIMD code is compiled for.
#pragma once

// As the code under test does.
#define HWY_WANT_AVX3_DL
#include <gtest/gtest.h>
#include <hwy/highway.h>

#include <cstdint>

namespace seenby {

template <typename Check>
void for_each_simd_target(Check check) {
  const auto choose = [](std::int64_t targets) {
    hwy::SetSupportedTargetsForTest(targets);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  };
  const std::int64_t supported = hwy::SupportedTargets();
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    // Worse ones have higher bits; not everything is compiled for every target.
    choose(supported & ~(target - 1));
    check();
  }
  choose(0);
}

}  // namespace seenby
