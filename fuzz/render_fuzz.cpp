// Group values of any UTF-8 text through CSV, TSV, JSON and HTML, and back by small readers that
// share no code with ours.
#include <utf8proc.h>

#include "check.h"
#include "render/display.h"
#include "render/html_text.h"
#include "render/read_back.h"
#include "render/sample_report.h"

namespace {

using seenby::check;
using seenby::RenderOptions;

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    utf8proc_int32_t point = 0;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &point);
    if (size <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void check_delimited(const seenby::Report& report, const std::vector<std::string>& names) {
  RenderOptions options{.header = seenby::Header::kHide, .total = seenby::TotalRow::kHide};
  const auto neutralised = seenby::test::read_csv(seenby::test::rendered("csv", report, options));
  options.csv_text = seenby::CsvText::kRaw;
  const auto raw = seenby::test::read_csv(seenby::test::rendered("csv", report, options));
  const auto lines = seenby::test::lines_of(seenby::test::rendered("tsv", report, options));
  check(raw && neutralised && raw->size() == names.size() && lines.size() == names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    check((*raw)[i] == std::vector<std::string>{names[i], "7"});
    const std::string& shown = (*neutralised)[i].front();
    check(shown == names[i] || shown == '\'' + names[i]);
    check(shown.empty() || std::string_view("=+-@\t\r").find(shown.front()) == std::string::npos);
    check(seenby::test::read_tsv_text(lines[i].substr(0, lines[i].find('\t'))) == names[i]);
  }
}

void check_html(const std::string& name) {
  std::string visible;
  seenby::append_visible(visible, name);
  const std::string escaped = seenby::html_text(name);
  check(escaped.find_first_of("<>\"'") == std::string::npos);
  check(seenby::test::read_html_text(escaped) == visible);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = seenby::text_of(data, size);
  if (text.empty() || !is_utf8(text)) return 0;
  std::vector<std::string> names;
  // Between 0x1e, so that names may have newlines.
  for (;;) {
    const std::size_t end = text.find('\x1e');
    names.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  const seenby::Report report = seenby::test::report_of_names(names);
  check_delimited(report, names);
  for (const std::string& name : names) check_html(name);
  for (const seenby::Medium medium : {seenby::Medium::kStream, seenby::Medium::kTerminal}) {
    for (const seenby::RenderFormat& format : seenby::render_formats()) {
      if (format.writes != seenby::Writes::kReport) continue;
      check(is_utf8(seenby::test::rendered(format.name, report, {.medium = medium})));
    }
    const std::string rows = seenby::test::rendered(
        "jsonl", report, {.total = seenby::TotalRow::kHide, .medium = medium});
    check(seenby::test::read_json_names(rows) == names);
  }
  return 0;
}
