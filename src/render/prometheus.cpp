// Metrics in the Prometheus text exposition format, for the node_exporter textfile collector. All
// are gauges: a report is a statement about its inputs, and the next one may say less. Every row
// has a label for each --by column, shown or not, since without it two rows would be one series; a
// missing group value is an empty label, which to Prometheus is none. Empty cells are left out.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "render/cell_text.h"
#include "render/display.h"
#include "render/renderers.h"
#include "render/text_buffer.h"

namespace seenby {
namespace {

bool is_label_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// `.repo.name` is `repo_name`. Names that begin with two underscores are Prometheus' own.
std::string label_name(std::string_view group) {
  std::string name;
  for (const char c : group) {
    const char letter = is_label_letter(c) ? c : '_';
    if (letter != '_' || (!name.empty() && name.back() != '_')) name += letter;
  }
  while (name.ends_with('_')) name.pop_back();
  if (name.empty()) return "group";
  return name.front() >= '0' && name.front() <= '9' ? "_" + name : name;
}

/// Different groups have different labels: the second `a_b` is `a_b_2`.
std::vector<std::string> label_names(const std::vector<std::string>& groups) {
  std::vector<std::string> names;
  for (const std::string& group : groups) {
    const std::string plain = label_name(group);
    std::string name = plain;
    for (int i = 2; std::find(names.begin(), names.end(), name) != names.end(); ++i) {
      name = fmt::format("{}_{}", plain, i);
    }
    names.push_back(std::move(name));
  }
  return names;
}

void append_label_value(std::string& out, std::string_view text, Medium medium) {
  std::string visible;
  if (medium == Medium::kTerminal) {
    append_visible(visible, text);
    text = visible;
  }
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
}

class Exposition {
 public:
  Exposition(const Report& report, const RenderOptions& options, TextSink& out)
      : report_(report),
        labels_(label_names(report.group_by)),
        medium_(options.medium),
        buffer_(out) {}

  void render(TotalRow total) {
    std::vector<const Metric*> metrics;
    for (const Column& column : report_.columns) {
      const bool seen = std::find(metrics.begin(), metrics.end(), column.metric) != metrics.end();
      if (column.metric != nullptr && !seen) metrics.push_back(column.metric);
    }
    for (const Metric* metric : metrics) render_rows(*metric);
    for (const Metric* metric : metrics) {
      if (total == TotalRow::kShow) render_total(*metric);
    }
    buffer_.flush();
  }

 private:
  void append_head(std::string_view name, std::string_view about) {
    // The words of the metric table have neither backslashes nor line ends.
    fmt::format_to(std::back_inserter(buffer_.text()), "# HELP {} {}\n# TYPE {} gauge", name, about,
                   name);
    buffer_.end_line();
  }

  void append_value(const Cell& cell) {
    buffer_.text() += ' ';
    append_exact_number(buffer_.text(), cell);
    buffer_.end_line();
  }

  void render_rows(const Metric& metric) {
    const std::string name = fmt::format("seenby_{}", metric.name);
    bool has_head = false;
    for (const ReportRow& row : report_.rows) {
      const Cell cell = metric.formula(row.counts);
      if (is_empty(cell)) continue;
      if (!has_head) append_head(name, metric.about);
      has_head = true;
      std::string& text = buffer_.text();
      text += name;
      for (std::size_t i = 0; i < labels_.size(); ++i) {
        text += i == 0 ? '{' : ',';
        text.append(labels_[i]).append("=\"");
        append_label_value(text, row.group[i].value_or(std::string_view()), medium_);
        text += '"';
      }
      if (!labels_.empty()) text += '}';
      append_value(cell);
    }
  }

  void render_total(const Metric& metric) {
    const Cell cell = metric.formula(report_.total);
    if (is_empty(cell)) return;
    const std::string name = fmt::format("seenby_total_{}", metric.name);
    append_head(name, fmt::format("{} (all rows, deduplicated)", metric.about));
    buffer_.text() += name;
    append_value(cell);
  }

  const Report& report_;
  std::vector<std::string> labels_;
  Medium medium_;
  TextBuffer buffer_;
};

}  // namespace

void render_prometheus(const Report& report, const RenderOptions& options, TextSink& out) {
  Exposition(report, options, out).render(options.total);
}

}  // namespace seenby
