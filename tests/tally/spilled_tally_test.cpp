// A tally of little memory is the tally of any: every number, and the file it is saved to.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "parallel.h"
#include "random_log.h"
#include "seenby/error.h"
#include "seenby/saved_tally.h"
#include "tally/murmur3.h"
#include "tally/viewer_entry.h"
#include "temporary_folder.h"

namespace seenby {
namespace {

/// Names of which few partitions hold all, so that a small log fills them.
std::vector<std::string> names_in(std::size_t count, bool (*is_in)(std::string_view)) {
  std::vector<std::string> names;
  for (std::uint64_t i = 0; names.size() < count; ++i) {
    std::string name = "n" + std::to_string(i);
    if (is_in(name)) names.push_back(std::move(name));
  }
  return names;
}

const std::vector<std::string>& viewer_names() {
  static const std::vector<std::string> names = names_in(
      20'000, [](std::string_view name) { return partition_of(viewer_hash(name)) % 85 == 0; });
  return names;
}

const std::vector<std::string>& id_names() {
  static const std::vector<std::string> names = names_in(20'000, [](std::string_view name) {
    return murmur3_x64_128(name, 0).h2 % kPartitions % 85 == 0;
  });
  return names;
}

struct Event {
  Record record;
  std::string_view content;
  std::size_t input;
};

constexpr std::array<std::string_view, 5> kContents = {"a", "b", "c", "d", "e"};
constexpr std::size_t kInputs = 3;

std::vector<Event> random_events(Dice& dice) {
  std::vector<Event> events;
  const std::size_t viewers = 1 + dice.below(viewer_names().size());
  const std::size_t ids = 1 + dice.below(id_names().size());
  const std::size_t with_id = dice.one_of(std::array<std::size_t, 3>{0, 50, 95});
  const std::size_t with_large_cost = dice.one_of(std::array<std::size_t, 3>{0, 5, 90});
  for (std::size_t i = 10'000 + dice.below(30'000); i > 0; --i) {
    Event event{{}, dice.one_of(kContents), dice.below(kInputs)};
    Record& record = event.record;
    if (dice.percent(30)) record.event_class = EventClass::kClick;
    if (!dice.percent(5)) record.viewer = viewer_names()[dice.below(viewers)];
    if (dice.percent(with_id)) record.id = id_names()[dice.below(ids)];
    record.time_us = dice.percent(10) ? kNoTime : static_cast<std::int64_t>(dice.below(1000));
    record.weight = static_cast<std::uint32_t>(dice.below(4));
    record.has_cost = dice.percent(50);
    if (record.has_cost) {
      record.cost_micros = static_cast<std::int64_t>(
          dice.below(dice.percent(with_large_cost) ? std::size_t{1} << 40 : 1000));
    }
    events.push_back(event);
  }
  return events;
}

/// What is done with a tally, beside how much memory it has.
struct Plan {
  std::size_t threads = 1;
  bool saves = false;
  std::optional<std::int64_t> window_us;
};

/// All that a tally says.
struct Answers {
  std::string file;
  std::map<std::string, RowCounts> rows;
  std::map<std::string, FrequencyCounts> frequencies;
  RowCounts total;
  std::vector<std::uint64_t> counted, duplicate, shared;
  std::vector<CurveStep> curve;
};

void add_events(Tally& tally, const std::vector<Event>& events, std::size_t threads) {
  run_on_threads(threads, [&](std::size_t thread) {
    TallyWriter writer(tally);
    for (std::size_t i = thread; i < events.size(); i += threads) {
      RecordBatch batch;
      batch.records.push_back(events[i].record);
      batch.group_values.push_back(events[i].content);
      writer.add(batch, events[i].input);
    }
    writer.close();
  });
}

Answers answers_of(const std::vector<Event>& events, const Plan& plan, std::size_t memory) {
  Tally tally(kInputs, {memory, plan.threads});
  add_events(tally, events, plan.threads);
  Answers answers;
  if (plan.saves) {
    tally.drop_duplicates(plan.threads, plan.window_us);
    const TallyNotes notes;
    for (int time = 0; time < 2; ++time) {
      answers.file.clear();
      tally.save(notes, [&](std::string_view bytes) { answers.file += bytes; });
    }
  }
  tally.settle(plan.threads);
  const Tally::Summary summary = tally.summarize(plan.threads, std::nullopt, Frequencies::kCounted);
  std::map<std::string, std::uint32_t> numbers;
  for (const ReportRow& row : summary.rows) {
    const std::string name(row.group[0].value_or(""));
    answers.rows[name] = row.counts;
    answers.rows[name].by_frequency = {};
    answers.frequencies[name] = summary.frequencies->rows[row.number];
    numbers[name] = row.number;
  }
  answers.frequencies["total"] = summary.frequencies->total;
  answers.total = summary.total;
  answers.total.by_frequency = {};
  for (const DedupCounts& dedup : summary.dedup) {
    answers.counted.push_back(dedup.counted);
    answers.duplicate.push_back(dedup.duplicate);
  }
  std::vector<std::uint32_t> in_order;
  for (const auto& [key, number] : numbers) in_order.push_back(number);
  answers.shared = tally.count_shared(in_order, plan.threads);
  std::vector<std::uint32_t> steps(kContents.size());
  for (std::uint32_t i = 0; i < in_order.size(); ++i) steps[in_order[i]] = i;
  answers.curve = tally.count_curve(steps, in_order.size(), plan.threads);
  return answers;
}

void expect_equal(const Answers& a, const Answers& b) {
  EXPECT_TRUE(a.rows == b.rows);
  EXPECT_TRUE(a.total == b.total);
  EXPECT_EQ(a.frequencies, b.frequencies);
  EXPECT_EQ(a.counted, b.counted);
  EXPECT_EQ(a.duplicate, b.duplicate);
  EXPECT_EQ(a.shared, b.shared);
  EXPECT_TRUE(a.curve == b.curve);
  EXPECT_TRUE(a.file == b.file);
}

/// While it lives, there is no temporary space.
class NoTemporarySpace {
 public:
  NoTemporarySpace() { ::setenv("TMPDIR", folder_.path("missing").c_str(), 1); }
  ~NoTemporarySpace() {
    if (had_) {
      ::setenv("TMPDIR", before_.c_str(), 1);
    } else {
      ::unsetenv("TMPDIR");
    }
  }
  NoTemporarySpace(const NoTemporarySpace&) = delete;
  NoTemporarySpace& operator=(const NoTemporarySpace&) = delete;

