// One row for each setting but the mapping, which differs in more than a word.
#include "tally_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <sstream>
#include <string_view>

#include "seenby/error.h"
#include "seenby/selection.h"

namespace seenby {
namespace {

constexpr std::string_view kMapping = "mapping";
constexpr char kSeparator = '\n';

std::string by_text(const RunOptions& options) {
  std::string text;
  for (const GroupField& field : options.group_by) {
    text += (text.empty() ? "" : ",") + field.name;
  }
  return text;
}

std::string where_text(const RunOptions& options) {
  std::vector<std::string> texts;
  for (const Filter& filter : options.selection.where) texts.push_back(filter.text);
  std::sort(texts.begin(), texts.end());
  return fmt::format("{}", fmt::join(texts, std::string(1, kSeparator)));
}

void take_where(RunOptions& options, const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line, kSeparator);) {
    options.selection.where.push_back(parse_filter(line));
  }
}

std::string instant_text(std::int64_t us) {
  if (us == std::numeric_limits<std::int64_t>::min() ||
      us == std::numeric_limits<std::int64_t>::max()) {
    return {};
  }
  return instant_in_utc(us);
}

std::string reach_text(const RunOptions& options) {
  if (!options.reach) return {};
  return options.reach->is_exact() ? "exact" : fmt::format("approx={}", options.reach->lg_k);
}

std::string window_text(const std::optional<std::int64_t>& us) {
  return us ? fmt::format("{}s", *us / 1'000'000) : std::string();
}

struct Row {
  std::string_view name;
  std::string_view flag;
  std::string (*text)(const RunOptions&);  ///< empty: left open
  void (*take)(RunOptions&, const std::string&);
  std::string_view otherwise = {};  ///< what a file means that leaves it open
};

constexpr std::array kRows{
    Row{"by", "--by", by_text,
        [](RunOptions& o, const std::string& text) { o.group_by = parse_group_by(text); }},
    Row{"time zone", "--tz", [](const RunOptions& o) { return o.selection.time_zone; },
        [](RunOptions& o, const std::string& text) {
          check_time_zone(text);
          o.selection.time_zone = text;
          settle_window(o.selection);
        }},
    Row{"since", "--since", [](const RunOptions& o) { return instant_text(o.selection.since_us); },
        [](RunOptions& o, const std::string& text) {
          o.selection.since_us = parse_instant("--since", text, "UTC");
        }},
    Row{"until", "--until", [](const RunOptions& o) { return instant_text(o.selection.until_us); },
        [](RunOptions& o, const std::string& text) {
          o.selection.until_us = parse_instant("--until", text, "UTC");
        }},
    Row{"where", "--where", where_text, take_where},
    Row{"bots", "--exclude-bots",
        [](const RunOptions& o) {
          return std::string(o.selection.bots == Bots::kExcluded ? "excluded" : "");
        },
        [](RunOptions& o, const std::string&) { o.selection.bots = Bots::kExcluded; }},
    Row{"duplicates", "--no-dedup",
        [](const RunOptions& o) { return std::string(o.dedup == Dedup::kOff ? "counted" : ""); },
        [](RunOptions& o, const std::string&) { o.dedup = Dedup::kOff; }},
    Row{"dedup window", "--dedup-window",
        [](const RunOptions& o) { return window_text(o.dedup_window_us); },
        [](RunOptions& o, const std::string& text) {
          o.dedup_window_us = std::int64_t{1'000'000} * std::stoll(text);
        }},
    Row{"reach", "--reach", reach_text,
        [](RunOptions& o, const std::string& text) { o.reach = parse_reach(text); }, "exact"},
};

std::string value_of(const std::vector<TallySetting>& settings, const Row& row) {
  for (const TallySetting& setting : settings) {
    if (setting.name == row.name) return setting.value;
  }
  return std::string(row.otherwise);
}

std::string said(const Row& row, std::string text) {
  std::replace(text.begin(), text.end(), kSeparator, ' ');
  if (text.empty()) return fmt::format("without {}", row.flag);
  const bool is_toggle = text == "excluded" || text == "counted";
  return is_toggle ? fmt::format("with {}", row.flag) : fmt::format("with {} {}", row.flag, text);
}

void refuse_unknown(const std::vector<TallySetting>& settings, const std::string& file) {
  for (const TallySetting& setting : settings) {
    const auto is_it = [&](const Row& row) { return row.name == setting.name; };
    if (setting.name == kMapping || std::any_of(kRows.begin(), kRows.end(), is_it)) continue;
    throw Error(ExitCode::kIo, fmt::format("{}: depends on '{}', which this seenby does not know; "
                                           "use the newer seenby that wrote it",
                                           file, setting.name));
  }
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool is_report_window(const Row& row) { return row.name == "since" || row.name == "until"; }

}  // namespace

