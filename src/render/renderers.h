// The renderers behind the rows of formats.cpp. They never see TotalRow::kByFormat: the table
// resolves it to its row's default before it calls.
#pragma once

#include "seenby/render.h"

namespace seenby {

void render_table(const Report& report, const RenderOptions& options, TextSink& out);
void render_csv(const Report& report, const RenderOptions& options, TextSink& out);
void render_tsv(const Report& report, const RenderOptions& options, TextSink& out);
void render_json(const Report& report, const RenderOptions& options, TextSink& out);
void render_jsonl(const Report& report, const RenderOptions& options, TextSink& out);
void render_sketches(const Report& report, const RenderOptions& options, TextSink& out);
void render_markdown(const Report& report, const RenderOptions& options, TextSink& out);
void render_prometheus(const Report& report, const RenderOptions& options, TextSink& out);
void render_html(const Report& report, const RenderOptions& options, TextSink& out);

}  // namespace seenby
