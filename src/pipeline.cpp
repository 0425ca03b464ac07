// The whole program on one page: inputs, lines, records, tally, report. Every worker takes the
// next block of whole lines, parses it and counts its records; nothing is shared but the stream,
// the tally's partitions and the ledger of what happened to each line.
#include "seenby/pipeline.h"

#include <atomic>

#include "events/plan.h"
#include "ledger.h"
#include "mapping_check.h"
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

std::vector<std::string> names_of(const std::vector<GroupField>& group_by) {
  std::vector<std::string> names;
  for (const GroupField& field : group_by) names.push_back(field.name);
  return names;
}

}  // namespace

RunResult run(const RunOptions& options, const ProgressCallback& on_progress) {
  const std::vector<std::string> group_by = names_of(options.group_by);
  check_columns(options.report, group_by);
  const Plan plan = compile_plan(options.mapping, options.overrides, options.group_by,
                                 options.dedup == Dedup::kById ? IdUse::kDedup : IdUse::kIgnored);

  BlockStream stream(options.input);
  Ledger ledger(stream.inputs(), options.rejects);
  RunResult result;
  result.tally = std::make_unique<Tally>(stream.inputs().size());

  run_on_threads(options.threads, [&](std::size_t thread) {
    const ParserOptions parser_options{options.input.max_line_bytes, options.rejects != nullptr
                                                                         ? Rejects::kKept
                                                                         : Rejects::kDropped};
    RecordParser parser(plan, parser_options);
    TallyWriter writer(*result.tally);
    Block block;
    while (stream.next(block)) {
      BlockSink sink(writer, block.input);
      BlockResult parsed = parser.parse(block, sink);
      parsed.accounting.counted = sink.counted();
      ledger.enter(block, std::move(parsed));
      if (thread == 0 && on_progress) {
        on_progress({stream.raw_bytes_read(), stream.raw_bytes_total(), ledger.lines()});
      }
    }
    writer.close();
    ledger.enter(parser.findings());
  });

  result.tally->settle(options.threads);
  const Tally::Summary summary = result.tally->summarize(options.threads);
  ledger.settle(summary.dedup);
  check_mapping(plan, options, ledger);

  result.report = build_report(summary, group_by, options.report);
  result.report.inputs = ledger.inputs();
  result.report.accounting = ledger.total();
  result.too_many_bad_lines = exceeds(options.max_bad, result.report.accounting);
  result.warnings = warnings(plan, ledger);
  return result;
}

}  // namespace seenby
