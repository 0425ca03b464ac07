// The bar under a clock that only moves when told to.
#include "cli/progress.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace seenby {
namespace {

using std::chrono::milliseconds;

/// A bar whose time we set and whose drawings we keep.
struct WatchedBar {
  ProgressBar::Clock::time_point now;
  std::vector<std::string> drawn;

  ProgressBar::Setup setup(milliseconds wait) {
    ProgressBar::Setup setup;
    setup.wait = wait;
    setup.width = 60;
    setup.now = [this] { return now; };
    setup.draw = [this](std::string_view text) { drawn.emplace_back(text); };
    return setup;
  }
};

TEST(ProgressLine, ShowsShareBytesRateAndTimeLeft) {
  EXPECT_EQ(progress_line({250'000'000, 1'000'000'000, 3'000'000}, 2.0, 200),
            "[#####...............]  25%  250 MB of 1.00 GB  1.50 Mlines/s  0:06 left");
  EXPECT_EQ(progress_line({1'000, 7'201'000, 5}, 1.0, 200),
            "[....................]   0%  1.00 kB of 7.20 MB  5 lines/s  2:00:00 left");
}

TEST(ProgressLine, ShowsNoShareWhenTheTotalIsUnknown) {
  EXPECT_EQ(progress_line({12'345'678, 0, 1'000}, 10.0, 200), "12.3 MB  100 lines/s");
}

TEST(ProgressLine, IsNeverMoreThanAllOfAGrowingFile) {
  EXPECT_TRUE(progress_line({150, 100, 1}, 1.0, 200).starts_with("[####################] 100%"));
}

TEST(ProgressLine, FitsItsWidth) {
  EXPECT_EQ(progress_line({250, 1'000, 3}, 2.0, 10), "[#####....");
}

TEST(ProgressBar, StaysAwayFromShortWork) {
  WatchedBar watched;
  {
    ProgressBar bar(watched.setup(milliseconds(1000)));
    watched.now += milliseconds(999);
    bar.update({1, 2, 3});
  }
  EXPECT_TRUE(watched.drawn.empty());
}

TEST(ProgressBar, DrawsAtMostTenTimesASecondOnOneLine) {
  WatchedBar watched;
  ProgressBar bar(watched.setup(milliseconds(1000)));
  watched.now += milliseconds(1000);
  for (int i = 0; i < 1000; ++i) {
    bar.update({1, 2, 3});
    watched.now += milliseconds(1);
  }
  EXPECT_EQ(watched.drawn.size(), 10U);
  for (const std::string& text : watched.drawn) {
    EXPECT_TRUE(text.starts_with("\r["));
    EXPECT_EQ(text.find('\n'), std::string::npos);
    EXPECT_LE(text.size(), 60U);
  }
}

TEST(ProgressBar, WipesTheLongestLineItDrew) {
  WatchedBar watched;
  {
    ProgressBar bar(watched.setup(milliseconds(0)));
    bar.update({100, 0, 1});
    watched.now += milliseconds(100);
    bar.update({100, 0, 1'000'000});
  }
  ASSERT_EQ(watched.drawn.size(), 3U);
  const std::size_t columns = watched.drawn[1].size() - 1;
  EXPECT_EQ(watched.drawn[2], "\r" + std::string(columns, ' ') + "\r");
}

}  // namespace
}  // namespace seenby