 private:
  TemporaryFolder folder_;
  bool had_ = std::getenv("TMPDIR") != nullptr;
  std::string before_ = had_ ? std::getenv("TMPDIR") : "";
};

bool is_written_out(const std::vector<Event>& events, const Plan& plan, std::size_t memory) {
  const NoTemporarySpace none;
  try {
    answers_of(events, plan, memory);
    return false;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kIo);
    return true;
  }
}

class SpilledTally : public testing::TestWithParam<std::uint64_t> {};

TEST_P(SpilledTally, SaysWhatOneInMemorySays) {
  Dice dice(GetParam());
  const std::vector<Event> events = random_events(dice);
  Plan plan;
  plan.saves = dice.percent(60);
  if (dice.percent(50)) plan.window_us = static_cast<std::int64_t>(dice.below(1000));
  const Answers expected = answers_of(events, plan, TallyMemory::kUnlimited);
  constexpr std::size_t kTiny = 1024;
  for (const std::size_t memory : {kTiny, std::size_t{1} << 20, std::size_t{4} << 20}) {
    plan.threads = 1 + dice.below(4);
    SCOPED_TRACE(memory);
    SCOPED_TRACE(plan.threads);
    expect_equal(answers_of(events, plan, memory), expected);
  }
  EXPECT_TRUE(is_written_out(events, plan, kTiny));
  EXPECT_FALSE(is_written_out(events, plan, TallyMemory::kUnlimited));
}

INSTANTIATE_TEST_SUITE_P(RandomLogs, SpilledTally, testing::Range<std::uint64_t>(0, 25));

}  // namespace
}  // namespace seenby
