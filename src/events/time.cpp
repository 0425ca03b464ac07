#include "events/time.h"

#include <cstddef>
#include <cstring>

namespace seenby {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::array<std::int64_t, 7> kPowersOfTen = {1,      10,      100,      1'000,
                                                      10'000, 100'000, 1'000'000};

/// A cursor over the text that remembers whether everything so far fitted.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : p_(text.data()), end_(text.data() + text.size()) {}

  [[nodiscard]] bool done() const { return p_ == end_; }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] char peek() const { return p_ < end_ ? *p_ : '\0'; }
  bool accept(char c) {
    if (peek() != c) return false;
    ++p_;
    return true;
  }
  void expect(char c) { ok_ &= accept(c); }
  void fail() { ok_ = false; }

  /// Exactly `count` digits.
  int digits(int count) {
    int value = 0;
    for (int i = 0; i < count; ++i) {
      const unsigned digit = static_cast<unsigned char>(peek()) - unsigned{'0'};
      if (digit > 9) {
        ok_ = false;
        return 0;
      }
      value = value * 10 + static_cast<int>(digit);
      ++p_;
    }
    return value;
  }

  /// Digits behind a decimal point as microseconds; finer ones are cut off.
  std::int64_t fraction_us() {
    std::int64_t value = 0;
    std::size_t count = 0;
    for (; !done() && *p_ >= '0' && *p_ <= '9'; ++p_, ++count) {
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

bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

bool is_date(int year, int month, int day) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1970 || month < 1 || month > 12 || day < 1) return false;
  const int days = kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && is_leap(year));
  return day <= days;
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar: years are counted from March, so
/// that the leap day is the last of its year (the day-count algorithm of Howard Hinnant's
/// "chrono-Compatible Low-Level Date Algorithms").
std::int64_t days_since_epoch(int year, int month, int day) {
  const int shifted = month <= 2 ? year - 1 : year;
  const int era = shifted / 400;
  const int year_of_era = shifted - era * 400;
  const int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return std::int64_t{era} * 146'097 + day_of_era - 719'468;
}

/// Two digits at `p`; a value above 99 when they are not digits.
unsigned two_digits(const char* p) {
  const unsigned tens = static_cast<unsigned char>(p[0]) - unsigned{'0'};
  const unsigned ones = static_cast<unsigned char>(p[1]) - unsigned{'0'};
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/// Microseconds since midnight of exactly `YYYY-MM-DDTHH:MM:SSZ`, or with three decimals, which is
/// what most writers print. The date itself is not looked at.
std::optional<std::int64_t> usual_clock_us(std::string_view text) {
  const bool has_ms = text.size() == 24;
  if ((text.size() != 20 && !has_ms) || text.back() != 'Z') return std::nullopt;
  const char* const p = text.data();
  if (p[10] != 'T' || p[13] != ':' || p[16] != ':') return std::nullopt;
  const unsigned hour = two_digits(p + 11);
  const unsigned minute = two_digits(p + 14);
  const unsigned second = two_digits(p + 17);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  unsigned ms = 0;
  if (has_ms) {
    const unsigned tenth = static_cast<unsigned char>(p[20]) - unsigned{'0'};
    const unsigned rest = two_digits(p + 21);
    if (p[19] != '.' || tenth > 9 || rest > 99) return std::nullopt;
    ms = tenth * 100 + rest;
  }
  return (hour * 3600 + minute * 60 + second) * kSecond + ms * 1'000;
}

/// `Z`, `UTC`, `+hh`, `+hhmm`, `+hh:mm` or nothing, as seconds east of UTC.
int zone_seconds(Scanner& in) {
  while (in.accept(' ')) {
  }
  if (in.done() || in.accept('Z') || in.accept('z')) return 0;
  if (in.accept('U')) {
    in.expect('T');
    in.expect('C');
    return 0;
  }
  const int sign = in.peek() == '-' ? -1 : 1;
  if (!in.accept('+')) in.expect('-');
  if (!in.ok()) return 0;
  const int hours = in.digits(2);
  const bool colon = in.accept(':');
  const int minutes = colon || !in.done() ? in.digits(2) : 0;
  if (hours > 23 || minutes > 59) in.fail();
  return sign * (hours * 3600 + minutes * 60);
}

std::optional<std::int64_t> parse_iso(std::string_view text) {
  Scanner in(text);
  const int year = in.digits(4);
  in.expect('-');
  const int month = in.digits(2);
  in.expect('-');
  const int day = in.digits(2);
  if (!in.ok() || !is_date(year, month, day)) return std::nullopt;
  const std::int64_t midnight = days_since_epoch(year, month, day) * 86'400;
  if (in.done()) return midnight * kSecond;
  if (!in.accept('T') && !in.accept(' ')) in.expect('t');
  const int hour = in.digits(2);
  in.expect(':');
  const int minute = in.digits(2);
  const int second = in.accept(':') ? in.digits(2) : 0;
  std::int64_t fraction = 0;
  if (in.accept('.') || in.accept(',')) fraction = in.fraction_us();
  if (!in.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const int offset = zone_seconds(in);
  if (!in.ok() || !in.done()) return std::nullopt;
  return (midnight + hour * 3600 + minute * 60 + second - offset) * kSecond + fraction;
}

/// 11 digits of seconds reach the year 5138, 14 of milliseconds likewise: magnitude tells the unit.
std::optional<std::int64_t> parse_epoch(std::string_view text) {
  Scanner in(text);
  std::int64_t value = 0;
  std::size_t count = 0;
  for (; !in.done() && in.peek() != '.'; ++count) {
    value = value * 10 + in.digits(1);
    if (!in.ok() || count >= 17) return std::nullopt;
  }
  if (count == 0) return std::nullopt;
  const std::int64_t unit = count <= 11 ? kSecond : count <= 14 ? 1'000 : 1;
  std::int64_t fraction = 0;
  if (in.accept('.')) {
    fraction = in.fraction_us() / (kSecond / unit);
    if (!in.ok() || !in.done()) return std::nullopt;
  }
  return value * unit + fraction;
}

}  // namespace

std::optional<std::int64_t> parse_time_us(std::string_view text) {
  const bool date = text.size() >= 10 && text[4] == '-';
  return date ? parse_iso(text) : parse_epoch(text);
}

std::optional<std::int64_t> TimeReader::read(std::string_view text) {
  if (text.size() > date_.size() && std::memcmp(text.data(), date_.data(), date_.size()) == 0) {
    if (const auto clock = usual_clock_us(text)) return midnight_us_ + *clock;
  }
  const auto time = parse_time_us(text);
  if (!time) return time;
  if (const auto clock = usual_clock_us(text)) {
    std::memcpy(date_.data(), text.data(), date_.size());
    midnight_us_ = *time - *clock;
  }
  return time;
}

}  // namespace seenby
