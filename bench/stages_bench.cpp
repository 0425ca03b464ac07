// Each stage alone, on generated logs: reading blocks (plain and gzip), parsing records of each
// kind of log, adding to the tally, settling and summarizing it, hashing viewers, and rendering in
// every format. Throughput is in bytes of log (of output for rendering) and in records.
// Limit: one thread; bench/compare measures the whole and its scaling.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sample_log.h"
#include "seenby/pipeline.h"
#include "seenby/record_parser.h"
#include "tally/murmur3.h"

namespace {

using seenby::Block;
using seenby::RecordBatch;
using seenby::bench::SampleLog;

constexpr std::uint64_t kLogBytes = std::uint64_t{32} << 20;

/// Made at first use; all are gone, with their files, when main's `samples` is.
using Samples = std::map<std::string, std::unique_ptr<SampleLog>, std::less<>>;

const SampleLog& sample(Samples& samples, const std::string& kind) {
  std::unique_ptr<SampleLog>& log = samples[kind];
  if (log == nullptr) log = std::make_unique<SampleLog>(kind, kLogBytes);
  return *log;
}

void set_throughput(benchmark::State& state, std::uint64_t bytes, std::uint64_t items) {
  const auto rounds = static_cast<std::int64_t>(state.iterations());
  state.SetBytesProcessed(rounds * static_cast<std::int64_t>(bytes));
  state.SetItemsProcessed(rounds * static_cast<std::int64_t>(items));
}

class NoSink : public seenby::RecordSink {
 public:
  void accept(const RecordBatch& batch) override { benchmark::DoNotOptimize(batch.records.data()); }
};

class LengthSink : public seenby::TextSink {
 public:
  void write(std::string_view text) override { length_ += text.size(); }
  [[nodiscard]] std::uint64_t length() const { return length_; }

 private:
  std::uint64_t length_ = 0;
};

void read_blocks(benchmark::State& state, const SampleLog& log, const std::string& path) {
  for (auto _ : state) {
    seenby::InputOptions options;
    options.inputs = {path};
    seenby::BlockStream stream(options);
    Block block;
    while (stream.next(block)) benchmark::DoNotOptimize(block.bytes().data());
  }
  set_throughput(state, log.bytes(), log.records());
}

void parse_records(benchmark::State& state, const SampleLog& log) {
  seenby::RecordParser parser(log.plan(), seenby::ParserOptions{});
  NoSink sink;
  for (auto _ : state) {
    for (const Block& block : log.blocks()) parser.parse(block, sink);
  }
  set_throughput(state, log.bytes(), log.records());
}

void add_all(const std::vector<RecordBatch>& batches, seenby::Tally& tally) {
  seenby::TallyWriter writer(tally);
  for (const RecordBatch& batch : batches) writer.add(batch, 0);
  writer.close();
}

std::vector<RecordBatch> without_ids(std::vector<RecordBatch> batches) {
  for (RecordBatch& batch : batches) {
    for (seenby::Record& record : batch.records) record.id = {};
  }
  return batches;
}

void add_to_tally(benchmark::State& state, const SampleLog& log, seenby::Dedup dedup) {
  const std::vector<RecordBatch> batches =
      dedup == seenby::Dedup::kOff ? without_ids(log.batches()) : log.batches();
  for (auto _ : state) {
    seenby::Tally tally(1);
    add_all(batches, tally);
  }
  set_throughput(state, log.bytes(), log.records());
}

void settle_and_summarize(benchmark::State& state, const SampleLog& log) {
  for (auto _ : state) {
    state.PauseTiming();
    auto tally = std::make_unique<seenby::Tally>(1);
    add_all(log.batches(), *tally);
    state.ResumeTiming();
    tally->settle(1);
    const seenby::Tally::Summary summary = tally->summarize(1);
    for (const seenby::ReportRow& row : summary.rows) benchmark::DoNotOptimize(row.counts.reach);
    state.PauseTiming();
    tally.reset();
    state.ResumeTiming();
  }
  set_throughput(state, log.bytes(), log.records());
}

void hash_viewers(benchmark::State& state, const SampleLog& log) {
  std::uint64_t bytes = 0;
  for (const RecordBatch& batch : log.batches()) {
    for (const seenby::Record& record : batch.records) bytes += record.viewer.size();
  }
  for (auto _ : state) {
    for (const RecordBatch& batch : log.batches()) {
      for (const seenby::Record& record : batch.records) {
        benchmark::DoNotOptimize(seenby::viewer_hash(record.viewer));
      }
    }
  }
  set_throughput(state, bytes, log.records());
}

void render(benchmark::State& state, const SampleLog& log, const seenby::RenderFormat& format) {
  seenby::RunOptions options;
  options.input.inputs = {log.plain_path()};
  options.mapping = log.mapping();
  options.group_by = seenby::bench::by_content();
  const seenby::RunResult result = seenby::run(options);
  std::uint64_t length = 0;
  for (auto _ : state) {
    LengthSink sink;
    format.render(result.report, seenby::RenderOptions{}, sink);
    length = sink.length();
  }
  set_throughput(state, length, result.report.rows.size());
}

void register_all(Samples& samples) {
  const auto add = [](const std::string& name, auto measure) {
    benchmark::RegisterBenchmark(name.c_str(), measure)->Unit(benchmark::kMillisecond);
  };
  add("read_blocks/plain", [&samples](benchmark::State& state) {
    const SampleLog& log = sample(samples, "flat");
    read_blocks(state, log, log.plain_path());
  });
  add("read_blocks/gzip", [&samples](benchmark::State& state) {
    const SampleLog& log = sample(samples, "flat");
    read_blocks(state, log, log.gzip_path());
  });
  for (const std::string kind : {"flat", "nested", "segment", "shuffled", "dirty"}) {
    add("parse_records/" + kind,
        [&samples, kind](benchmark::State& state) { parse_records(state, sample(samples, kind)); });
  }
  add("hash_viewers",
      [&samples](benchmark::State& state) { hash_viewers(state, sample(samples, "flat")); });
  add("add_to_tally/with_ids", [&samples](benchmark::State& state) {
    add_to_tally(state, sample(samples, "flat"), seenby::Dedup::kById);
  });
  add("add_to_tally/without_ids", [&samples](benchmark::State& state) {
    add_to_tally(state, sample(samples, "flat"), seenby::Dedup::kOff);
  });
  add("settle_and_summarize", [&samples](benchmark::State& state) {
    settle_and_summarize(state, sample(samples, "flat"));
  });
  for (const seenby::RenderFormat& format : seenby::render_formats()) {
    add("render/" + std::string(format.name), [&samples, &format](benchmark::State& state) {
      render(state, sample(samples, "flat"), format);
    });
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Samples samples;
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    register_all(samples);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "stage_bench: %s\n", problem.what());
    return 4;
  }
  return 0;
}
