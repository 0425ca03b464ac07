#include "render/html_charts.h"

#include <algorithm>
#include <numeric>

#include "render/cell_text.h"
#include "render/html_figure.h"
#include "render/html_text.h"

namespace seenby {
namespace {

constexpr std::size_t kTopRows = 10;
constexpr std::size_t kMatrixRows = 8;

double share_of(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// A whole number of percent; what is more than nothing never reads as nothing.
std::string percent(double share) {
  if (share > 0 && share < 0.005) return "&lt;1%";
  return fmt::format("{:.0f}%", share * 100);
}

/// The metric that the bars are of.
const Metric* bar_metric(const Report& report) {
  if (const Metric* const sorted = find_metric(report.sorted_by)) return sorted;
  return find_metric("impressions");
}

}  // namespace

void append_top_chart(TextBuffer& out, const Report& report) {
  const Metric& metric = *bar_metric(report);
  const std::size_t rows = std::min(kTopRows, report.rows.size());
  double longest = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    longest = std::max(longest, bar_length(metric.formula(report.rows[i].counts)));
  }
  if (longest <= 0) return;
  const bool has_reach = metric.name == "impressions";
  Figure figure{.id = "top",
                .title = fmt::format("First {} by {}", rows, metric.name),
                .note = std::string(metric.about),
                .description = "",
                .shape = FigureShape::kTall,
                .height = static_cast<int>(rows) * 56};
  if (has_reach) figure.keys = {{"soft", "impressions"}, {"accent", "reach"}};
  for (std::size_t i = 0; i < rows; ++i) {
    figure.description +=
        fmt::format("{}: {}. ", html_row_name(report.rows[i]),
                    html_cell(metric.formula(report.rows[i].counts), metric.unit));
  }
  begin_figure(out, figure);
  for (std::size_t i = 0; i < rows; ++i) {
    const RowCounts& counts = report.rows[i].counts;
    const Cell cell = metric.formula(counts);
    const std::string name = html_row_name(report.rows[i]);
    const std::size_t y = i * 56;
    append_line(out,
                "<svg y=\"{}\" width=\"80%\" height=\"22\"><title>{}</title><text "
                "y=\"15\">{}</text></svg>",
                y, name, name);
    append_line(out, "<text class=\"end\" x=\"100%\" y=\"{}\">{}</text>", y + 15,
                html_cell(cell, metric.unit));
    append_line(out, "<rect class=\"track\" y=\"{}\" width=\"100%\" height=\"14\" rx=\"7\"/>",
                y + 22);
    append_line(out, "<rect class=\"{}\" y=\"{}\" width=\"{:.2f}%\" height=\"14\" rx=\"7\"/>",
                has_reach ? "soft" : "accent", y + 22,
                std::max(0.0, bar_length(cell)) / longest * 100);
    if (!has_reach) continue;
    append_line(out,
                "<rect class=\"accent\" y=\"{}\" width=\"{:.2f}%\" height=\"14\" rx=\"7\">"
                "<title>reach {}</title></rect>",
                y + 22, static_cast<double>(counts.reach) / longest * 100,
                html_count(counts.reach));
  }
  end_figure(out);
}

void append_frequency_chart(TextBuffer& out, const Report& report) {
  if (!report.total.by_frequency) return;
  const FrequencyCounts& counts = *report.total.by_frequency;
  const auto viewers = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  if (viewers == 0) return;
  const double highest = share_of(*std::max_element(counts.begin(), counts.end()), viewers);
  const auto times = [](std::size_t i) {
    return i + 1 < kFrequencySteps ? fmt::format("{}", i + 1) : std::string("10+");
  };
  Figure figure{.id = "frequency",
                .title = "How often people were reached",
                .note = "share of the reach by impressions per viewer, all rows together",
                .description = "",
                .height = 230};
  for (std::size_t i = 0; i < kFrequencySteps; ++i) {
    figure.description += fmt::format("Seen {}×: {} viewers, {}. ", times(i), html_count(counts[i]),
                                      percent(share_of(counts[i], viewers)));
  }
  begin_figure(out, figure);
  constexpr double kBase = 186;
  constexpr double kHighest = 160;
  for (std::size_t i = 0; i < kFrequencySteps; ++i) {
    const double share = share_of(counts[i], viewers);
    const double height = share / highest * kHighest;
    append_line(out,
                "<rect class=\"accent\" x=\"{}%\" y=\"{:.1f}\" width=\"8%\" height=\"{:.1f}\" "
                "rx=\"3\"><title>seen {}×: {} viewers</title></rect>",
                i * 10 + 1, kBase - height, height, times(i), html_count(counts[i]));
    append_line(out, "<text class=\"middle\" x=\"{}%\" y=\"{:.1f}\">{}</text>", i * 10 + 5,
                kBase - height - 6, percent(share));
    append_line(out, "<text class=\"middle quiet\" x=\"{}%\" y=\"204\">{}</text>", i * 10 + 5,
                times(i));
  }
  append_line(out, "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"186.5\" y2=\"186.5\"/>");
  append_line(out, "<text class=\"middle quiet\" x=\"50%\" y=\"225\">impressions</text>");
  end_figure(out);
}

void append_overlap_chart(TextBuffer& out, const Report& report) {
  if (!report.overlap) return;
  const Overlap& overlap = *report.overlap;
  const std::size_t size = std::min(kMatrixRows, overlap.rows.size());
  const auto letter = [](std::size_t i) { return static_cast<char>('A' + i); };
  Figure figure{.id = "overlap",
                .title = "Who else they saw",
                .note = "percent of a row&#39;s reach that the other row reached, too",
                .description = "",
                .height = static_cast<int>(26 + size * 34)};
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = i + 1; j < size; ++j) {
      figure.description +=
          fmt::format("{} and {} share {} viewers. ", html_row_name(overlap.rows[i]),
                      html_row_name(overlap.rows[j]), html_count(overlap.of(i, j)));
    }
  }
  begin_figure(out, figure);
  constexpr double kNames = 38;
  const double width = (100 - kNames) / static_cast<double>(size);
  for (std::size_t i = 0; i < size; ++i) {
    const std::string name = html_row_name(overlap.rows[i]);
    const std::size_t y = 26 + i * 34;
    append_line(out, "<text class=\"middle quiet\" x=\"{:.2f}%\" y=\"16\">{}</text>",
                kNames + (static_cast<double>(i) + 0.5) * width, letter(i));
    append_line(out,
                "<svg y=\"{}\" width=\"{}%\" height=\"32\"><title>{}</title><text class=\"quiet\" "
                "y=\"20\">{}</text><text x=\"18\" y=\"20\">{}</text></svg>",
                y, kNames - 1, name, letter(i), name);
    for (std::size_t j = 0; j < size; ++j) {
      const double share = share_of(overlap.of(i, j), overlap.of(i, i));
      const double x = kNames + static_cast<double>(j) * width;
      // Text stays readable on the strongest of these, in light and in dark.
      const double opacity = i == j ? 0 : 0.06 + 0.39 * share;
      append_line(out,
                  "<rect class=\"accent\" x=\"{:.2f}%\" y=\"{}\" width=\"{:.2f}%\" height=\"32\" "
                  "rx=\"4\" fill-opacity=\"{:.3f}\"><title>{} and {}: {} viewers</title></rect>",
                  x, y, width - 0.6, opacity, letter(i), letter(j), html_count(overlap.of(i, j)));
      append_line(out, "<text class=\"middle{}\" x=\"{:.2f}%\" y=\"{}\">{}</text>",
                  i == j ? " quiet" : "", x + width / 2 - 0.3, y + 20,
                  i == j ? std::string(kEmptyText) : fmt::format("{:.0f}", share * 100));
    }
  }
  end_figure(out);
}

}  // namespace seenby
