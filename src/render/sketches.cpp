// JSON lines, each a row with its counts and, in base64, the Theta images of its viewers and of
// those of them who clicked, for engines that add up sketches. A line is long: up to 44 kB an image
// by default.
#include <absl/strings/escaping.h>
#include <fmt/format.h>

#include <string>

#include "render/json_rows.h"
#include "render/renderers.h"
#include "render/text_buffer.h"

namespace seenby {
namespace {

/// Of a row, or behind the last, of the total.
std::string images(const Report& report, std::size_t row) {
  if (row >= report.sketches.size()) return R"("viewers":null,"clickers":null)";
  const RowSketches& sketches = report.sketches[row];
  return fmt::format(R"("viewers":"{}","clickers":"{}")",
                     absl::Base64Escape(theta_image(sketches.viewers)),
                     absl::Base64Escape(theta_image(sketches.clickers)));
}

}  // namespace

void render_sketches(const Report& report, const RenderOptions& options, TextSink& out) {
  const JsonRows rows(report, options);
  TextBuffer buffer(out);
  std::string& text = buffer.text();
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    rows.append_row(text, row, images(report, row));
    buffer.end_line();
  }
  if (options.total == TotalRow::kShow) {
    text += "{\"total\":";
    rows.append_total(text, images(report, report.rows.size()));
    text += '}';
    buffer.end_line();
  }
  buffer.flush();
}

}  // namespace seenby
