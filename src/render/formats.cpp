// The table of output formats: --format, its help, `--list formats` and the tests read it. A new
// format is one row here and one source file beside it.
#include <algorithm>
#include <array>

#include "render/renderers.h"

namespace seenby {
namespace {

using Renderer = void (*)(const Report&, const RenderOptions&, TextSink&);

template <TotalRow kDefaultTotal, Renderer kRender>
void render_resolved(const Report& report, const RenderOptions& options, TextSink& out) {
  RenderOptions resolved = options;
  if (resolved.total == TotalRow::kByFormat) resolved.total = kDefaultTotal;
  kRender(report, resolved, out);
}

/// Takes the default from one place, so that what is listed and what is done cannot differ.
template <TotalRow kDefaultTotal, Renderer kRender>
constexpr RenderFormat format(std::string_view name, std::string_view about,
                              ReportParts needs = {}) {
  return {name,  about,           kDefaultTotal == TotalRow::kShow,
          needs, Writes::kReport, &render_resolved<kDefaultTotal, kRender>};
}

constexpr std::array kFormats{
    format<TotalRow::kShow, render_table>("table", "aligned columns to read on a screen"),
    format<TotalRow::kHide, render_csv>("csv", "comma-separated values (RFC 4180)"),
    format<TotalRow::kHide, render_tsv>("tsv", "tab-separated values with backslash escapes"),
    format<TotalRow::kShow, render_json>("json", "one JSON object: rows, total and accounting"),
    format<TotalRow::kHide, render_jsonl>("jsonl", "one JSON object per line and row"),
    format<TotalRow::kShow, render_markdown>("markdown", "a table for GitHub and the like"),
    format<TotalRow::kShow, render_prometheus>("prometheus",
                                               "gauges for node_exporter's textfile collector"),
    format<TotalRow::kShow, render_html>("html", "one page with charts, to open or send as it is",
                                         {.frequency = true, .overlap = true, .timeline = true}),
    format<TotalRow::kHide, render_sketches>(
        "sketches", "JSON lines with a DataSketches Theta image of each row's viewers",
        {.sketches = true}),
    RenderFormat{"tally",
                 "the counts themselves, to add up with others or to report later",
                 false,
                 {},
                 Writes::kTally,
                 nullptr},
};

}  // namespace

std::span<const RenderFormat> render_formats() { return kFormats; }

const RenderFormat* find_render_format(std::string_view name) {
  const auto* found = std::find_if(kFormats.begin(), kFormats.end(),
                                   [name](const RenderFormat& row) { return row.name == name; });
  return found == kFormats.end() ? nullptr : found;
}

}  // namespace seenby
