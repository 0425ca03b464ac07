#include "sketched_inputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/columns.h"
#include "seenby/error.h"

namespace seenby {
namespace {

bool is_by_viewer(const Metric* metric) {
  return metric != nullptr &&
         (metric->set == ColumnSet::kFrequency || metric->name == "clicks_without_impression");
}

}  // namespace

void SketchedInputs::add(const SavedSketches& sketches) {
  const SketchNotes& notes = sketches.sketch_notes();
  if (notes.rows_left_out > 0) {
    throw Error(
        ExitCode::kUsage,
        fmt::format("{}: --top left {} of its rows out, and without them no total is right; "
                    "write the sketches again without --top",
                    sketches.name(), notes.rows_left_out));
  }
  if (first_.empty()) first_ = sketches.name();
  if (notes.is_sample) reach_lg_k_ = std::max(reach_lg_k_.value_or(0), notes.lg_k);
  ids_ += notes.ids;
}

void SketchedInputs::check(RunOptions& options) const {
  if (empty()) return;
  const auto fail = [this](std::string_view what, std::string_view instead = "logs or tallies") {
    throw Error(ExitCode::kUsage,
                fmt::format("{}: sketches say who saw a row, but not how often, which {} needs; "
                            "take {} for it",
                            first_, what, instead));
  };
  ReportOptions& report = options.report;
  if (options.tally != nullptr) fail("-f tally");
  if (options.state != nullptr) fail("--state", "logs");
  if (reach_lg_k_ && options.reach && options.reach->is_exact()) {
    throw Error(
        ExitCode::kUsage,
        "--reach exact: the sketches among the inputs leave viewers out; leave the flag out "
        "for an estimate, or take logs or tallies");
  }
  if (report.kind == ReportKind::kFrequency) fail("--report frequency");
  if (is_by_viewer(find_metric(report.sort.column))) fail("--sort " + report.sort.column);
  for (const Threshold& threshold : options.report.fail_if) {
    if (is_by_viewer(threshold.metric)) fail(fmt::format("--fail-if {}", threshold.metric->name));
  }
  for (const std::string& name : named_columns(report.columns)) {
    if (is_by_viewer(find_metric(name))) fail("--columns " + name);
  }
  report.parts.frequency = false;
}

std::optional<std::string> SketchedInputs::warning(std::size_t inputs) const {
  if (ids_ == 0 || inputs < 2) return std::nullopt;
  return fmt::format(
      "{}: sketches have no ids, so a record that is in two inputs counts twice; "
      "tallies (-f tally) count it once",
      first_);
}

}  // namespace seenby
