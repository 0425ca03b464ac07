// Text and numbers of a report as HTML. All data on the page goes through here, so that none of it
// can be anything but text: characters with a meaning to HTML are escaped, in elements and in
// attributes alike, and those that would act on a screen (display.h) are spelled out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "seenby/report.h"

namespace seenby {

void append_html_text(std::string& out, std::string_view text);
std::string html_text(std::string_view text);

/// `25,615`.
std::string html_count(std::uint64_t count);

/// A cell as a person wants it, escaped; a dash where it is empty.
std::string html_cell(const Cell& cell, Unit unit);

/// A cell rounded to two decimals, for a headline.
std::string html_headline(const Cell& cell, Unit unit);

/// A metric's name with something else for its underscores.
std::string html_label(std::string_view name, std::string_view underscore);

/// The group values of a row in one line, escaped.
std::string html_row_name(const ReportRow& row);

/// What a bar can show of a cell: 0 when there is no number.
double bar_length(const Cell& cell);

/// A SHA-256 in hexadecimal as a Content-Security-Policy names it: `'sha256-…'`.
std::string csp_hash(std::string_view sha256);

}  // namespace seenby
