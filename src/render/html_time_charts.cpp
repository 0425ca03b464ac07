// The charts over time. Lines are drawn in a box of 1000 by 1000 that is stretched to the chart,
// with strokes that are not; what must not be stretched, text and points, stands beside it.
#include <algorithm>
#include <cmath>

#include "render/html_charts.h"
#include "render/html_figure.h"
#include "render/html_text.h"

namespace seenby {
namespace {

constexpr double kTop = 16;
constexpr double kPlot = 180;
constexpr std::size_t kMostPoints = 62;

using Value = std::uint64_t TimeStep::*;

/// The next 1, 2 or 5 and zeros, for an axis to end at.
double round_up(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (value <= step * power) return step * power;
  }
  return 10 * power;
}

class TimeChart {
 public:
  TimeChart(TextBuffer& out, const std::vector<TimeStep>& steps, double highest)
      : out_(out), steps_(steps), end_(round_up(std::max(highest, 1.0))) {}

  void grid() {
    for (int i = 0; i <= 2; ++i) {
      const double y = kTop + kPlot * i / 2;
      append_line(out_, "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"{0}\" y2=\"{0}\"/>", y);
    }
  }

  void line(Value value, std::string_view style) {
    begin_box();
    out_.text() += "<polyline class=\"";
    out_.text() += style;
    out_.text() += "\" points=\"";
    points(value);
    out_.text() += "\"/></svg>";
    out_.end_line();
  }

  void area(Value value) {
    begin_box();
    out_.text() += "<polygon class=\"area\" points=\"0,1000";
    out_.end_line();
    points(value);
    out_.text() += "1000,1000\"/></svg>";
    out_.end_line();
  }

  /// Points to point at, where there is room for them.
  void dots(Value value, std::string_view style, std::string_view what) {
    if (steps_.size() > kMostPoints) return;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      append_line(out_,
                  "<circle class=\"{}\" cx=\"{:.2f}%\" cy=\"{:.1f}\" r=\"3\"><title>{}: {} "
                  "{}</title></circle>",
                  style, x(i) / 10, kTop + y(i, value) * kPlot / 1000, html_text(steps_[i].time),
                  html_count(steps_[i].*value), what);
    }
  }

  /// Over the lines, so that none crosses them.
  void scale() {
    for (int i = 0; i <= 2; ++i) {
      append_line(out_, "<text class=\"axis quiet\" y=\"{}\">{}</text>", kTop + kPlot * i / 2 - 4,
                  html_count(static_cast<std::uint64_t>(end_ * (2 - i) / 2)));
    }
  }

  void times() {
    const std::size_t last = steps_.size() - 1;
    time(0, "");
    constexpr std::size_t kShort = 12;
    if (last > 1 && last % 2 == 0 && steps_[0].time.size() <= kShort) time(last / 2, "middle ");
    time(last, "end ");
  }

 private:
  void begin_box() {
    append_line(out_,
                "<svg y=\"{}\" width=\"100%\" height=\"{}\" viewBox=\"0 0 1000 1000\" "
                "preserveAspectRatio=\"none\">",
                kTop, kPlot);
  }

  void points(Value value) {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      append_line(out_, "{:.1f},{:.1f}", x(i), y(i, value));
    }
  }

  void time(std::size_t step, std::string_view style) {
    append_line(out_, "<text class=\"{}quiet\" x=\"{:.2f}%\" y=\"{}\">{}</text>", style,
                x(step) / 10, kTop + kPlot + 20, html_text(steps_[step].time));
  }

  [[nodiscard]] double x(std::size_t step) const {
    return 1000.0 * static_cast<double>(step) / static_cast<double>(steps_.size() - 1);
  }
  [[nodiscard]] double y(std::size_t step, Value value) const {
    return 1000 - 1000 * static_cast<double>(steps_[step].*value) / end_;
  }

  TextBuffer& out_;
  const std::vector<TimeStep>& steps_;
  double end_;
};

/// The first, the highest and the last step in words.
std::string description(const std::vector<TimeStep>& steps, Value value, std::string_view what) {
  const auto highest =
      std::max_element(steps.begin(), steps.end(),
                       [&](const TimeStep& a, const TimeStep& b) { return a.*value < b.*value; });
  std::string text(what);
  for (const auto& [step, when] : {std::pair{&steps.front(), "first"}, std::pair{&*highest, "most"},
                                   std::pair{&steps.back(), "last"}}) {
    text += fmt::format(", {} {} on {}", when, html_count(step->*value), html_text(step->time));
  }
  return text += ". ";
}

double highest_of(const std::vector<TimeStep>& steps, Value value) {
  std::uint64_t highest = 0;
  for (const TimeStep& step : steps) highest = std::max(highest, step.*value);
  return static_cast<double>(highest);
}

}  // namespace

void append_time_charts(TextBuffer& out, const Report& report) {
  const std::vector<TimeStep>& steps = report.timeline;
  if (steps.size() < 2) return;
  constexpr int kHeight = static_cast<int>(kTop + kPlot) + 28;
  begin_figure(out, {.id = "time",
                     .title = "Impressions and reach over time",
                     .note = "all rows of one time together, each viewer once",
                     .description = description(steps, &TimeStep::impressions, "Impressions") +
                                    description(steps, &TimeStep::reach, "Reach"),
                     .shape = FigureShape::kWide,
                     .height = kHeight,
                     .keys = {{"accent", "impressions"}, {"second", "reach"}}});
  TimeChart over_time(out, steps, highest_of(steps, &TimeStep::impressions));
  over_time.grid();
  over_time.line(&TimeStep::impressions, "curve");
  over_time.line(&TimeStep::reach, "curve two");
  over_time.dots(&TimeStep::impressions, "accent", "impressions");
  over_time.dots(&TimeStep::reach, "second", "reach");
  over_time.scale();
  over_time.times();
  end_figure(out);

  begin_figure(out,
               {.id = "curve",
                .title = "Reach so far",
                .note = "people reached up to each time, each once",
                .description = description(steps, &TimeStep::cumulative_reach, "Cumulative reach"),
                .height = kHeight});
  TimeChart curve(out, steps, highest_of(steps, &TimeStep::cumulative_reach));
  curve.grid();
  curve.area(&TimeStep::cumulative_reach);
  curve.line(&TimeStep::cumulative_reach, "curve");
  curve.dots(&TimeStep::cumulative_reach, "accent", "reached so far");
  curve.scale();
  curve.times();
  end_figure(out);
}

}  // namespace seenby
