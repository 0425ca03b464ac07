// The whole program against the oracle on random logs. SEENBY_ORACLE_LOGS sets how many logs.
#include "oracle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "input/memory_source.h"
#include "random_log.h"
#include "seenby/error.h"

namespace seenby {
namespace {

std::size_t log_count() {
  const char* const given = std::getenv("SEENBY_ORACLE_LOGS");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 12'000;
}

/// Bytes of the inputs, by their place.
using Inputs = std::vector<std::string>;

std::string join(const std::vector<std::string>& lines) {
  std::string bytes;
  for (const std::string& line : lines) bytes += line;
  return bytes;
}

Inputs random_inputs(Dice& dice) {
  Inputs inputs;
  for (std::size_t left = 1 + (dice.percent(30) ? dice.below(4) : 0); left > 0; --left) {
    std::string bytes = join(random_lines(dice, 1 + dice.below(60)));
    if (dice.percent(10)) bytes.insert(0, "\xef\xbb\xbf");
    if (dice.percent(20)) bytes.pop_back();
    inputs.push_back(std::move(bytes));
  }
  return inputs;
}

Selection random_selection(Dice& dice) {
  const std::vector<std::string_view> zones = {"UTC", "Europe/Berlin", "America/Los_Angeles",
                                               "Pacific/Kiritimati"};
  const std::vector<std::string_view> times = {"2024-03-01", "2026-01-02", "2026-01-02T03:04:05Z",
                                               "2026-01-02T03:04:05.25Z", "2026-01-03"};
  Selection selection;
  selection.time_zone = dice.one_of(zones);
  if (dice.percent(30)) {
    selection.since_us = parse_instant("since", dice.one_of(times), selection.time_zone);
  }
  if (dice.percent(30)) {
    selection.until_us = parse_instant("until", dice.one_of(times), selection.time_zone);
  }
  while (dice.percent(40)) selection.where.push_back(random_filter(dice));
  return selection;
}

RunOptions random_options(Dice& dice) {
  RunOptions options;
  options.mapping = random_log_mapping();
  if (dice.percent(40)) options.mapping.missing = {"(not set)", "-"};
  const std::vector<std::string_view> groupings = {
      "content", "content",  "content",     "campaign",          "content,platform",
      ".x",      ".user_id", ".item.kind",  "platform,campaign", ".item.id,content",
      "event",   "day",      "content,day", "month,day,platform"};
  options.group_by = parse_group_by(dice.one_of(groupings));
  options.dedup = dice.percent(25) ? Dedup::kOff : Dedup::kById;
  if (dice.percent(40)) options.selection = random_selection(dice);
  options.threads = 1 + dice.below(3);
  // Without taking a throw of the dice from what follows.
  if (options.threads == 2) options.report.kind = ReportKind::kFrequency;
  options.input.block_bytes = std::size_t{64} << dice.below(7);
  if (dice.percent(15)) options.input.max_line_bytes = 40 + dice.below(160);
  return options;
}

RunResult run_on(const Inputs& inputs, RunOptions options) {
  options.input.inputs.clear();
  for (std::size_t i = 0; i < inputs.size(); ++i) options.input.inputs.push_back(std::to_string(i));
  options.input.open = [&inputs](const std::string& name) {
    return std::make_unique<MemorySource>(inputs[std::stoul(name)]);
  };
  return run(options);
}

using Rows = std::map<OracleGroup, RowCounts>;

Rows rows_of(const Report& report) {
  Rows rows;
  for (const ReportRow& row : report.rows) {
    OracleGroup group;
    for (const auto& value : row.group)
      group.push_back(value ? std::optional(std::string(*value)) : std::nullopt);
    const bool is_new = rows.emplace(std::move(group), row.counts).second;
    EXPECT_TRUE(is_new) << "two rows of one group";
  }
  return rows;
}

std::string text_of(const RowCounts& row) {
  std::string text;
  for (const Metric& metric : metrics()) {
    const Cell cell = metric.formula(row);
    if (const auto* const count = std::get_if<std::uint64_t>(&cell)) {
      text.append(metric.name).append(" ").append(std::to_string(*count)).append(", ");
    }
  }
  return text.append("spend ").append(std::to_string(static_cast<std::int64_t>(row.spend.value)));
}

std::string text_of(const Rows& rows) {
  std::string text;
  for (const auto& [group, counts] : rows) {
    for (const auto& value : group) text.append(value.value_or("(none)")).append(" | ");
    text.append(text_of(counts)).append("\n");
  }
  return text;
}

void expect_equal(const Accounting& fast, const Accounting& slow) {
  for (const AccountingTerm& term : kAccountingTerms) {
    EXPECT_EQ(fast.*term.value, slow.*term.value) << term.key;
  }
  EXPECT_EQ(fast.unreadable_cost, slow.unreadable_cost);
  EXPECT_EQ(fast.unreadable_time, slow.unreadable_time);
  EXPECT_TRUE(fast.balanced());
}

void expect_equal(const RunResult& fast, const OracleResult& slow) {
  const Rows rows = rows_of(fast.report);
  EXPECT_TRUE(rows == slow.rows) << "run():\n"
                                 << text_of(rows) << "oracle:\n"
                                 << text_of(slow.rows);
  EXPECT_TRUE(fast.report.total == slow.total)
      << "run(): " << text_of(fast.report.total) << "\noracle: " << text_of(slow.total);
  ASSERT_EQ(fast.report.inputs.size(), slow.inputs.size());
  for (std::size_t i = 0; i < slow.inputs.size(); ++i) {
    expect_equal(fast.report.inputs[i].accounting, slow.inputs[i]);
  }
  EXPECT_TRUE(fast.report.accounting.balanced());
}

/// run() refuses an input of which it could read no line at all.
bool has_unread_input(const OracleResult& slow) {
  return std::any_of(slow.inputs.begin(), slow.inputs.end(),
                     [](const Accounting& a) { return a.parsed == 0 && a.malformed > 0; });
}

std::string printed(const Inputs& inputs) {
  std::string text;
  for (const std::string& bytes : inputs) text.append("--- input\n").append(bytes);
  return text;
}

TEST(Oracle, AgreesWithRunOnRandomLogs) {
  std::size_t compared = 0;
  std::uint64_t duplicates = 0;
  const std::size_t logs = log_count();
  for (std::size_t seed = 0; seed < logs && !testing::Test::HasFailure(); ++seed) {
    Dice dice(seed);
    const Inputs inputs = random_inputs(dice);
    const RunOptions options = random_options(dice);
    const OracleResult slow = count_slowly(inputs, options);
    SCOPED_TRACE("log " + std::to_string(seed));
    try {
      const RunResult fast = run_on(inputs, options);
      EXPECT_FALSE(slow.fails);
      expect_equal(fast, slow);
      ++compared;
      duplicates += fast.report.accounting.duplicate;
    } catch (const Error& error) {
      EXPECT_TRUE(error.code() == ExitCode::kIo ? has_unread_input(slow) : slow.fails)
          << error.what();
    }
    if (testing::Test::HasFailure()) std::cout << printed(inputs);
  }
  EXPECT_GT(compared, logs / 2) << "too many logs are refused for this test to mean much";
  EXPECT_GT(duplicates, logs / 2) << "too few duplicates";
}

/// A log every line of which counts for something, so that run() takes any part of it.
struct PropertyLog {
  explicit PropertyLog(std::uint64_t seed) : dice(seed) {
    options = random_options(dice);
    options.input.max_line_bytes = std::size_t{1} << 20;
    options.group_by = parse_group_by("content");
    lines = random_lines(dice, 40 + dice.below(100));
    lines.push_back("{\"event\":\"view\",\"content_id\":\"a\",\"user_id\":\"u\"}\n");
  }
  Dice dice;
  RunOptions options;
  std::vector<std::string> lines;
};

std::size_t property_logs() { return std::max<std::size_t>(log_count() / 40, 5); }

void expect_same_counts(const RunResult& a, const RunResult& b) {
  EXPECT_EQ(text_of(rows_of(a.report)), text_of(rows_of(b.report)));
  EXPECT_TRUE(rows_of(a.report) == rows_of(b.report));
  EXPECT_TRUE(a.report.total == b.report.total);
}

TEST(RunProperty, ThreadsAndBlockSizeChangeNothing) {
  for (std::size_t seed = 0; seed < property_logs(); ++seed) {
    SCOPED_TRACE(seed);
    PropertyLog log(seed);
    const Inputs inputs = {join(log.lines)};
    log.options.threads = 1;
    log.options.input.block_bytes = std::size_t{1} << 20;
    const RunResult whole = run_on(inputs, log.options);
    for (const std::size_t threads : {1U, 2U, 3U}) {
      log.options.threads = threads;
      log.options.input.block_bytes = 1 + log.dice.below(3000);
      const RunResult cut = run_on(inputs, log.options);
      expect_same_counts(whole, cut);
      expect_equal(cut.report.accounting, whole.report.accounting);
      EXPECT_EQ(cut.report.accounting.malformed_by_kind, whole.report.accounting.malformed_by_kind);
    }
  }
}

TEST(RunProperty, LineOrderChangesNothing) {
  for (std::size_t seed = 0; seed < property_logs(); ++seed) {
    SCOPED_TRACE(seed);
    PropertyLog log(seed);
    const RunResult before = run_on({join(log.lines)}, log.options);
    for (std::size_t i = log.lines.size(); i > 1; --i) {
      std::swap(log.lines[i - 1], log.lines[log.dice.below(i)]);
    }
    const RunResult after = run_on({join(log.lines)}, log.options);
    expect_same_counts(before, after);
    expect_equal(after.report.accounting, before.report.accounting);
  }
}

TEST(RunProperty, SplittingIntoInputsAndTheirOrderChangeNothing) {
  for (std::size_t seed = 0; seed < property_logs(); ++seed) {
    SCOPED_TRACE(seed);
    PropertyLog log(seed);
    const std::string anchor = log.lines.back();
    // The anchor lets every part be read on its own.
    Inputs split(1 + log.dice.below(5), anchor);
    std::string whole;
    for (const std::string& part : split) whole += part;
    for (const std::string& line : log.lines) {
      split[log.dice.below(split.size())] += line;
      whole += line;
    }
    const RunResult one = run_on({whole}, log.options);
    expect_same_counts(one, run_on(split, log.options));
    std::reverse(split.begin(), split.end());
    const RunResult reversed = run_on(split, log.options);
    expect_same_counts(one, reversed);
    expect_equal(reversed.report.accounting, one.report.accounting);
  }
}

}  // namespace
}  // namespace seenby
