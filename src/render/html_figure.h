// The frame of a chart on the HTML page: a card with a heading, a note, a key and the SVG, which is
// named by its heading and described in words.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "render/text_buffer.h"

namespace seenby {

enum class FigureShape : std::uint8_t { kUsual, kWide, kTall };

/// All texts are HTML already.
struct Figure {
  std::string_view id;
  std::string title;
  std::string note;
  std::string description;  ///< what the chart shows, for who does not see it
  FigureShape shape = FigureShape::kUsual;
  int height = 0;  ///< pixels
  struct Key {
    std::string_view style;  ///< class of the colour
    std::string_view text;
  };
  std::vector<Key> keys{};
};

template <typename... Arguments>
void append_line(TextBuffer& out, fmt::format_string<Arguments...> format,
                 Arguments&&... arguments) {
  // Not by format_to: see append_exact_number().
  out.text() += fmt::format(format, std::forward<Arguments>(arguments)...);
  out.end_line();
}

inline void begin_figure(TextBuffer& out, const Figure& figure) {
  constexpr std::array<std::string_view, 3> kClasses = {"card", "card wide", "card tall"};
  append_line(out, "<figure class=\"{}\">", kClasses[static_cast<std::size_t>(figure.shape)]);
  append_line(out, "<figcaption><h2>{}</h2><p>{}</p></figcaption>", figure.title, figure.note);
  if (!figure.keys.empty()) {
    append_line(out, "<ul class=\"key\">");
    for (const Figure::Key& key : figure.keys) {
      append_line(out,
                  "<li><svg aria-hidden=\"true\"><rect class=\"{}\" width=\"12\" height=\"12\" "
                  "rx=\"3\"/></svg>{}</li>",
                  key.style, key.text);
    }
    append_line(out, "</ul>");
  }
  append_line(out, "<svg role=\"img\" aria-labelledby=\"{0}-title {0}-desc\" height=\"{1}\">",
              figure.id, figure.height);
  append_line(out, "<title id=\"{}-title\">{}</title>", figure.id, figure.title);
  append_line(out, "<desc id=\"{}-desc\">{}</desc>", figure.id, figure.description);
}

inline void end_figure(TextBuffer& out) {
  append_line(out, "</svg>");
  append_line(out, "</figure>");
}

}  // namespace seenby
