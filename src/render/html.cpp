// One HTML page to forward: totals, charts (html_charts.h), the whole table, what its columns mean
// and where every line went. It needs no network and no script: the one script makes the table's
// heads into buttons that sort. A Content-Security-Policy lets the page load nothing and run
// nothing but that script and its own style, by their hashes.
#include <array>

#include "render/cell_text.h"
#include "render/html_charts.h"
#include "render/html_figure.h"
#include "render/html_text.h"
#include "render/page_assets.h"
#include "render/renderers.h"
#include "render/shown_rows.h"

namespace seenby {
namespace {

std::string title_of(const Report& report) {
  const bool is_pairs = report.kind == ReportKind::kOverlap;
  const std::size_t columns = report.group_by.size() / (is_pairs ? 2 : 1);
  std::string by;
  for (std::size_t i = 0; i < columns; ++i) {
    by += (i == 0 ? "" : ", ") + html_text(report.group_by[i]);
  }
  switch (report.kind) {
    case ReportKind::kItems:
      return "Impressions and reach by " + by;
    case ReportKind::kFrequency:
      return "Frequency by " + by;
    case ReportKind::kOverlap:
      return "Audience overlap by " + by;
    case ReportKind::kCurve:
      return "Reach over time by " + by;
  }
  return by;
}

class Page {
 public:
  Page(const Report& report, const RenderOptions& options, TextSink& out)
      : report_(report), rows_(report, options.total, kReadableTotalLabel), out_(out) {}

  void render() {
    append_head();
    append_line(out_, "<main>");
    append_totals();
    append_line(out_, "<div class=\"charts\">");
    append_time_charts(out_, report_);
    if (report_.timeline.empty() || report_.group_by.size() > 1) append_top_chart(out_, report_);
    append_frequency_chart(out_, report_);
    append_overlap_chart(out_, report_);
    append_line(out_, "</div>");
    append_table();
    append_definitions();
    append_line(out_, "</main>");
    append_footer();
    append_script();
    append_line(out_, "</body>");
    append_line(out_, "</html>");
    out_.flush();
  }