std::vector<TallySetting> tally_settings(const RunOptions& options,
                                         const std::vector<Mapping>& mappings) {
  std::vector<TallySetting> settings;
  for (const Row& row : kRows) {
    std::string text = row.text(options);
    if (text != row.otherwise) settings.push_back({std::string(row.name), std::move(text)});
  }
  std::vector<std::string> texts;
  texts.reserve(mappings.size());
  for (const Mapping& mapping : mappings) texts.push_back(mapping_text(mapping));
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  for (std::string& text : texts) settings.push_back({std::string(kMapping), std::move(text)});
  return settings;
}

std::vector<Mapping> saved_mappings(const std::vector<TallySetting>& settings,
                                    const std::string& file) {
  std::vector<Mapping> mappings;
  for (const TallySetting& setting : settings) {
    if (setting.name != kMapping) continue;
    try {
      mappings.push_back(parse_mapping(setting.value, file));
    } catch (const Error& error) {
      throw Error(ExitCode::kIo, error.what());
    }
  }
  return mappings;
}

void adopt_settings(const std::vector<TallySetting>& settings, const std::string& file,
                    RunOptions& options) {
  refuse_unknown(settings, file);
  for (const Row& row : kRows) {
    const std::string mine = row.text(options);
    const std::string theirs = value_of(settings, row);
    if (mine == theirs) continue;
    if (mine.empty()) {
      row.take(options, theirs);
    } else if (!theirs.empty() || !is_report_window(row)) {
      throw Error(ExitCode::kUsage,
                  fmt::format("{}: counted {}, but this run is {}; leave the flag out to report it "
                              "as it is, or count the logs again",
                              file, said(row, theirs), said(row, mine)));
    }
  }
}

bool has_window(const std::vector<TallySetting>& settings) {
  return std::any_of(kRows.begin(), kRows.end(), [&](const Row& row) {
    return is_report_window(row) && !value_of(settings, row).empty();
  });
}

void settle_defaults(RunOptions& options) {
  if (options.group_by.empty()) options.group_by = parse_group_by("content");
  if (options.selection.time_zone.empty()) options.selection.time_zone = "UTC";
  if (!options.reach) options.reach = ReachChoice{};
}

void check_same_settings(const SettingsOfFile& one, const SettingsOfFile& other) {
  refuse_unknown(other.settings, other.file);
  const auto fail = [&](const std::string& mine, const std::string& theirs) {
    throw Error(ExitCode::kUsage,
                fmt::format("{}: counted {}, but {} {}; tallies add only where all settings are "
                            "equal",
                            other.file, theirs, one.file, mine));
  };
  for (const Row& row : kRows) {
    const std::string mine = value_of(one.settings, row);
    const std::string theirs = value_of(other.settings, row);
    if (mine != theirs) fail(said(row, mine), said(row, theirs));
  }
  const std::vector<Mapping> mine = saved_mappings(one.settings, one.file);
  const std::vector<Mapping> theirs = saved_mappings(other.settings, other.file);
  if (mine.empty() || theirs.empty() || mine == theirs) return;
  for (const Mapping& mapping : theirs) {
    const auto same_name = [&](const Mapping& known) { return known.name == mapping.name; };
    const auto known = std::find_if(mine.begin(), mine.end(), same_name);
    if (known == mine.end()) {
      fail("without it", fmt::format("by mapping {}", mapping.name));
    } else if (!(*known == mapping)) {
      throw Error(ExitCode::kUsage,
                  fmt::format("{}: another mapping than that of {}: {}; tallies add only where all "
                              "settings are equal",
                              other.file, one.file, mapping_difference(mapping, *known)));
    }
  }
  fail("by another one, too", "by fewer mappings");
}

std::string mapping_difference(const Mapping& one, const Mapping& other) {
  const std::vector<std::string> mine = lines_of(mapping_text(one));
  const std::vector<std::string> theirs = lines_of(mapping_text(other));
  const auto [a, b] = std::mismatch(mine.begin(), mine.end(), theirs.begin(), theirs.end());
  const std::string nothing = "nothing there";
  return fmt::format("`{}` against `{}`", a == mine.end() ? nothing : *a,
                     b == theirs.end() ? nothing : *b);
}

}  // namespace seenby
