// The whole program on one page: inputs, lines, records, tally, report. Every worker takes the
// next block of whole lines, parses it and counts its records; nothing is shared but the stream,
// the tally's partitions and the ledger of what happened to each line.
#include "seenby/pipeline.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

#include "input/marks.h"
#include "ledger.h"
#include "mapping_check.h"
#include "mapping_choice.h"
#include "parallel.h"
#include "report/build.h"
#include "row_window.h"
#include "saved_inputs.h"
#include "seenby/error.h"
#include "seenby/record_parser.h"
#include "seenby/saved_tally.h"
#include "tally_settings.h"

namespace seenby {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;

/// Counts the batches of one block.
class BlockSink : public RecordSink {
 public:
  BlockSink(TallyWriter& writer, std::size_t input) : writer_(writer), input_(input) {}
  void accept(const RecordBatch& batch) override { counted_ += writer_.add(batch, input_); }
  [[nodiscard]] std::uint64_t counted() const { return counted_; }

 private:
  TallyWriter& writer_;
  std::size_t input_;
  std::uint64_t counted_ = 0;
};

/// One thread's parsers: one for each mapping that it met.
class Parsers {
 public:
  explicit Parsers(const ParserOptions& options) : options_(options) {}

  RecordParser& of(const MappingInUse& mapping) {
    if (parsers_.size() <= mapping.index) parsers_.resize(mapping.index + 1);
    auto& parser = parsers_[mapping.index];
    if (parser == nullptr) parser = std::make_unique<RecordParser>(mapping.plan, options_);
    return *parser;
  }

  void enter_findings(Ledger& ledger) const {
    for (std::size_t i = 0; i < parsers_.size(); ++i) {
      if (parsers_[i] != nullptr) ledger.enter(i, parsers_[i]->findings());
    }
  }

 private:
  ParserOptions options_;
  std::vector<std::unique_ptr<RecordParser>> parsers_;
};

/// The account of each input, with the mapping that it was read with and, of a run with a state,
/// what was counted before. `stream` may be null.
std::vector<InputAccounting> inputs_of(const RunOptions& options, const Ledger& ledger,
                                       const MappingChooser& mappings, const BlockStream* stream) {
  std::vector<InputAccounting> inputs = ledger.inputs();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!mappings.knows(i)) continue;
    inputs[i].mapping = mappings.of(i).mapping.name;
    inputs[i].mapping_reason = mappings.reason(i);
  }
  if (options.state == nullptr || stream == nullptr) return inputs;
  for (std::size_t i = 0; i < stream->inputs().size(); ++i) {
    inputs[i].lines_before = stream->history(i).lines_before;
    inputs[i].bytes_waiting = stream->history(i).bytes_waiting;
  }
  return inputs;
}

std::vector<std::string> names_of(const std::vector<GroupField>& group_by) {
  std::vector<std::string> names;
  names.reserve(group_by.size());
  for (const GroupField& field : group_by) names.push_back(field.name);
  return names;
}

/// Counts the records of every line.
void count_logs(const RunOptions& options, BlockStream& stream, const MappingChooser& mappings,
                Tally& tally, Ledger& ledger, const ProgressCallback& on_progress) {
  run_on_threads(options.threads, [&](std::size_t thread) {
    const ParserOptions parser_options{
        options.input.max_line_bytes,
        options.rejects != nullptr ? Rejects::kKept : Rejects::kDropped, options.speculation};
    Parsers parsers(parser_options);
    TallyWriter writer(tally);
    Block block;
    while (stream.next(block)) {
      BlockSink sink(writer, block.input);
      BlockResult parsed = parsers.of(mappings.of(block.input)).parse(block, sink);
      parsed.accounting.counted = sink.counted();
      if (block.index == 0) {
        ledger.note_lines_before(block.input, stream.history(block.input).lines_before);
      }
      ledger.enter(block, std::move(parsed));
      tally.note_progress(stream.raw_bytes_read(), stream.raw_bytes_total());
      if (thread == 0 && on_progress) {
        on_progress({stream.raw_bytes_read(), stream.raw_bytes_total(), ledger.lines()});
      }
    }
    writer.close();
    parsers.enter_findings(ledger);
  });
}

