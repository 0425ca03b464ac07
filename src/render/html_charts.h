// The charts of the HTML page: inline SVG, which prints sharp and needs no script. Widths are
// percentages and text has a fixed size, so that a chart is as readable on a phone as on a desk.
// Each has a title and a description in words for who does not see it. A chart without data is left
// out; what it is made of are the report's optional parts.
#pragma once

#include "render/text_buffer.h"
#include "seenby/report.h"

namespace seenby {

/// Bars of the first rows: of the sorted column, else impressions.
void append_top_chart(TextBuffer& out, const Report& report);
/// How many viewers saw one impression, two, …; of all rows together.
void append_frequency_chart(TextBuffer& out, const Report& report);
/// Shares of viewers that the first rows have in common.
void append_overlap_chart(TextBuffer& out, const Report& report);
/// Impressions and reach over time, and the reach so far.
void append_time_charts(TextBuffer& out, const Report& report);

}  // namespace seenby
