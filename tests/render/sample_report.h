// Small reports by hand, with metrics of their own: rendering is tested without the stages before
// it and without the real metric table.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "seenby/render.h"

namespace seenby::test {

class StringSink : public TextSink {
 public:
  void write(std::string_view text) override {
    text_ += text;
    largest_write_ = std::max(largest_write_, text.size());
  }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t largest_write() const { return largest_write_; }

 private:
  std::string text_;
  std::size_t largest_write_ = 0;
};

inline double as_double(std::uint64_t count) { return static_cast<double>(count); }

inline Cell impressions_of(const RowCounts& counts) { return counts.impressions; }
inline Cell ctr_of(const RowCounts& counts) {
  if (counts.impressions == 0) return {};
  return as_double(counts.clicks) / as_double(counts.impressions);
}
inline Cell frequency_of(const RowCounts& counts) {
  if (counts.reach == 0) return {};
  return as_double(counts.impressions) / as_double(counts.reach);
}
inline Cell spend_of(const RowCounts& counts) { return counts.spend; }
inline Cell cpm_of(const RowCounts& counts) {
  if (counts.impressions == 0) return {};
  return static_cast<double>(counts.spend.value) / 1e3 / as_double(counts.impressions);
}

inline constexpr Metric kImpressions{"impressions", Unit::kCount, ColumnSet::kDefault, "",
                                     impressions_of};
inline constexpr Metric kCtr{"ctr", Unit::kFraction, ColumnSet::kDefault, "", ctr_of};
inline constexpr Metric kFrequency{"frequency", Unit::kRatio, ColumnSet::kDefault, "",
                                   frequency_of};
inline constexpr Metric kSpend{"spend", Unit::kMoney, ColumnSet::kDefaultWithCost, "", spend_of};
inline constexpr Metric kCpm{"cpm", Unit::kPrice, ColumnSet::kDefaultWithCost, "", cpm_of};

using Group = GroupValues;

inline Column metric_column(const Metric& metric) {
  return {std::string(metric.name), metric.unit, &metric, 0};
}

/// A report without rows, with a column per group and per metric.
inline Report empty_report(std::vector<std::string> group_by,
                           std::initializer_list<const Metric*> shown) {
  Report report;
  for (std::size_t group = 0; group < group_by.size(); ++group) {
    report.columns.push_back({group_by[group], Unit::kText, nullptr, group});
  }
  for (const Metric* metric : shown) report.columns.push_back(metric_column(*metric));
  report.group_by = std::move(group_by);
  return report;
}

/// Rows of one group column and the count of impressions. Views into `names` are kept.
inline Report report_of_names(const std::vector<std::string>& names) {
  Report report = empty_report({"content"}, {&kImpressions});
  for (const std::string& name : names) {
    report.rows.push_back({Group{std::string_view(name)}, RowCounts{.impressions = 7}});
  }
  report.total.impressions = 7 * names.size();
  return report;
}

/// One row of each unit, one with empty cells, a missing group value and a total.
inline Report sample_report() {
  Report report =
      empty_report({"content", "day"}, {&kImpressions, &kFrequency, &kCtr, &kSpend, &kCpm});
  report.rows.push_back(
      {Group{"first", "2024-01-31"},
       RowCounts{.impressions = 350, .clicks = 7, .spend = Micros{1'250'000}, .reach = 300}});
  report.rows.push_back({Group{"b", std::nullopt}, RowCounts{.clicks = 1}});
  report.total =
      RowCounts{.impressions = 350, .clicks = 8, .spend = Micros{1'250'000}, .reach = 300};
  report.accounting.lines = report.accounting.parsed = 358;
  report.accounting.records = report.accounting.counted = 358;
  report.inputs.push_back({"log.jsonl", report.accounting, {}});
  report.rows_before_top = report.rows.size();
  const ThetaSketch one{ThetaSketch::kAll, {7}};
  report.sketches = Sketches{{{one, {}}, {{}, one}, {one, one}}, 12, {{"by", "content,day"}}, 4};
  return report;
}

/// With sketches of nobody, where it has none, or too few.
inline Report with_sketches(Report report) {
  report.rows_before_top = std::max(report.rows_before_top, report.rows.size());
  if (!report.sketches) report.sketches.emplace();
  report.sketches->rows.resize(report.rows.size() + 1);
  return report;
}

inline std::string rendered(std::string_view format, const Report& report,
                            const RenderOptions& options = {}) {
  StringSink sink;
  find_render_format(format)->render(with_sketches(report), options, sink);
  return sink.text();
}

inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

}  // namespace seenby::test
