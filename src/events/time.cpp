// The usual form is read eight characters at a time: the clock is one word, checked and summed
// without a loop, and the date, or all but the seconds, is the last line's. Everything else is told
// by one or two characters and read by its own function.
#include "events/time.h"

#include <array>
#include <cstddef>
#include <cstring>

#include "events/time_scanner.h"
#include "word.h"

namespace seenby {
namespace {

constexpr std::size_t kClockAt = 11;
constexpr std::size_t kFractionAt = 19;
constexpr std::size_t kMinuteSize = 16;  // to its minutes
constexpr std::int64_t kMinuteUs = 60 * kSecondUs;
constexpr std::size_t kSizeWithoutMs = 20;
constexpr std::size_t kSizeWithMs = 24;

/// `text` XORed with a pattern of zeros and separators: whether every digit is 0 to 9 and every
/// separator is the pattern's. `high` has F0 for a digit's byte and FF for a separator's.
template <typename Word>
bool are_digits(Word text, Word high) {
  constexpr Word kSixes = static_cast<Word>(0x0606060606060606);
  return ((text | (text + (kSixes & ~high))) & high) == 0;
}

/// Microseconds since midnight of exactly `…THH:MM:SSZ` or `…THH:MM:SS.mmmZ`, which is what most
/// writers print. What stands before the clock is not looked at.
std::optional<std::int64_t> usual_clock_us(std::string_view text) {
  const bool has_ms = text.size() == kSizeWithMs;
  if ((text.size() != kSizeWithoutMs && !has_ms) || text.back() != 'Z') return std::nullopt;
  const auto clock =
      load_as<std::uint64_t>(text.data() + kClockAt) ^ 0x30303A30303A3030;  // 00:00:00
  // Tens and ones stand side by side: their sum comes to stand in the byte of the tens.
  const std::uint64_t pairs = clock * 10 + (clock >> 8);
  const std::uint64_t hour = pairs & 0xFF;
  const std::uint64_t minute = pairs >> 24 & 0xFF;
  const std::uint64_t second = pairs >> 48 & 0xFF;
  bool ok = are_digits<std::uint64_t>(clock, 0xF0F0FFF0F0FFF0F0);
  ok &= hour <= 23 && minute <= 59 && second <= 59;
  std::uint32_t ms = 0;
  if (has_ms) {
    const auto digits =
        static_cast<std::uint32_t>(load_as<std::uint32_t>(text.data() + kFractionAt)) ^
        0x3030302E;  // .000
    ok &= are_digits<std::uint32_t>(digits, 0xF0F0F0FF);
    ms = (digits >> 8 & 0xFF) * 100 + (digits >> 16 & 0xFF) * 10 + (digits >> 24);
  }
  if (!ok) return std::nullopt;
  const auto seconds = static_cast<std::int64_t>(hour * 3600 + minute * 60 + second);
  return seconds * kSecondUs + ms * std::int64_t{1'000};
}

/// Microseconds since the minute of a text that ends with `:SS.mmmZ`.
std::optional<std::int64_t> usual_seconds_us(std::string_view text) {
  const auto word =
      load_as<std::uint64_t>(text.data() + kMinuteSize) ^ 0x5A3030302E30303A;  // :00.000Z
  const std::uint64_t second = (word >> 8 & 0xFF) * 10 + (word >> 16 & 0xFF);
  if (!are_digits<std::uint64_t>(word, 0xFFF0F0F0FFF0F0FF) || second > 59) return std::nullopt;
  const std::uint64_t ms =
      (word >> 32 & 0xFF) * 100 + (word >> 40 & 0xFF) * 10 + (word >> 48 & 0xFF);
  return static_cast<std::int64_t>(second * kSecondUs + ms * 1'000);
}

std::int64_t epoch_unit_us(std::size_t digits) {
  // 11 digits of seconds reach the year 5138, 14 of milliseconds likewise: magnitude tells.
  return digits <= 11 ? kSecondUs : digits <= 14 ? 1'000 : 1;
}

/// Of 9 to 16 digits and nothing else: two words, which overlap.
std::optional<std::int64_t> usual_epoch_us(std::string_view text) {
  constexpr std::uint64_t kZeros = 0x3030303030303030;
  constexpr std::uint64_t kDigits = 0xF0F0F0F0F0F0F0F0;
  constexpr std::array<std::uint64_t, 9> kPowersOfTen = {
      1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};
  if (text.size() < 9 || text.size() > 16) return std::nullopt;
  const std::size_t behind = text.size() - 8;
  const std::uint64_t first = load_as<std::uint64_t>(text.data()) ^ kZeros;
  const std::uint64_t last = load_as<std::uint64_t>(text.data() + behind) ^ kZeros;
  if (!are_digits(first, kDigits) || !are_digits(last, kDigits)) return std::nullopt;
  const std::uint64_t rest = last & ~std::uint64_t{0} << 8 * (8 - behind);
  const std::uint64_t value =
      number_of_digits(first) * kPowersOfTen[behind] + number_of_digits(rest);
  return static_cast<std::int64_t>(value) * epoch_unit_us(text.size());
}

/// `Z`, `UTC`, `+hh`, `+hhmm`, `+hh:mm` or nothing, as seconds east of UTC.
int zone_seconds(TimeScanner& in) {
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
  const int hours = in.digits(2);
  const bool colon = in.accept(':');
  const int minutes = colon || !in.done() ? in.digits(2) : 0;
  if (hours > 23 || minutes > 59) in.fail();
  return sign * (hours * 3600 + minutes * 60);
}

/// From the year 10000 on, texts of buckets would not sort as their times do. A leap second, an
/// offset and .NET's milliseconds reach it.
std::optional<std::int64_t> before_year_10000(std::int64_t us) {
  constexpr std::int64_t kEndUs = 253'402'300'800 * kSecondUs;
  return us < kEndUs ? std::optional(us) : std::nullopt;
}

/// What is left is the zone and the text's end.
std::optional<std::int64_t> instant(TimeScanner& in, const CivilTime& civil,
                                    std::int64_t fraction_us) {
  const int offset = zone_seconds(in);
  if (!in.ok() || !in.done() || !civil.exists()) return std::nullopt;
  return before_year_10000((civil.seconds_since_epoch() - offset) * kSecondUs + fraction_us);
}

/// `2026-01-31`, `2026-01-31T12:34`, `2026-01-31 12:34:56,789 +0100`
std::optional<std::int64_t> parse_iso(std::string_view text) {
  TimeScanner in(text);
  CivilTime civil;
  civil.year = in.digits(4);
  in.expect('-');
  civil.month = in.digits(2);
  in.expect('-');
  civil.day = in.digits(2);
  std::int64_t fraction_us = 0;
  if (!in.done()) {
    if (!in.accept('T') && !in.accept(' ')) in.expect('t');
    civil.hour = in.digits(2);
    in.expect(':');
    civil.minute = in.digits(2);
    if (in.accept(':')) civil.second = in.digits(2);
    if (in.accept('.') || in.accept(',')) fraction_us = in.fraction_us();
  }
  return instant(in, civil, fraction_us);
}

/// `31/Jan/2026:12:34:56 +0000`
std::optional<std::int64_t> parse_web_log(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  TimeScanner in(text);
  CivilTime civil;
  civil.day = in.digits(2);
  in.expect('/');
  const std::size_t at = kMonths.find(in.letters(3));
  if (at == kMonths.npos || at % 3 != 0) return std::nullopt;
  civil.month = static_cast<int>(at / 3) + 1;
  in.expect('/');
  civil.year = in.digits(4);
  in.expect(':');
  civil.hour = in.digits(2);
  in.expect(':');
  civil.minute = in.digits(2);
  in.expect(':');
  civil.second = in.digits(2);
  return instant(in, civil, 0);
}

/// `20260131123456789`
std::optional<std::int64_t> parse_digits(std::string_view text) {
  TimeScanner in(text);
  CivilTime civil;
  civil.year = in.digits(4);
  civil.month = in.digits(2);
  civil.day = in.digits(2);
  civil.hour = in.digits(2);
  civil.minute = in.digits(2);
  civil.second = in.digits(2);
  const int ms = in.digits(3);
  return instant(in, civil, ms * std::int64_t{1'000});
}

/// A number of at most 16 digits.
std::optional<std::int64_t> whole_number(TimeScanner& in, int& digits) {
  std::int64_t value = 0;
  for (digits = 0; in.at_digit(); ++digits) {
    if (digits == 16) return std::nullopt;
    value = value * 10 + in.digits(1);
  }
  return digits == 0 ? std::nullopt : std::optional(value);
}

std::optional<std::int64_t> parse_epoch(std::string_view text) {
  TimeScanner in(text);
  int digits = 0;
  const auto value = whole_number(in, digits);
  if (!value) return std::nullopt;
  const std::int64_t unit = epoch_unit_us(static_cast<std::size_t>(digits));
  const std::int64_t fraction_us = in.accept('.') ? in.fraction_us() / (kSecondUs / unit) : 0;
  if (!in.ok() || !in.done()) return std::nullopt;
  return *value * unit + fraction_us;
}

/// `/Date(1769862896000)/`: always ms. An offset only says how .NET would show it.
std::optional<std::int64_t> parse_wrapped_ms(std::string_view text) {
  constexpr std::string_view kOpen = "/Date(";
  constexpr std::string_view kClose = ")/";
  constexpr int kMostDigits = 15;
  if (!text.starts_with(kOpen) || !text.ends_with(kClose)) return std::nullopt;
  text.remove_prefix(kOpen.size());
  text.remove_suffix(kClose.size());
  TimeScanner in(text);
  int digits = 0;
  const auto ms = whole_number(in, digits);
  if (!ms || digits > kMostDigits) return std::nullopt;
  if (in.accept('+') || in.accept('-')) in.digits(4);
  if (!in.ok() || !in.done()) return std::nullopt;
  return before_year_10000(*ms * 1'000);
}

}  // namespace

std::optional<std::int64_t> parse_time_us(std::string_view text) {
  constexpr std::size_t kDigitsWithMs = 17;
  if (text.size() >= 10 && text[4] == '-') return parse_iso(text);
  if (text.size() >= 10 && text[2] == '/') return parse_web_log(text);
  if (text.starts_with('/')) return parse_wrapped_ms(text);
  if (text.size() == kDigitsWithMs && text.find('.') == text.npos) return parse_digits(text);
  return parse_epoch(text);
}

TimeReader::Start TimeReader::start_of(const char* text, std::size_t size) {
  return {load_as<std::uint64_t>(text), load_as<std::uint64_t>(text + size - 8)};
}

std::optional<std::int64_t> TimeReader::read(std::string_view text) {
  if (text.size() == kSizeWithMs && start_of(text.data(), kMinuteSize) == minute_) {
    if (const auto us = usual_seconds_us(text)) return minute_us_ + *us;
  }
  return read_day(text);
}

std::optional<std::int64_t> TimeReader::read_day(std::string_view text) {
  if (text.size() <= kDateSize || start_of(text.data(), kDateSize) != date_) {
    return read_other(text);
  }
  const auto clock = usual_clock_us(text);
  if (!clock) return read_other(text);
  const std::int64_t time = midnight_us_ + *clock;
  if (text.size() == kSizeWithMs) {
    minute_ = start_of(text.data(), kMinuteSize);
    minute_us_ = time - *clock % kMinuteUs;
  }
  return time;
}

std::optional<std::int64_t> TimeReader::read_other(std::string_view text) {
  if (const auto us = usual_epoch_us(text)) return us;
  if (text == other_) return other_us_;
  other_us_ = parse_time_us(text);
  other_ = text;
  if (!other_us_ || text.size() <= kDateSize || text[kDateSize - 1] != 'T') return other_us_;
  if (const auto clock = usual_clock_us(text)) {
    date_ = start_of(text.data(), kDateSize);
    midnight_us_ = *other_us_ - *clock;
  }
  return other_us_;
}

}  // namespace seenby
