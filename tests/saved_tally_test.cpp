// Tallies as values: whatever a log is cut into, in whatever order and nesting the pieces are
// added, the file has the same bytes and the report the same rows. And no damage goes unseen.
#include "seenby/saved_tally.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "input/memory_source.h"
#include "random_log.h"
#include "render/sample_report.h"
#include "seenby/error.h"
#include "seenby/pipeline.h"

namespace seenby {
namespace {

/// A log or a saved tally.
using Bytes = std::string;

struct Outcome {
  Bytes tally;
  std::string report;
  Accounting accounting;
};

std::string report_text(const Report& report) {
  test::StringSink sink;
  find_render_format("jsonl")->render(report, {.total = TotalRow::kShow}, sink);
  return sink.text();
}

Outcome run_on(const std::vector<Bytes>& inputs, RunOptions options) {
  options.input.inputs.clear();
  for (std::size_t i = 0; i < inputs.size(); ++i) options.input.inputs.push_back(std::to_string(i));
  options.input.open = [&inputs](const std::string& name) {
    return std::make_unique<MemorySource>(inputs[std::stoul(name)]);
  };
  test::StringSink tally;
  options.tally = &tally;
  const RunResult result = run(options);
  return {tally.text(), report_text(result.report), result.report.accounting};
}

ReachChoice random_sample(Dice& dice, std::size_t kinds) {
  return {ReachMethod::kApproximate, static_cast<unsigned>(2 + dice.below(kinds))};
}

RunOptions random_options(Dice& dice) {
  const std::vector<std::string_view> groupings = {"content", "campaign,platform", ".x",
                                                   "event",   "content,day",       "month"};
  RunOptions options;
  options.mapping = random_log_mapping();
  options.group_by = parse_group_by(dice.one_of(groupings));
  options.dedup = dice.percent(25) ? Dedup::kOff : Dedup::kById;
  options.repeats = Repeats::kAllowed;
  options.report.columns = "full";
  if (dice.percent(40)) options.reach = random_sample(dice, 4);
  if (dice.percent(30)) options.selection.where.push_back(random_filter(dice));
  if (dice.percent(20)) options.selection.since_us = parse_instant("", "2026-01-02", "UTC");
  options.threads = 1 + dice.below(2);
  return options;
}

std::vector<std::string> split(const std::vector<std::string>& lines, Dice& dice) {
  std::vector<std::string> shards(1 + dice.below(40));
  for (const std::string& line : lines) shards[dice.below(shards.size())] += line;
  return shards;
}

/// Adds up random handfuls, each log or tally at most once, until one is left.
Outcome merge(std::vector<Bytes> pieces, const RunOptions& options, Dice& dice) {
  for (;;) {
    std::vector<Bytes> handful;
    for (std::size_t left = 1 + dice.below(6); left > 0 && !pieces.empty(); --left) {
      std::swap(pieces[dice.below(pieces.size())], pieces.back());
      handful.push_back(std::move(pieces.back()));
      pieces.pop_back();
    }
    RunOptions mine = options;
    mine.threads = 1 + dice.below(3);
    Outcome sum = run_on(handful, mine);
    if (pieces.empty()) return sum;
    pieces.push_back(std::move(sum.tally));
  }
}

void expect_equal(const Accounting& one, const Accounting& other) {
  for (const AccountingTerm& term : kAccountingTerms) {
    EXPECT_EQ(one.*term.value, other.*term.value) << term.key;
  }
  EXPECT_EQ(one.malformed_by_kind, other.malformed_by_kind);
  EXPECT_EQ(one.unreadable_time, other.unreadable_time);
}

std::size_t log_count() {
  const char* const given = std::getenv("SEENBY_ORACLE_LOGS");
  return std::max<std::size_t>(given != nullptr ? std::strtoull(given, nullptr, 10) / 10 : 1'000,
                               20);
}

TEST(SavedTally, AnySplitOrderAndNestingGivesTheSameBytes) {
  for (std::size_t seed = 0; seed < log_count(); ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    std::vector<std::string> lines = random_lines(dice, 1 + dice.below(200));
    // A byte order mark is skipped where a file begins, so such a line depends on the split.
    std::erase_if(lines, [](const std::string& line) { return line.starts_with("\xef\xbb\xbf"); });
    std::string log;
    for (const std::string& line : lines) log += line;
    const RunOptions options = random_options(dice);
    const Outcome whole = run_on({log}, options);
    const Outcome sum = merge(split(lines, dice), options, dice);
    EXPECT_EQ(whole.report, sum.report);
    expect_equal(whole.accounting, sum.accounting);
    ASSERT_TRUE(whole.tally == sum.tally);
    // What nobody says is as the tally has it.
    RunOptions unsaid = options;
    unsaid.group_by.clear();
    unsaid.selection = {.time_zone = ""};
    unsaid.dedup = Dedup::kById;
    unsaid.reach.reset();
    EXPECT_EQ(run_on({whole.tally}, unsaid).report, whole.report);
  }
}

/// More viewers than a sample keeps, on rows of very different size.
std::vector<std::string> crowded_lines(Dice& dice) {
  std::vector<std::string> lines;
  for (std::size_t left = 20 + dice.below(200); left > 0; --left) {
    const std::size_t content = dice.below(1 + dice.below(6));
    lines.push_back(R"({"event":")" + std::string(dice.percent(80) ? "impression" : "click") +
                    R"(","user_id":"u)" + std::to_string(dice.below(300)) + R"(","content_id":"c)" +
                    std::to_string(content) + "\"}\n");
  }
  return lines;
}

TEST(SavedTally, AnySplitOfManyViewersGivesTheSameSample) {
  for (std::size_t seed = 0; seed < log_count(); ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    const std::vector<std::string> lines = crowded_lines(dice);
    std::string log;
    for (const std::string& line : lines) log += line;
    RunOptions options;
    options.mapping = load_mapping("generic");
    options.repeats = Repeats::kAllowed;
    options.report.columns = "full";
    options.reach = random_sample(dice, 3);
    const Outcome whole = run_on({log}, options);
    const Outcome sum = merge(split(lines, dice), options, dice);
    EXPECT_EQ(whole.report, sum.report);
    ASSERT_TRUE(whole.tally == sum.tally);
  }
}

struct Sample {
  RunOptions options;
  Bytes tally;
};

Sample sample() {
  Dice dice(7);
  Sample sample{random_options(dice), {}};
  std::string log;
  for (const std::string& line : random_lines(dice, 12)) log += line;
  sample.tally = run_on({log}, sample.options).tally;
  return sample;
}

/// Whether the tally is refused as something that cannot be read.
testing::AssertionResult is_refused(const Bytes& tally, const RunOptions& options) {
  try {
    run_on({tally}, options);
  } catch (const Error& error) {
    if (error.code() == ExitCode::kIo) return testing::AssertionSuccess();
    return testing::AssertionFailure() << error.what();
  }
  return testing::AssertionFailure() << "taken";
}

TEST(SavedTally, EveryTruncationIsSeen) {
  const Sample good = sample();
  ASSERT_GT(good.tally.size(), 500U);
  // What has not even the magic is a log, of one bad line.
  for (std::size_t size = kTallyMagicBytes; size < good.tally.size(); ++size) {
    ASSERT_TRUE(is_refused(good.tally.substr(0, size), good.options)) << size;
  }
  ASSERT_TRUE(is_refused(good.tally + "x", good.options));
}

TEST(SavedTally, EverySingleBitFlipIsSeen) {
  const Sample good = sample();
  for (std::size_t bit = 8 * kTallyMagicBytes; bit < 8 * good.tally.size(); ++bit) {
    Bytes flipped = good.tally;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    ASSERT_TRUE(is_refused(flipped, good.options)) << bit;
  }
}

TEST(SavedTally, AnotherVersionIsNamed) {
  Sample good = sample();
  good.tally[kTallyMagicBytes] = 2;
  try {
    run_on({good.tally}, good.options);
    FAIL() << "taken";
  } catch (const Error& error) {
    EXPECT_NE(std::string_view(error.what()).find("format version 2"), std::string_view::npos)
        << error.what();
  }
}

std::string refusal_of(const std::vector<Bytes>& inputs, const RunOptions& options) {
  try {
    run_on(inputs, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    return error.what();
  }
  return "taken";
}

constexpr std::string_view kTwoLines =
    R"({"event":"impression","user_id":"u1","content_id":"a","campaign":"k","timestamp":"2026-01-02T23:30:00Z"})"
    "\n"
    R"({"event":"impression","user_id":"u2","content_id":"b","campaign":"k","timestamp":"2026-01-05T00:00:00Z"})"
    "\n";

RunOptions plain_options(std::string_view by) {
  RunOptions options;
  options.mapping = load_mapping("generic");
  options.group_by = parse_group_by(by);
  return options;
}

TEST(SavedTally, TheSameTwiceIsRefusedUnlessAllowed) {
  RunOptions options = plain_options("content");
  const Bytes tally = run_on({std::string(kTwoLines)}, options).tally;
  EXPECT_EQ(refusal_of({tally, tally}, options),
            "1 has the same content as 0; leave one out, or count both with --allow-repeats");
  options.repeats = Repeats::kAllowed;
  EXPECT_EQ(run_on({tally, tally}, options).accounting.counted, 4U);
}

TEST(SavedTally, OtherSettingsAreRefusedByWhatDiffers) {
  const RunOptions by_content = plain_options("content");
  const Bytes tally = run_on({std::string(kTwoLines)}, by_content).tally;
  const auto other = [&](auto change) {
    RunOptions options = by_content;
    change(options);
    return run_on({std::string(kTwoLines)}, options).tally;
  };
  RunOptions unsaid;
  unsaid.mapping_choice = MappingChoice::kAuto;
  unsaid.selection.time_zone.clear();
  EXPECT_EQ(
      refusal_of({tally, other([](auto& o) { o.group_by = parse_group_by("campaign"); })}, unsaid),
      "1: counted with --by campaign, but 0 with --by content; tallies add only where all "
      "settings are equal");
  EXPECT_EQ(
      refusal_of({tally, other([](auto& o) { o.selection.time_zone = "Asia/Tokyo"; })}, unsaid),
      "1: counted with --tz Asia/Tokyo, but 0 with --tz UTC; tallies add only where all settings "
      "are equal");
  EXPECT_EQ(refusal_of({tally, other([](auto& o) { o.dedup = Dedup::kOff; })}, unsaid),
            "1: counted with --no-dedup, but 0 without --no-dedup; tallies add only where all "
            "settings are equal");
  EXPECT_NE(refusal_of({tally, other([](auto& o) {
                          o.mapping.names[0] = {"view"};
                          o.mapping.names[1] = {"impression"};
                        })},
                       unsaid)
                .find("1: another mapping than that of 0: `"),
            std::string::npos);
  EXPECT_EQ(refusal_of({tally}, plain_options("campaign")),
            "0: counted with --by content, but this run is with --by campaign; leave the flag out "
            "to report it as it is, or count the logs again");
}

TEST(SavedTally, AWindowTakesWholeDaysOfATallyByDay) {
  RunOptions options = plain_options("day");
  const Bytes tally = run_on({std::string(kTwoLines)}, options).tally;
  const auto reach_since = [&](std::string_view since) {
    RunOptions window = options;
    window.selection.since_us = parse_instant("--since", since, "UTC");
    return run_on({tally}, window);
  };
  EXPECT_NE(reach_since("2026-01-03").report.find("2026-01-05"), std::string::npos);
  EXPECT_EQ(reach_since("2026-01-03").report.find("2026-01-02"), std::string::npos);
  RunOptions noon = options;
  noon.selection.until_us = parse_instant("--until", "2026-01-05T12:00:00Z", "UTC");
  EXPECT_EQ(refusal_of({tally}, noon),
            "--until 2026-01-05T12:00:00Z is inside the day 2026-01-05, and 0 knows only whole "
            "ones; take the start of one");
  RunOptions by_content = plain_options("content");
  const Bytes timeless = run_on({std::string(kTwoLines)}, by_content).tally;
  by_content.selection.since_us = parse_instant("--since", "2026-01-03", "UTC");
  EXPECT_EQ(refusal_of({timeless}, by_content),
            "--since, --until: 0 is not by time; count it with --by …,day, or give the window when "
            "counting the logs");
}

constexpr std::string_view kDuplicates =
    R"({"event":"impression","event_id":"1","user_id":"u1","content_id":"a","timestamp":"2026-01-01T00:00:00Z"})"
    "\n"
    R"({"event":"impression","event_id":"2","user_id":"u1","content_id":"a","timestamp":"2026-01-10T00:00:00Z"})"
    "\n";

TEST(SavedTally, RemembersIdsAsLongAsTheWindowSays) {
  RunOptions options = plain_options("content");
  options.repeats = Repeats::kAllowed;
  const std::string log(kDuplicates);
  const auto counted_twice = [&] {
    const Bytes tally = run_on({log}, options).tally;
    return run_on({tally, log}, options).accounting;
  };
  EXPECT_EQ(counted_twice().counted, 2U);
  EXPECT_EQ(counted_twice().duplicate, 2U);
  options.dedup_window_us = std::int64_t{5} * 24 * 3600 * 1'000'000;
  EXPECT_EQ(counted_twice().counted, 3U);
  EXPECT_EQ(counted_twice().duplicate, 1U);
}

// Such a file is whole in itself, and nobody but a program of ill will writes it.
TEST(SavedTally, IsRefusedWhenItsRowsHaveOtherColumnsThanItSays) {
  RunOptions options;
  options.mapping = random_log_mapping();
  options.group_by = parse_group_by("content");
  const std::string log = R"({"event":"impression","user_id":"u","content_id":"c"})"
                          "\n";
  SavedTally saved({std::make_unique<MemorySource>(run_on({log}, options).tally), "x"});
  TallyNotes notes = saved.notes();
  for (TallySetting& setting : notes.settings) {
    if (setting.name == "by") setting.value = "content,day";
  }
  Tally tally(1);
  TallyWriter writer(tally);
  saved.add_to(writer, 0);
  writer.close();
  tally.drop_duplicates(1, std::nullopt);
  Bytes other;
  tally.save(notes, [&other](std::string_view bytes) { other += bytes; });
  options.group_by.clear();
  try {
    run_on({other}, options);
    ADD_FAILURE() << "it was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kIo);
    EXPECT_STREQ(
        error.what(),
        "0: damaged tally: it says that its rows have 2 group columns, and they have 1; take "
        "a copy of it or count the logs again");
  }
}

}  // namespace
}  // namespace seenby
