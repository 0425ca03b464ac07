#include "render/bar.h"

#include <gtest/gtest.h>

#include "render/display.h"

namespace seenby {
namespace {

std::string bar(double share, std::size_t columns) {
  std::string text;
  append_bar(text, share, columns);
  return text;
}

TEST(Bar, IsAnEighthOfAColumnFine) {
  EXPECT_EQ(bar(0, 4), "    ");
  EXPECT_EQ(bar(1, 4), "████");
  EXPECT_EQ(bar(0.5, 4), "██  ");
  EXPECT_EQ(bar(0.5, 3), "█▌ ");
  EXPECT_EQ(bar(1.0 / 32, 4), "▏   ");
  EXPECT_EQ(bar(31.0 / 32, 4), "███▉");
}

TEST(Bar, ShowsEvenTheSmallestShareAndNothingOutsideItsColumns) {
  EXPECT_EQ(bar(1e-9, 4), "▏   ");
  EXPECT_EQ(bar(-3, 4), "    ");
  EXPECT_EQ(bar(7, 4), "████");
}

TEST(Bar, IsAlwaysAsWideAsItsColumns) {
  for (int i = 0; i <= 1000; ++i) EXPECT_EQ(display_width(bar(i / 1000.0, 7)), 7U) << i;
}

}  // namespace
}  // namespace seenby
