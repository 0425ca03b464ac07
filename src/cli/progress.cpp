// ASCII only: stderr may be a terminal in any encoding.
#include "cli/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace seenby {
namespace {

constexpr std::size_t kBarColumns = 20;
constexpr auto kBetweenDrawings = std::chrono::milliseconds(100);

/// Three digits or so with a decimal prefix: `1.23 G`, `45.6 k`, `789 `.
std::string scaled(double number) {
  constexpr std::array<std::string_view, 5> kPrefixes = {"", "k", "M", "G", "T"};
  std::size_t prefix = 0;
  while (number >= 999.5 && prefix + 1 < kPrefixes.size()) {
    number /= 1000;
    ++prefix;
  }
  const int decimals = prefix == 0 || number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2;
  return fmt::format("{:.{}f} {}", number, decimals, kPrefixes[prefix]);
}

std::string clock_text(double seconds) {
  constexpr double kMostSeconds = 99 * 3600;
  const auto whole = static_cast<unsigned>(std::lround(std::min(seconds, kMostSeconds)));
  if (whole >= 3600) {
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  }
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

std::string progress_line(const Progress& progress, double seconds, std::size_t width) {
  const auto done = static_cast<double>(progress.bytes);
  const double rate = seconds > 0 ? static_cast<double>(progress.lines) / seconds : 0;
  std::string line;
  if (progress.bytes_total == 0) {
    line = fmt::format("{}B  {}lines/s", scaled(done), scaled(rate));
  } else {
    const auto total = static_cast<double>(progress.bytes_total);
    // A file that grows while it is read is never more than all of it.
    const double share = std::min(done / total, 1.0);
    const auto filled = static_cast<std::size_t>(share * kBarColumns);
    line = fmt::format("[{}{}] {:3.0f}%  {}B of {}B  {}lines/s", std::string(filled, '#'),
                       std::string(kBarColumns - filled, '.'), std::floor(share * 100),
                       scaled(done), scaled(total), scaled(rate));
    if (share > 0) line += fmt::format("  {} left", clock_text(seconds / share - seconds));
  }
  line.resize(std::min(line.size(), width));
  return line;
}

ProgressBar::ProgressBar(Setup setup)
    : setup_(std::move(setup)), start_(setup_.now()), next_(start_ + setup_.wait) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::update(const Progress& progress) {
  const Clock::time_point now = setup_.now();
  if (now < next_) return;
  next_ = now + kBetweenDrawings;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  // One column is left free: at the last one some terminals wrap.
  std::string line = progress_line(progress, seconds, setup_.width - 1);
  const std::size_t columns = line.size();
  if (columns < drawn_columns_) line.append(drawn_columns_ - columns, ' ');
  drawn_columns_ = columns;
  setup_.draw(fmt::format("\r{}", line));
}

void ProgressBar::clear() {
  if (drawn_columns_ == 0) return;
  setup_.draw(fmt::format("\r{:{}}\r", "", drawn_columns_));
  drawn_columns_ = 0;
}

std::size_t error_terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2) return 80;
  return size.ws_col;
}

}  // namespace seenby
