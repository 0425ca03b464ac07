// A text as a log's time, as --since and as a zone's name; then the buckets of that instant in some
// zone, against the C library's calendar, which reads the same zone files by other code.
#include <array>
#include <cstdlib>
#include <ctime>
#include <string>

#include "check.h"
#include "events/time.h"
#include "events/time_bucket.h"
#include "seenby/error.h"
#include "seenby/selection.h"

namespace {

using seenby::check;

constexpr std::array kZones = {"UTC",          "Europe/Berlin",       "America/New_York",
                               "Asia/Kolkata", "Australia/Lord_Howe", "Asia/Tokyo",
                               "Pacific/Apia", "America/St_Johns"};
constexpr std::uint8_t kZoneByte = 0xff;
constexpr std::int64_t kSecondUs = 1'000'000;

std::string calendar_text(std::int64_t us, const char* format) {
  const std::time_t second = us / kSecondUs;
  std::tm parts{};
  check(localtime_r(&second, &parts) != nullptr);
  char text[64];
  return {text, std::strftime(text, sizeof text, format, &parts)};
}

void check_buckets(std::int64_t us, const char* zone) {
  setenv("TZ", zone, 1);
  tzset();
  for (const auto& [unit, format] : {std::pair{seenby::TimeUnit::kHour, "%Y-%m-%dT%H:00"},
                                     {seenby::TimeUnit::kDay, "%Y-%m-%d"},
                                     {seenby::TimeUnit::kWeek, "%G-W%V"},
                                     {seenby::TimeUnit::kMonth, "%Y-%m"}}) {
    seenby::TimeBuckets buckets(unit, zone);
    const std::string bucket(buckets.of(us));
    // The second of two equal local hours has its offset behind it.
    check(bucket.starts_with(calendar_text(us, format)));
    if (unit != seenby::TimeUnit::kDay) continue;
    if (bucket.size() > 10) continue;  // the year 10000, which no flag takes
    const std::int64_t midnight = seenby::parse_instant("--since", bucket, zone);
    check(midnight <= us && buckets.of(midnight) == bucket);
    check(buckets.of(us) == bucket);
  }
}

void check_flag(std::string_view text, const char* zone) {
  try {
    seenby::parse_instant("--since", text, zone);
  } catch (const seenby::Error& error) {
    check(error.code() == seenby::ExitCode::kUsage);
  }
}

/// Slow: what is no zone is compared with all that are.
void check_zone(std::string_view name) {
  try {
    seenby::check_time_zone(name);
    seenby::parse_instant("--since", "2026-01-31", name);
  } catch (const seenby::Error& error) {
    check(error.code() == seenby::ExitCode::kUsage);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const char* const zone = kZones[data[0] % kZones.size()];
  std::string_view texts = seenby::text_of(data + 1, size - 1);
  if (data[0] == kZoneByte) check_zone(texts);
  seenby::TimeReader reader;
  while (!texts.empty()) {
    const std::string_view text = seenby::next_line(texts);
    if (text.find('\xff') != std::string_view::npos) continue;  // no UTF-8: see kNoText
    const std::optional<std::int64_t> time = seenby::parse_time_us(text);
    // What was read before changes nothing.
    for (int pass = 0; pass < 2; ++pass) check(reader.read(text) == time);
    if (time) {
      const bool of_1969 = *time < 0;  // by its offset; written without one it is none
      check(of_1969 || seenby::parse_time_us(seenby::instant_in_utc(*time)) == time);
      check_buckets(*time, zone);
    }
    check_flag(text, zone);
  }
  return 0;
}
