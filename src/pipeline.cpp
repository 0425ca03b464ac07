// The whole program on one page: inputs, lines, records, tally, report. Every worker takes the
// next block of whole lines, parses it and counts its records; nothing is shared but the stream,
// the tally's partitions and the ledger of what happened to each line.
#include "seenby/pipeline.h"

#include <memory>
#include <utility>

#include "ledger.h"
#include "mapping_check.h"
#include "mapping_choice.h"
#include "parallel.h"
#include "report/build.h"
#include "seenby/record_parser.h"

namespace seenby {
namespace {

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

/// The account of each input, with the mapping that it was read with.
std::vector<InputAccounting> inputs_of(const Ledger& ledger, const MappingChooser& mappings) {
  std::vector<InputAccounting> inputs = ledger.inputs();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    inputs[i].mapping = mappings.of(i).mapping.name;
    inputs[i].mapping_reason = mappings.reason(i);
  }
  return inputs;
}

std::vector<std::string> names_of(const std::vector<GroupField>& group_by) {
  std::vector<std::string> names;
  for (const GroupField& field : group_by) names.push_back(field.name);
  return names;
}

/// Of several, the column of the shortest unit.
std::optional<TimeColumn> time_column(const std::vector<GroupField>& group_by) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < group_by.size(); ++i) {
    const auto& unit = group_by[i].time_unit;
    if (unit && (!found || *unit < *group_by[*found].time_unit)) found = i;
  }
  if (!found) return std::nullopt;
  return TimeColumn{group_by.size(), *found};
}

}  // namespace

RunResult run(const RunOptions& options, const ProgressCallback& on_progress) {
  const std::vector<std::string> group_by = names_of(options.group_by);
  check_columns(options.report, group_by);
  MappingChooser mappings(options);

  InputOptions input = options.input;
  input.on_input = [&](std::size_t number, std::string_view first_lines) {
    mappings.look(number, first_lines);
  };
  BlockStream stream(std::move(input));
  Ledger ledger(stream.inputs(), options.rejects);
  RunResult result;
  result.tally = std::make_unique<Tally>(stream.inputs().size());

  run_on_threads(options.threads, [&](std::size_t thread) {
    const ParserOptions parser_options{
        options.input.max_line_bytes,
        options.rejects != nullptr ? Rejects::kKept : Rejects::kDropped, options.speculation};
    Parsers parsers(parser_options);
    TallyWriter writer(*result.tally);
    Block block;
    while (stream.next(block)) {
      BlockSink sink(writer, block.input);
      BlockResult parsed = parsers.of(mappings.of(block.input)).parse(block, sink);
      parsed.accounting.counted = sink.counted();
      ledger.enter(block, std::move(parsed));
      if (thread == 0 && on_progress) {
        on_progress({stream.raw_bytes_read(), stream.raw_bytes_total(), ledger.lines()});
      }
    }
    writer.close();
    parsers.enter_findings(ledger);
  });

  result.tally->settle(options.threads);
  const Tally::Summary summary = result.tally->summarize(
      options.threads, time_column(options.group_by), frequencies_for(options.report, group_by));
  ledger.settle(summary.dedup);
  check_mappings(mappings, options, ledger);

  result.report = build_report(*result.tally, summary, group_by, options.report, options.threads);
  result.report.time_zone = options.selection.time_zone;
  result.report.inputs = inputs_of(ledger, mappings);
  result.report.accounting = ledger.total();
  result.too_many_bad_lines = exceeds(options.max_bad, result.report.accounting);
  result.warnings = warnings(mappings, ledger);
  return result;
}

}  // namespace seenby