 private:
  void append_head() {
    const std::string title = title_of(report_);
    append_line(out_, "<!DOCTYPE html>");
    append_line(out_, "<html lang=\"en\">");
    append_line(out_, "<head>");
    append_line(out_, "<meta charset=\"utf-8\">");
    append_line(out_,
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src {}; script-src {}; base-uri 'none'; form-action 'none'\">",
                csp_hash(kPageStyle.sha256), csp_hash(kPageScript.sha256));
    append_line(out_, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    append_line(out_, "<meta name=\"referrer\" content=\"no-referrer\">");
    append_line(out_, "<title>{}</title>", title);
    append_line(out_, "<style>{}</style>", kPageStyle.text);
    append_line(out_, "</head>");
    append_line(out_, "<body>");
    append_line(out_, "<header>");
    append_line(out_, "<h1>{}</h1>", title);
    const std::size_t rows = report_.rows.size();
    const std::string of = rows < report_.rows_before_top
                               ? fmt::format(" of {}", html_count(report_.rows_before_top))
                               : std::string();
    append_line(out_, "<p class=\"muted\">{}{} {} · reach is {} · times in {}</p>",
                html_count(rows), of, rows == 1 && of.empty() ? "row" : "rows", reach_text(),
                html_text(report_.time_zone));
    append_line(out_, "</header>");
  }

  [[nodiscard]] std::string reach_text() const {
    if (report_.reach == ReachMethod::kExact) return "exact, each viewer once";
    return fmt::format("approximate, ±{:.1f}%, each viewer once",
                       100 * nominal_reach_error(report_.reach_lg_k));
  }

  void append_totals() {
    constexpr std::array<std::string_view, 6> kHeadlines = {
        "impressions", "reach", "frequency", "clicks", "ctr", "engagement_rate"};
    const bool has_spend = report_.total.spend.value != 0;
    append_line(out_, "<dl class=\"totals{}\">", has_spend ? "" : " six");
    for (const std::string_view name : kHeadlines) append_headline(name);
    if (has_spend) {
      append_headline("spend");
      append_headline("cpm");
    }
    append_line(out_, "</dl>");
  }

  void append_headline(std::string_view name) {
    const Metric& metric = *find_metric(name);
    append_line(out_, "<div><dt title=\"{}\">{}</dt><dd>{}</dd></div>", html_text(metric.about),
                html_label(metric.name, " "),
                html_headline(metric.formula(report_.total), metric.unit));
  }

  void append_table() {
    append_line(out_, "<section class=\"card rows\">");
    append_line(out_, "<h2 id=\"rows\">All rows</h2>");
    append_line(out_, "<p role=\"status\" class=\"unseen\"></p>");
    append_line(out_,
                "<div class=\"scroll\" role=\"region\" aria-labelledby=\"rows\" tabindex=\"0\">");
    append_line(out_, "<table aria-labelledby=\"rows\">");
    append_line(out_, "<thead><tr>");
    for (const Column& column : report_.columns) append_column_head(column);
    append_line(out_, "</tr></thead>");
    append_line(out_, "<tbody>");
    for (std::size_t row = 0; row < report_.rows.size(); ++row) append_row(row);
    append_line(out_, "</tbody>");
    if (rows_.size() > report_.rows.size()) {
      append_line(out_, "<tfoot>");
      append_row(report_.rows.size());
      append_line(out_, "</tfoot>");
    }
    append_line(out_, "</table>");
    append_line(out_, "</div>");
    append_line(out_, "</section>");
  }

  void append_column_head(const Column& column) {
    out_.text() += "<th scope=\"col\"";
    if (column.unit == Unit::kText) out_.text() += " class=\"text\"";
    if (column.metric != nullptr) {
      fmt::format_to(std::back_inserter(out_.text()), " title=\"{}\"",
                     html_text(column.metric->about));
    }
    if (column.name == report_.sorted_by && !report_.rows.empty()) {
      const double first = bar_length(report_.cell(0, column));
      const double last = bar_length(report_.cell(report_.rows.size() - 1, column));
      const bool ascends = column.unit == Unit::kText || first < last;
      fmt::format_to(std::back_inserter(out_.text()), " aria-sort=\"{}\"",
                     ascends ? "ascending" : "descending");
    }
    append_line(
        out_, ">{}</th>",
        column.metric == nullptr ? html_text(column.name) : html_label(column.name, "_<wbr>"));
  }

  void append_row(std::size_t row) {
    const ShownRows::Row shown = rows_[row];
    append_line(out_, "<tr>");
    for (std::size_t column = 0; column < report_.columns.size(); ++column) {
      const Unit unit = report_.columns[column].unit;
      const Cell cell = shown.cell(column);
      const std::string_view empty = is_empty(cell) ? " data-empty" : "";
      if (unit != Unit::kText) {
        append_line(out_, "<td{}>{}</td>", empty, html_cell(cell, unit));
      } else if (column == 0) {
        append_line(out_, "<th scope=\"row\" class=\"text\"{}><bdi>{}</bdi></th>", empty,
                    html_cell(cell, unit));
      } else {
        append_line(out_, "<td class=\"text\"{}><bdi>{}</bdi></td>", empty, html_cell(cell, unit));
      }
    }
    append_line(out_, "</tr>");
  }

  void append_definitions() {
    append_line(out_, "<section class=\"card\">");
    append_line(out_, "<h2>What the columns mean</h2>");
    append_line(out_, "<dl class=\"words\">");
    for (const Column& column : report_.columns) {
      if (column.metric == nullptr) continue;
      append_line(out_, "<div><dt>{}</dt><dd>{}</dd></div>", html_text(column.name),
                  html_text(column.metric->about));
    }
    append_line(out_, "</dl>");
    append_line(
        out_,
        "<p class=\"muted\">A dash ({}) is an empty value, such as a ratio over zero. In the "
        "total each viewer counts once, whatever rows they are in.</p>",
        kEmptyText);
    append_line(out_, "</section>");
  }

  /// `100 lines = 0 blank + 1 malformed + …`, from term `sum` and those up to `end`.
  [[nodiscard]] std::string sum_text(const Accounting& accounting, std::size_t sum,
                                     std::size_t end) const {
    std::string text;
    for (std::size_t i = sum; i < end; ++i) {
      const AccountingTerm& term = kAccountingTerms[i];
      text += i == sum ? "" : i == sum + 1 ? " = " : " + ";
      text += fmt::format("{} {}", html_count(accounting.*term.value), html_text(term.text));
    }
    return text;
  }

  void append_account(const Accounting& accounting) {
    constexpr std::size_t kRecords = 5;
    append_line(out_, "<p>{}</p>", sum_text(accounting, 0, kRecords));
    append_line(out_, "<p>{}</p>", sum_text(accounting, kRecords, kAccountingTerms.size()));
  }

  void append_footer() {
    append_line(out_, "<footer>");
    append_line(out_, "<h2>Where every line went</h2>");
    append_account(report_.accounting);
    append_line(out_, "<details><summary>{} {}</summary>", html_count(report_.inputs.size()),
                report_.inputs.size() == 1 ? "input" : "inputs");
    append_line(out_, "<ul>");
    for (const InputAccounting& input : report_.inputs) {
      append_line(out_, "<li>{}{}{}", input.name == "-" ? "standard input" : html_text(input.name),
                  input.mapping.empty() ? "" : " · mapping ", html_text(input.mapping));
      append_account(input.accounting);
      append_line(out_, "</li>");
    }
    append_line(out_, "</ul>");
    append_line(out_, "</details>");
    append_line(out_, "<p>Made by seenby.</p>");
    append_line(out_, "</footer>");
  }

  void append_script() { append_line(out_, "<script>{}</script>", kPageScript.text); }

  const Report& report_;
  ShownRows rows_;
  TextBuffer out_;
};

}  // namespace

void render_html(const Report& report, const RenderOptions& options, TextSink& out) {
  Page(report, options, out).render();
}

}  // namespace seenby
