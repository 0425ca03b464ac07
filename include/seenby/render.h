// From a report to text. One source file and one row in src/render/formats.cpp per format. A
// renderer knows a report and nothing upstream of it; whether a terminal is there is told to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "seenby/report.h"

namespace seenby {

/// Where text goes. write() throws Error when it cannot.
class TextSink {
 public:
  TextSink() = default;
  TextSink(const TextSink&) = delete;
  TextSink& operator=(const TextSink&) = delete;
  virtual ~TextSink() = default;
  virtual void write(std::string_view text) = 0;
};

enum class Header : std::uint8_t { kShow, kHide };
enum class TotalRow : std::uint8_t { kByFormat, kShow, kHide };
enum class CsvText : std::uint8_t { kNeutralised, kRaw };
enum class Paint : std::uint8_t { kPlain, kColor };
/// On a terminal control and bidi characters of the data are shown escaped in every format.
enum class Medium : std::uint8_t { kStream, kTerminal };

struct RenderOptions {
  Header header = Header::kShow;
  TotalRow total = TotalRow::kByFormat;
  CsvText csv_text = CsvText::kNeutralised;
  Paint paint = Paint::kPlain;
  Medium medium = Medium::kStream;
  std::size_t width = 0;    ///< columns of the terminal, for the table to fit in; 0: no matter
  std::size_t threads = 1;  ///< at most; the text is the same with any number
};

/// What a format is of: a report, or the tally behind it, which writes itself (saved_tally.h).
enum class Writes : std::uint8_t { kReport, kTally };

struct RenderFormat {
  std::string_view name;
  std::string_view about;
  bool total_by_default;
  ReportParts needs;  ///< what it shows beside the rows
  Writes writes;
  /// Null unless it writes a report.
  void (*render)(const Report& report, const RenderOptions& options, TextSink& out);
};

/// All formats, in help order; the first is the default.
std::span<const RenderFormat> render_formats();
/// nullptr when there is none of that name.
const RenderFormat* find_render_format(std::string_view name);

}  // namespace seenby
