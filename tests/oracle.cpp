// Follows METRICS.md word by word. Shares with src/ only viewer_hash(), which has golden values of
// its own in tests/tally, because it orders conflicting duplicates.
#include "oracle.h"

#include <absl/time/time.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <regex>
#include <set>
#include <tuple>

#include "events/time.h"
#include "slow_json.h"
#include "tally/murmur3.h"

namespace seenby {
namespace {

using Text = std::optional<std::string>;

struct OracleRecord {
  std::size_t event_class = 0;
  Text viewer;
  Text id;
  OracleGroup group;
  std::int64_t time_us = kNoTime;
  std::optional<std::int64_t> cost;
  std::size_t input = 0;

  [[nodiscard]] bool is(EventClass c) const { return event_class == static_cast<std::size_t>(c); }
};

/// What seenby promises to compare: time, group (its length first), viewer, cost, input.
auto order_of(const OracleRecord& r) {
  std::vector<std::pair<std::size_t, std::string>> group;
  for (const Text& value : r.group) {
    group.emplace_back(value ? value->size() + 1 : 0, value.value_or(""));
  }
  const bool matters = r.is(EventClass::kImpression) || r.is(EventClass::kClick);
  const bool known = r.viewer && matters;
  return std::make_tuple(r.time_us, group, known, known ? viewer_hash(*r.viewer) : 0, r.cost,
                         r.input);
}

std::optional<std::int64_t> slow_micros(const std::string& text) {
  const auto number = read_slowly("{\"n\":" + text + "}");
  if (!number || number->values[0].kind != SlowJson::Kind::kPlain) return std::nullopt;
  if (text == "true" || text == "false") return std::nullopt;
  const long double micros = std::strtold(text.c_str(), nullptr) * 1e6L;
  if (std::fabs(micros) > 9e18L) return std::nullopt;
  return std::llround(micros);
}

/// RFC 3339 with a full zone, or epoch seconds or milliseconds; the other forms, which a spoiled
/// line may hold, have tests of their own.
std::int64_t slow_time(const std::string& text) {
  absl::Time time;
  std::string error;
  static const std::regex usual(R"(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))");
  if (std::regex_match(text, usual) && absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
    return absl::ToUnixMicros(time);
  }
  const bool is_epoch = text.find_first_not_of("0123456789") == std::string::npos;
  if (is_epoch && text.size() <= 14) {
    return std::stoll(text) * (text.size() <= 11 ? 1'000'000 : 1'000);
  }
  return parse_time_us(text).value_or(kNoTime);
}

class Oracle {
 public:
  explicit Oracle(const RunOptions& options) : options_(options) {}

  void input(const std::string& bytes) {
    result_.inputs.emplace_back();
    std::string_view left = bytes;
    if (left.starts_with("\xef\xbb\xbf")) left.remove_prefix(3);
    while (!left.empty()) {
      const std::size_t size = std::min(left.find('\n'), left.size());
      line(left.substr(0, size));
      left.remove_prefix(std::min(size + 1, left.size()));
    }
  }

  OracleResult finish() {
    for (const auto& [id, same] : with_id_) keep_first(same);
    for (const OracleRecord& record : kept_) count(record);
    count_viewers();
    count_frequencies();
    const bool parsed = std::any_of(result_.inputs.begin(), result_.inputs.end(),
                                    [](const Accounting& a) { return a.parsed > 0; });
    const std::size_t needed =
        options_.group_by.size() + 2 + (options_.selection.has_window() ? 1 : 0);
    if (!options_.selection.has_window()) matched_.erase("time");
    result_.fails = parsed && matched_.size() < needed;
    return std::move(result_);
  }

 private:
  Text text_at(const SlowJson& json, const Path& path) const {
    const SlowJson* const value = json.find(path.steps);
    if (value == nullptr) return std::nullopt;
    if (value->kind == SlowJson::Kind::kPlain) return value->text;
    const auto& missing = options_.mapping.missing;
    const bool is_missing = value->kind != SlowJson::Kind::kText || value->text.empty() ||
                            std::count(missing.begin(), missing.end(), value->text) > 0;
    return is_missing ? Text() : value->text;
  }

  Text text_of(const SlowJson& json, Field field) const {
    for (const Source& source : options_.mapping.sources(field)) {
      if (const Text text = text_at(json, source.parts.front())) return text;
    }
    return std::nullopt;
  }

  /// The --by column that new reach goes by.
  [[nodiscard]] std::optional<std::size_t> time_column() const {
    for (const TimeUnit unit : {TimeUnit::kDay, TimeUnit::kMonth}) {
      for (std::size_t i = 0; i < options_.group_by.size(); ++i) {
        if (options_.group_by[i].time_unit == unit) return i;
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] Text slow_bucket(TimeUnit unit, std::int64_t time_us) const {
    if (time_us == kNoTime) return std::nullopt;
    absl::TimeZone zone;
    EXPECT_TRUE(absl::LoadTimeZone(options_.selection.time_zone, &zone));
    return absl::FormatTime(unit == TimeUnit::kDay ? "%Y-%m-%d" : "%Y-%m",
                            absl::FromUnixMicros(time_us), zone);
  }

  static bool holds(const Filter& filter, const Text& value) {
    static const std::regex number(R"(-?\d+(\.\d+)?([eE][+-]?\d+)?)");
    const auto sign = filter.sign;
    if (!value) return sign == FilterSign::kDiffers || sign == FilterSign::kMatchesNot;
    if (sign == FilterSign::kEquals) return *value == filter.value;
    if (sign == FilterSign::kDiffers) return *value != filter.value;
    if (sign == FilterSign::kMatches || sign == FilterSign::kMatchesNot) {
      const bool found = std::regex_search(*value, std::regex(filter.value));
      return found == (sign == FilterSign::kMatches);
    }
    int order = value->compare(filter.value);
    if (std::regex_match(*value, number) && std::regex_match(filter.value, number)) {
      const long double a = std::strtold(value->c_str(), nullptr);
      const long double b = std::strtold(filter.value.c_str(), nullptr);
      order = a < b ? -1 : a > b ? 1 : 0;
    }
    return (sign == FilterSign::kLess && order < 0) ||
           (sign == FilterSign::kLessOrEqual && order <= 0) ||
           (sign == FilterSign::kGreater && order > 0) ||
           (sign == FilterSign::kGreaterOrEqual && order >= 0);
  }

  bool is_selected(const SlowJson& json, std::int64_t time_us) const {
    const Selection& selection = options_.selection;
    if (selection.has_window() &&
        (time_us == kNoTime || time_us < selection.since_us || time_us >= selection.until_us)) {
      return false;
    }
    return std::all_of(selection.where.begin(), selection.where.end(), [&](const Filter& filter) {
      return holds(filter,
                   filter.field ? text_of(json, *filter.field) : text_at(json, filter.path));
    });
  }

  void line(std::string_view text) {
    Accounting& a = result_.inputs.back();
    ++a.lines;
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.size() > options_.input.max_line_bytes) {
      ++a.oversized;
    } else if (text.find_first_not_of(" \t\r") == std::string_view::npos) {
      ++a.blank;
    } else if (const auto json = read_slowly(text)) {
      ++a.parsed;
      ++a.records;
      record(*json, a);
    } else {
      ++a.malformed;
    }
  }

  void record(const SlowJson& json, Accounting& a) {
    const Text event = text_of(json, Field::kEvent);
    const Text content = text_of(json, Field::kContent);
    if (event) matched_.insert("event");
    if (content) matched_.insert("content");
    OracleRecord r;
    const bool wants_time = options_.selection.has_window() || time_column();
    const Text time = text_of(json, Field::kTime);
    if (time) matched_.insert("time");
    const auto read_time = [&] {
      if (!time) return;
      r.time_us = slow_time(*time);
      a.unreadable_time += r.time_us == kNoTime ? 1 : 0;
    };
    if (wants_time) read_time();
    for (std::size_t i = 0; i < options_.group_by.size(); ++i) {
      const GroupField& by = options_.group_by[i];
      r.group.push_back(by.field ? text_of(json, *by.field) : text_at(json, by.path));
      if (r.group.back()) matched_.insert("by " + std::to_string(i));
      if (by.time_unit) r.group.back() = slow_bucket(*by.time_unit, r.time_us);
    }
    if (!is_selected(json, r.time_us)) {
      ++a.filtered;
      return;
    }
    const auto& names = options_.mapping.names;
    const auto named = std::find_if(names.begin(), names.end(), [&](const auto& list) {
      return event && std::count(list.begin(), list.end(), *event) > 0;
    });
    if (named == names.end()) {
      ++a.unmapped;
      return;
    }
    if (!content) {
      ++a.no_content;
      return;
    }
    r.event_class = static_cast<std::size_t>(named - names.begin());
    r.viewer = text_of(json, Field::kViewer);
    r.input = result_.inputs.size() - 1;
    if (const Text cost = text_of(json, Field::kCost)) {
      r.cost = slow_micros(*cost);
      a.unreadable_cost += r.cost ? 0 : 1;
    }
    if (options_.dedup == Dedup::kById) r.id = text_of(json, Field::kId);
    if (!r.id) {
      kept_.push_back(r);
      return;
    }
    if (!wants_time) read_time();
    with_id_[{r.event_class, *r.id}].push_back(r);
  }

  void keep_first(const std::vector<OracleRecord>& same) {
    const auto first = std::min_element(same.begin(), same.end(), [](const auto& a, const auto& b) {
      return order_of(a) < order_of(b);
    });
    kept_.push_back(*first);
    for (const OracleRecord& r : same) ++result_.inputs[r.input].duplicate;
    --result_.inputs[first->input].duplicate;
  }

  void count(const OracleRecord& r) {
    ++result_.inputs[r.input].counted;
    for (RowCounts* const row : {&result_.rows[r.group], &result_.total}) {
      const std::array<std::uint64_t*, kEventClassCount> counters = {
          &row->impressions, &row->clicks, &row->likes,       &row->comments,
          &row->shares,      &row->saves,  &row->conversions, &row->viewable};
      ++*counters[r.event_class];
      const bool is_engagement = r.is(EventClass::kLike) || r.is(EventClass::kComment) ||
                                 r.is(EventClass::kShare) || r.is(EventClass::kSave);
      row->engagements += is_engagement ? 1 : 0;
      row->identified_impressions += r.is(EventClass::kImpression) && r.viewer ? 1 : 0;
      row->spend.value += r.cost.value_or(0);
    }
    if (!r.viewer) return;
    if (r.is(EventClass::kImpression)) ++saw_[*r.viewer][r.group];
    if (r.is(EventClass::kClick)) clicks_[*r.viewer].push_back(r.group);
  }

  void count_viewers() {
    for (const auto& [viewer, groups] : saw_) {
      const std::vector<OracleGroup>& clicks = clicks_[viewer];
      for (const auto& [group, impressions] : groups) {
        RowCounts& row = result_.rows[group];
        ++row.reach;
        row.unique_clickers += std::count(clicks.begin(), clicks.end(), group) > 0 ? 1 : 0;
        row.exclusive_reach += groups.size() == 1 ? 1 : 0;
      }
      ++result_.total.reach;
      result_.total.unique_clickers += clicks.empty() ? 0 : 1;
      result_.total.exclusive_reach += groups.size() == 1 ? 1 : 0;
    }
    count_new_reach();
    for (const auto& [viewer, clicks] : clicks_) {
      for (const OracleGroup& group : clicks) {
        if (saw_[viewer].contains(group)) continue;
        ++*result_.rows[group].clicks_without_impression;
        ++*result_.total.clicks_without_impression;
      }
    }
  }

  void count_new_reach() {
    const std::optional<std::size_t> column = time_column();
    if (!column) return;
    for (auto& [group, row] : result_.rows) row.new_reach = 0;
    result_.total.new_reach = result_.total.reach;
    const auto bucket_of = [&](const OracleGroup& group) {
      return std::pair(!group[*column].has_value(), group[*column]);
    };
    for (const auto& [viewer, groups] : saw_) {
      if (groups.empty()) continue;
      auto first = bucket_of(groups.begin()->first);
      for (const auto& [group, impressions] : groups) first = std::min(first, bucket_of(group));
      for (const auto& [group, impressions] : groups) {
        if (bucket_of(group) == first) ++*result_.rows[group].new_reach;
      }
    }
  }

  /// Of every row and the total, if the report counts them.
  void count_frequencies() {
    if (options_.report.kind != ReportKind::kFrequency) return;
    std::map<OracleGroup, FrequencyCounts*> of_row;
    for (auto& [group, row] : result_.rows) {
      of_row[group] = &result_.frequencies.emplace_back();
      row.by_frequency = OptionalCounts<FrequencyCounts>(of_row[group]);
    }
    FrequencyCounts& total = result_.frequencies.emplace_back();
    result_.total.by_frequency = OptionalCounts<FrequencyCounts>(&total);
    for (const auto& [viewer, rows] : saw_) {
      std::uint64_t all = 0;
      for (const auto& [group, impressions] : rows) {
        if (impressions > 0) ++of_row.at(group)->at(impressions > 9 ? 9 : impressions - 1);
        all += impressions;
      }
      if (all > 0) ++total.at(all > 9 ? 9 : all - 1);
    }
  }

  const RunOptions& options_;
  OracleResult result_;
  std::set<std::string> matched_;
  std::vector<OracleRecord> kept_;
  std::map<std::pair<std::size_t, std::string>, std::vector<OracleRecord>> with_id_;
  std::map<std::string, std::map<OracleGroup, std::uint64_t>> saw_;  ///< impressions
  std::map<std::string, std::vector<OracleGroup>> clicks_;
};

}  // namespace

OracleResult count_slowly(const std::vector<std::string>& inputs, const RunOptions& options) {
  Oracle oracle(options);
  for (const std::string& bytes : inputs) oracle.input(bytes);
  return oracle.finish();
}

}  // namespace seenby
