// Time zones by IANA name, and the instants that --since and --until name in them. Names that mean
// something else on each machine (localtime, paths) are none, and neither are the tables that count
// leap seconds, which logs do not.
#include <absl/strings/string_view.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "events/time.h"
#include "events/time_bucket.h"
#include "nearest.h"
#include "seenby/error.h"
#include "seenby/selection.h"

namespace seenby {
namespace {

namespace fs = std::filesystem;

absl::string_view of(std::string_view text) { return {text.data(), text.size()}; }

/// Where Abseil looks.
fs::path zone_folder() {
  const char* const given = std::getenv("TZDIR");
  return given != nullptr && *given != '\0' ? given : "/usr/share/zoneinfo";
}

bool is_zone_file(const fs::path& file) {
  std::array<char, 4> magic{};
  std::ifstream(file, std::ios::binary).read(magic.data(), magic.size());
  return std::string_view(magic.data(), magic.size()) == "TZif";
}

bool is_iana_name(std::string_view name) {
  constexpr std::array<std::string_view, 3> kMachines = {"localtime", "posixrules", "Factory"};
  constexpr std::array<std::string_view, 2> kCopies = {"posix/", "right/"};
  if (std::find(kMachines.begin(), kMachines.end(), name) != kMachines.end()) return false;
  return std::none_of(kCopies.begin(), kCopies.end(),
                      [&](std::string_view copy) { return name.starts_with(copy); });
}

/// For "did you mean"; empty when the machine has no zones.
std::vector<std::string> zone_names() {
  std::vector<std::string> names;
  std::error_code failure;
  for (fs::recursive_directory_iterator file(zone_folder(), failure), end; file != end;
       file.increment(failure)) {
    std::string name = file->path().lexically_relative(zone_folder()).generic_string();
    if (file->is_directory() || !is_iana_name(name) || !is_zone_file(file->path())) continue;
    names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool load(std::string_view name, absl::TimeZone& zone) {
  if (name == "UTC") {
    zone = absl::UTCTimeZone();
    return true;
  }
  const bool is_name = !name.empty() && name.front() != '/' && name.find('.') == name.npos &&
                       name.find(':') == name.npos && is_iana_name(name);
  return is_name && absl::LoadTimeZone(of(name), &zone);
}

constexpr std::size_t kDateSize = 10;
constexpr std::array<std::string_view, 5> kForms = {"%Y-%m-%d%ET%H:%M:%E*S%Ez",
                                                    "%Y-%m-%d%ET%H:%M%Ez", "%Y-%m-%d%ET%H:%M:%E*S",
                                                    "%Y-%m-%d%ET%H:%M", "%Y-%m-%d"};

std::optional<absl::Time> parse_date(std::string text, const absl::TimeZone& zone) {
  if (text.size() > kDateSize && text[kDateSize] == ' ') text[kDateSize] = 'T';
  for (const std::string_view form : kForms) {
    absl::Time time;
    if (absl::ParseTime(of(form), text, zone, &time, nullptr)) return time;
  }
  return std::nullopt;
}

}  // namespace

absl::TimeZone time_zone_of(std::string_view name) {
  absl::TimeZone zone;
  if (!load(name, zone)) check_time_zone(name);
  return zone;
}

void check_time_zone(std::string_view name) {
  absl::TimeZone zone;
  if (load(name, zone)) return;
  const std::vector<std::string> known = zone_names();
  if (known.empty()) {
    throw Error(ExitCode::kUsage,
                fmt::format("--tz {}: this machine has no time zone data in {}; install tzdata",
                            name, zone_folder().string()));
  }
  const std::vector<std::string_view> views(known.begin(), known.end());
  throw Error(ExitCode::kUsage,
              fmt::format("--tz takes the IANA name of a time zone, such as Europe/Berlin or UTC, "
                          "not '{}'{}",
                          name, did_you_mean(name, views)));
}

std::int64_t parse_instant(std::string_view flag, std::string_view text,
                           std::string_view time_zone) {
  const bool is_date =
      text.size() >= kDateSize && text[4] == '-' && text.front() >= '0' && text.front() <= '9';
  if (is_date) {
    if (const auto time = parse_date(std::string(text), time_zone_of(time_zone))) {
      return absl::ToUnixMicros(*time);
    }
  } else if (text.size() > kDateSize - 2 && text.find_first_not_of("0123456789.") == text.npos) {
    if (const auto time_us = parse_time_us(text)) return *time_us;
  }
  throw Error(ExitCode::kUsage,
              fmt::format("{} takes a date such as 2026-01-31, an instant such as "
                          "2026-01-31T12:00:00Z, or an epoch number, not '{}'",
                          flag, text));
}

void settle_window(Selection& selection) {
  const std::string zone = selection.time_zone.empty() ? "UTC" : selection.time_zone;
  if (!selection.since.empty()) {
    selection.since_us = parse_instant("--since", selection.since, zone);
  }
  if (!selection.until.empty()) {
    selection.until_us = parse_instant("--until", selection.until, zone);
  }
  if (selection.since_us < selection.until_us) return;
  throw Error(ExitCode::kUsage, fmt::format("--until {} is not after --since {}, so no record "
                                            "could be counted",
                                            selection.until, selection.since));
}

Selection without_window(Selection selection) {
  const Selection all;
  selection.since_us = all.since_us;
  selection.until_us = all.until_us;
  return selection;
}

std::string instant_in_utc(std::int64_t us) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", absl::FromUnixMicros(us), absl::UTCTimeZone());
}

}  // namespace seenby
