// A progress bar on one line of stderr: bytes, lines a second, time left. Work that is over within
// a second shows none, and what was drawn is wiped before anything else is printed. The clock and
// the place to draw are given to it, so tests need neither time nor a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "seenby/pipeline.h"

namespace seenby {

/// The line without its carriage return, at most `width` columns, all ASCII.
std::string progress_line(const Progress& progress, double seconds, std::size_t width);

class ProgressBar {
 public:
  using Clock = std::chrono::steady_clock;

  struct Setup {
    Clock::duration wait = std::chrono::seconds(1);  ///< before the first drawing
    std::size_t width = 80;                          ///< columns of the terminal
    std::function<Clock::time_point()> now = Clock::now;
    std::function<void(std::string_view)> draw;
  };

  explicit ProgressBar(Setup setup);
  /// Clears.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// Draws when the last drawing is long enough ago, at most ten times a second.
  void update(const Progress& progress);
  /// Wipes what was drawn.
  void clear();

 private:
  Setup setup_;
  Clock::time_point start_;
  Clock::time_point next_;
  std::size_t drawn_columns_ = 0;
};

/// Columns of the terminal that stderr is, or 80.
std::size_t error_terminal_width();

}  // namespace seenby