bool saves(const RunOptions& options) {
  return options.tally != nullptr || options.state != nullptr;
}

/// A part of the data, such as a shard or what is new since yesterday, may well lack a field or be
/// all bad lines, so there it is only said.
void check_or_warn(const MappingChooser& mappings, const RunOptions& options, const Ledger& ledger,
                   std::vector<std::string>& warnings) {
  try {
    check_mappings(mappings, options, ledger);
  } catch (const Error& error) {
    if (!saves(options) && !options.report.parts.sketches) throw;
    warnings.emplace_back(error.what());
  }
}

/// Whether that leaves out anything. What ended before is neither kept nor, when it comes again,
/// counted again.
bool forget_what_is_old(const RunOptions& options, Tally& tally, Marks& marks) {
  if (options.state == nullptr || !options.state->keep_from) return false;
  const std::int64_t from = *options.state->keep_from;
  marks.forget(from);
  return tally.keep_rows(
      rows_kept_from(options.group_by, options.selection.time_zone, from * kMicrosPerSecond));
}

void save(const Tally& tally, const TallyNotes& notes, TextSink& out) {
  tally.save(notes, [&out](std::string_view bytes) { out.write(bytes); });
}

/// What a run is of beside its logs.
struct Rest {
  SavedInputs& saved;
  Marks& marks;
  const MappingChooser& mappings;
};

/// Writes the tally and the state, where they are asked for.
void save_what_is_wanted(const RunOptions& options, const Rest& rest, Ledger& ledger,
                         RunResult& result) {
  if (!saves(options)) return;
  Tally& tally = *result.tally;
  ledger.settle(tally.drop_duplicates(options.threads, options.dedup_window_us));
  const bool forgets = forget_what_is_old(options, tally, rest.marks);
  TallyNotes notes{tally_settings(options, rest.mappings.counted_by()), ledger.total(), {}};
  if (options.tally != nullptr) save(tally, notes, *options.tally);
  if (options.state == nullptr) return;
  result.has_new_state =
      !rest.saved.has_state() || rest.saved.size() > 1 || rest.marks.changed() || forgets;
  if (!result.has_new_state) return;
  notes.marks = rest.marks.bytes();
  save(tally, notes, *options.state->after);
}

std::string approximate_text(unsigned lg_k) {
  return fmt::format(
      "reach and what follows from it are estimated, ±{:.1f}% (standard error) where "
      "a row has more than {} viewers",
      100 * nominal_reach_error(lg_k), std::uint64_t{1} << lg_k);
}

/// An empty list of logs in a script looks like this; what is kept is not to look like success.
void refuse_nothing(const RunOptions& options, const Accounting& read) {
  if (!saves(options) || !options.input.inputs.empty() || read.lines > 0) return;
  throw Error(ExitCode::kUsage,
              "no input is named and standard input is empty; name the logs, or - for a standard "
              "input that may be empty");
}

/// Of the lines that this run read itself.
Accounting accounting_of_logs(const Ledger& ledger, std::size_t logs) {
  Accounting read;
  for (std::size_t i = 0; i < logs; ++i) read += ledger.inputs()[i].accounting;
  return read;
}

/// Says what the sketches depend on.
void describe(Sketches& sketches, std::vector<TallySetting> settings,
              const std::vector<DedupCounts>& dedup, const SketchedInputs& read) {
  sketches.settings = std::move(settings);
  sketches.ids = read.ids();
  for (const DedupCounts& input : dedup) sketches.ids += input.counted;
}

}  // namespace

