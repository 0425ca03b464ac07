// Any bytes as a log, read through two block sizes, in short reads and at once, by shapes and
// without: all agree to the byte, and take the lines that the tests' slow reader takes.
#include <string>

#include "check.h"
#include "input/memory_source.h"
#include "lines.h"
#include "seenby/error.h"
#include "slow_json.h"

namespace {

using seenby::check;
using seenby::Speculation;

constexpr std::size_t kMaxLine = 1'000;

const seenby::Plan& plan() {
  static const seenby::Plan plan =
      seenby::compile_plan(seenby::load_mapping("generic"), {},
                           seenby::parse_group_by("content,campaign,day"), seenby::IdUse::kDedup);
  return plan;
}

struct Way {
  std::size_t block_bytes;
  std::size_t most_at_once;
  Speculation speculation;
};

struct Outcome {
  seenby::Accounting accounting;
  std::string rejected;
  seenby::FuzzedLines records;
};

/// False when the log is refused as binary, which its first block decides.
bool read(std::string_view log, const Way& way, Outcome& out) {
  seenby::InputOptions options = seenby::reading({{"log", std::string(log)}}, way.most_at_once);
  options.open = [&](const std::string&) {
    return std::make_unique<seenby::MemorySource>(std::string(log), way.most_at_once);
  };
  options.block_bytes = way.block_bytes;
  options.max_line_bytes = kMaxLine;
  seenby::BlockStream stream(std::move(options));
  seenby::RecordParser parser(plan(), {kMaxLine, seenby::Rejects::kKept, way.speculation});
  try {
    for (seenby::Block block; stream.next(block);) {
      const seenby::BlockResult result = parser.parse(block, out.records);
      out.accounting += result.accounting;
      out.rejected += result.rejected;
    }
  } catch (const seenby::Error&) {
    return false;
  }
  return true;
}

/// How many lines are events, by the slow reader.
std::uint64_t count_slowly(std::string_view log) {
  if (log.starts_with("\xef\xbb\xbf")) log.remove_prefix(3);
  std::uint64_t events = 0;
  while (!log.empty()) {
    const std::string_view line = seenby::next_line(log);
    events += line.size() <= kMaxLine && seenby::read_slowly(line) ? 1 : 0;
  }
  return events;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view log = seenby::text_of(data, size);
  Outcome whole;
  if (!read(log, {1 << 20, std::string::npos, Speculation::kOn}, whole)) return 0;
  check(whole.accounting.balanced() || whole.accounting.counted == 0);
  check(whole.accounting.parsed == count_slowly(log));
  whole.records.sort();
  for (const Way& way : {Way{64, 7, Speculation::kOn}, Way{200, 64, Speculation::kOff}}) {
    Outcome other;
    if (!read(log, way, other)) continue;
    for (const seenby::AccountingTerm& term : seenby::kAccountingTerms) {
      check(whole.accounting.*term.value == other.accounting.*term.value);
    }
    check(whole.accounting.malformed_by_kind == other.accounting.malformed_by_kind);
    check(whole.accounting.unreadable_time == other.accounting.unreadable_time);
    check(whole.rejected == other.rejected);
    other.records.sort();
    check(whole.records.records == other.records.records);
  }
  return 0;
}
