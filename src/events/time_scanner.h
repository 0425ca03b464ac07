// What the written forms of a time have in common: a cursor over digits and punctuation, and the
// calendar. Nothing here allocates or throws; a text that does not fit leaves the cursor not ok.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace seenby {

inline constexpr std::int64_t kSecondUs = 1'000'000;

/// A cursor over the text that remembers whether everything so far fitted.
class TimeScanner {
 public:
  explicit TimeScanner(std::string_view text) : p_(text.data()), end_(text.data() + text.size()) {}

  [[nodiscard]] bool done() const { return p_ == end_; }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] char peek() const { return p_ < end_ ? *p_ : '\0'; }
  [[nodiscard]] bool at_digit() const { return peek() >= '0' && peek() <= '9'; }
  bool accept(char c) {
    if (p_ == end_ || *p_ != c) return false;
    ++p_;
    return true;
  }
  void expect(char c) { ok_ &= accept(c); }
  void fail() { ok_ = false; }

  /// Exactly `count` digits.
  int digits(int count) {
    int value = 0;
    for (int i = 0; i < count; ++i) {
      if (!at_digit()) {
        ok_ = false;
        return 0;
      }
      value = value * 10 + (*p_++ - '0');
    }
    return value;
  }

  /// Exactly `count` characters, which there must be.
  std::string_view letters(std::size_t count) {
    assert(static_cast<std::size_t>(end_ - p_) >= count);
    p_ += count;
    return {p_ - count, count};
  }

  /// Digits behind a decimal point as microseconds; finer ones are cut off.
  std::int64_t fraction_us() {
    constexpr std::array<std::int64_t, 7> kPowersOfTen = {1,      10,      100,      1'000,
                                                          10'000, 100'000, 1'000'000};
    std::int64_t value = 0;
    std::size_t count = 0;
    for (; at_digit(); ++p_, ++count) {
      if (count < 6) value = value * 10 + (*p_ - '0');
    }
    ok_ &= count > 0;
    return value * kPowersOfTen[6 - (count < 6 ? count : 6)];
  }

 private:
  const char* p_;
  const char* end_;
  bool ok_ = true;
};

inline bool is_date(int year, int month, int day) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1970 || month < 1 || month > 12 || day < 1) return false;
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day <= kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && is_leap);
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar: years are counted from March, so
/// that the leap day is the last of its year (the day-count algorithm of Howard Hinnant's
/// "chrono-Compatible Low-Level Date Algorithms").
inline std::int64_t days_since_epoch(int year, int month, int day) {
  const int shifted = month <= 2 ? year - 1 : year;
  const int era = shifted / 400;
  const int year_of_era = shifted - era * 400;
  const int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return std::int64_t{era} * 146'097 + day_of_era - 719'468;
}

/// A date and a clock as they are written, before its zone is known.
struct CivilTime {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;

  /// A leap second :60 is one.
  [[nodiscard]] bool exists() const {
    return is_date(year, month, day) && hour <= 23 && minute <= 59 && second <= 60;
  }
  [[nodiscard]] std::int64_t seconds_since_epoch() const {
    const int of_day = hour * 3600 + minute * 60 + second;
    return days_since_epoch(year, month, day) * 86'400 + of_day;
  }
};

}  // namespace seenby