RunResult run(const RunOptions& given, const ProgressCallback& on_progress) {
  RunOptions options = given;
  if (!given.group_by.empty()) check_columns(given.report, names_of(given.group_by));
  SavedInputs saved(options);
  settle_defaults(options);
  const RunOptions counted_as = options;  // what is saved depends on it
  // A window cuts what is saved after it is counted, so that a state keeps all of its logs.
  const Selection shown = options.selection;
  const bool cuts_rows = shown.has_window() && saved.is_cut_by_rows(options);
  if (cuts_rows) options.selection = without_window(shown);
  const std::vector<std::string> group_by = names_of(options.group_by);
  const std::optional<unsigned> lg_k_of_inputs = saved.sketches().reach_lg_k();
  const ReachChoice reach = options.reach->is_exact() && lg_k_of_inputs
                                ? ReachChoice{ReachMethod::kApproximate, *lg_k_of_inputs}
                                : *options.reach;
  std::optional<unsigned> sample_lg_k;
  if (!reach.is_exact()) {
    sample_lg_k = reach.lg_k;
    options.report.sketch_lg_k = reach.lg_k;
    options.report.parts.overlap = options.report.parts.timeline = false;
  }
  check_columns(options.report, group_by, reach.method);

  MappingChooser mappings(options, saved.mappings());
  Marks marks = saved.marks().empty() ? Marks() : Marks::parse(saved.marks());
  std::vector<std::string> inputs = options.input.inputs;
  const std::size_t logs = inputs.size();
  for (const std::string& name : saved.names()) inputs.push_back(name);
  Ledger ledger(inputs, options.rejects);
  RunResult result;
  result.tally = std::make_unique<Tally>(
      inputs.size(), TallyMemory{options.memory_bytes, options.threads}, sample_lg_k);

  saved.add_to(*result.tally, ledger, logs, options);
  std::optional<BlockStream> stream;
  if (saved.has_logs()) {
    InputOptions input = options.input;
    input.threads = options.threads;
    input.order = options.rejects != nullptr ? InputOrder::kAsNamed : InputOrder::kAny;
    input.on_input = [&](std::size_t number, std::string_view first_lines) {
      mappings.look(number, first_lines);
    };
    if (options.state != nullptr) {
      input.marks = &marks;
      input.seen_at = options.state->now;
    }
    stream.emplace(std::move(input));
    count_logs(options, *stream, mappings, *result.tally, ledger, on_progress);
  }

  refuse_nothing(given, accounting_of_logs(ledger, logs));
  save_what_is_wanted(options, {saved, marks, mappings}, ledger, result);
  result.tally->settle(options.threads);
  if (cuts_rows) {
    result.tally->keep_rows(rows_in_window(options.group_by, shown, saved.names().front()));
  }
  Tally::Summary summary = result.tally->summarize(options.threads, time_column(options.group_by),
                                                   frequencies_for(options.report, group_by));
  const std::vector<DedupCounts> dedup = std::move(summary.dedup);
  if (!saves(options)) ledger.settle(dedup);
  check_or_warn(mappings, options, ledger, result.warnings);

  result.report =
      build_report(*result.tally, std::move(summary), group_by, options.report, options.threads);
  result.report.reach = reach.method;
  result.report.reach_lg_k = reach.lg_k;
  result.report.time_zone = options.selection.time_zone;
  result.report.inputs = inputs_of(options, ledger, mappings, stream ? &*stream : nullptr);
  result.report.accounting = ledger.total();
  result.too_many_bad_lines = exceeds(options.max_bad, accounting_of_logs(ledger, logs));
  if (result.report.sketches) {
    describe(*result.report.sketches, tally_settings(counted_as, mappings.counted_by()), dedup,
             saved.sketches());
  }
  if (sample_lg_k) result.warnings.push_back(approximate_text(*sample_lg_k));
  if (auto warning = saved.sketches().warning(inputs.size())) {
    result.warnings.push_back(std::move(*warning));
  }
  for (std::string& warning : warnings(mappings, ledger)) {
    result.warnings.push_back(std::move(warning));
  }
  return result;
}

}  // namespace seenby
