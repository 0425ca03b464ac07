// JSON lines, each a row with its counts and, in base64, the Theta images of its viewers and of
// those who clicked, for engines that add up sketches, and for seenby itself: the first line also
// says how the rows were counted, and each ends with a checksum (saved_sketches.h). A line is long:
// up to 44 kB an image by default.
#include <absl/strings/escaping.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "accounting_terms.h"
#include "render/json_rows.h"
#include "render/renderers.h"
#include "render/text_buffer.h"
#include "seenby/saved_sketches.h"

namespace seenby {
namespace {

std::string images(const RowSketches& sketches) {
  return fmt::format(R"("viewers":"{}","clickers":"{}")",
                     absl::Base64Escape(theta_image(sketches.viewers)),
                     absl::Base64Escape(theta_image(sketches.clickers)));
}

bool is_sample(const Sketches& sketches) {
  return std::any_of(sketches.rows.begin(), sketches.rows.end(), [](const RowSketches& row) {
    return std::min(row.viewers.theta, row.clickers.theta) < ThetaSketch::kAll;
  });
}

/// Everything that another run has to know beside the rows.
std::string notes_json(const Report& report, const JsonRows& rows) {
  const Sketches& sketches = *report.sketches;
  std::string text = fmt::format(
      R"({}{{"version":{},"lg_k":{},"sample":{},"rows":{},"rows_left_out":{},"ids":{},"settings":[)",
      kSketchesMagic, kSketchesVersion, sketches.lg_k, is_sample(sketches), report.rows.size(),
      report.rows_before_top - report.rows.size(), sketches.ids);
  std::string_view separator;
  for (const TallySetting& setting : sketches.settings) {
    text += separator;
    text += '[';
    rows.append_string(text, setting.name);
    text += ',';
    rows.append_string(text, setting.value);
    text += ']';
    separator = ",";
  }
  text += "],\"accounting\":{";
  separator = "";
  for (const auto& [name, value] : terms_of(report.accounting)) {
    text += separator;
    rows.append_string(text, name);
    text += fmt::format(":{}", value);
    separator = ",";
  }
  text += "}}";
  return text;
}

/// The lines of a file, each with its checksum.
class Lines {
 public:
  explicit Lines(TextSink& out) : buffer_(out) {}

  /// `line` is an object up to its end.
  void add(std::string_view line) {
    buffer_.text() += line;
    buffer_.text() += row_checksum_json(line);
    buffer_.text() += '}';
    buffer_.end_line();
  }
  void flush() { buffer_.flush(); }

 private:
  TextBuffer buffer_;
};

}  // namespace

void render_sketches(const Report& report, const RenderOptions& options, TextSink& out) {
  const JsonRows rows(report, options);
  const Sketches& sketches = *report.sketches;
  Lines lines(out);
  std::string line = notes_json(report, rows);
  if (report.rows.empty()) lines.add(line);
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    std::string members;
    rows.append_row(members, row, images(sketches.rows[row]));
    members.pop_back();
    members.front() = row == 0 ? ',' : '{';
    lines.add(line + members);
    line.clear();
  }
  if (options.total == TotalRow::kShow) {
    line = "{\"total\":";
    rows.append_total(line, images(sketches.rows.back()));
    lines.add(line);
  }
  lines.flush();
}

}  // namespace seenby
