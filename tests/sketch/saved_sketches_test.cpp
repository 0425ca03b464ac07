// Sketches as inputs: shards that are counted apart, written as sketches and read back say what one
// run over the whole log says. What a sketch does not say is refused, and no damage goes unseen.
#include "seenby/saved_sketches.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "input/memory_source.h"
#include "random_log.h"
#include "render/sample_report.h"
#include "seenby/error.h"
#include "seenby/pipeline.h"

namespace seenby {
namespace {

/// A log, a tally or sketches.
using Bytes = std::string;

std::string rendered(std::string_view format, const Report& report) {
  return test::rendered(format, report, {.total = TotalRow::kShow});
}

RunResult run_on(const std::vector<Bytes>& inputs, RunOptions options) {
  options.input.inputs.clear();
  for (std::size_t i = 0; i < inputs.size(); ++i) options.input.inputs.push_back(std::to_string(i));
  options.input.open = [&inputs](const std::string& name) {
    return std::make_unique<MemorySource>(inputs[std::stoul(name)]);
  };
  return run(options);
}

std::string report_of(const std::vector<Bytes>& inputs, const RunOptions& options) {
  return rendered("jsonl", run_on(inputs, options).report);
}

Bytes sketches_of(const std::vector<Bytes>& inputs, RunOptions options) {
  options.report.parts.sketches = true;
  return test::rendered("sketches", run_on(inputs, options).report);
}

Bytes tally_of(const Bytes& log, RunOptions options) {
  test::StringSink tally;
  options.tally = &tally;
  run_on({log}, options);
  return tally.text();
}

std::vector<Bytes> split(const std::vector<std::string>& lines, Dice& dice) {
  std::vector<Bytes> shards(1 + dice.below(12));
  for (const std::string& line : lines) shards[dice.below(shards.size())] += line;
  return shards;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string log;
  for (const std::string& line : lines) log += line;
  return log;
}

/// Sketches of sketches of the shards, beside some that stay what they are or are tallies.
std::vector<Bytes> counted_apart(const std::vector<Bytes>& shards, const RunOptions& options,
                                 Dice& dice) {
  std::vector<Bytes> pieces;
  std::vector<Bytes> handful;
  for (const Bytes& shard : shards) {
    const std::size_t kind = dice.below(8);
    if (kind == 0) {
      pieces.push_back(shard);
    } else if (kind == 1) {
      pieces.push_back(tally_of(shard, options));
    } else if (kind == 2) {
      handful.push_back(sketches_of({shard}, options));
    } else {
      pieces.push_back(sketches_of({shard}, options));
    }
  }
  handful.push_back(sketches_of({""}, options));
  pieces.push_back(sketches_of(handful, options));
  return pieces;
}

RunOptions random_options(Dice& dice) {
  const std::vector<std::string_view> groupings = {"content", "campaign,platform", ".x",
                                                   "event",   "content,day",       "month"};
  RunOptions options;
  options.mapping = random_log_mapping();
  options.group_by = parse_group_by(dice.one_of(groupings));
  options.dedup = Dedup::kOff;
  options.repeats = Repeats::kAllowed;
  options.report.columns = "full,-clicks_without_impression";
  if (dice.percent(30)) options.selection.where.push_back(random_filter(dice));
  options.report.parts.sketches = true;  // a field that no line has is then only said
  options.threads = 1 + dice.below(2);
  return options;
}

TEST(SavedSketches, OfShardsSayWhatOneRunSays) {
  for (std::size_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    std::vector<std::string> lines = random_lines(dice, 1 + dice.below(150));
    // A byte order mark is skipped where a file begins, so such a line depends on the split.
    std::erase_if(lines, [](const std::string& line) { return line.starts_with("\xef\xbb\xbf"); });
    const RunOptions options = random_options(dice);
    const RunResult whole = run_on({joined(lines)}, options);
    const RunResult sum = run_on(counted_apart(split(lines, dice), options, dice), options);
    ASSERT_EQ(rendered("jsonl", whole.report), rendered("jsonl", sum.report));
    ASSERT_EQ(whole.report.reach, sum.report.reach);
    for (const AccountingTerm& term : kAccountingTerms) {
      EXPECT_EQ(whole.report.accounting.*term.value, sum.report.accounting.*term.value) << term.key;
    }
  }
}

/// Viewers of a few contents of very different size.
std::vector<std::string> crowded_lines(Dice& dice, std::size_t count, std::size_t viewers) {
  std::vector<std::string> lines;
  for (; count > 0; --count) {
    const std::size_t content = dice.below(1 + dice.below(6));
    lines.push_back(R"({"event":")" + std::string(dice.percent(80) ? "impression" : "click") +
                    R"(","user_id":"u)" + std::to_string(dice.below(viewers)) +
                    R"(","content_id":"c)" + std::to_string(content) + "\"}\n");
  }
  return lines;
}

RunOptions plain_options() {
  RunOptions options;
  options.mapping = load_mapping("generic");
  options.repeats = Repeats::kAllowed;
  return options;
}

TEST(SavedSketches, OfSamplesAreTheSampleOfOneRun) {
  for (std::size_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    const std::vector<std::string> lines = crowded_lines(dice, 20 + dice.below(200), 300);
    RunOptions options = plain_options();
    options.report.columns = "full,-frequency,-clicks_without_impression";
    options.reach =
        ReachChoice{ReachMethod::kApproximate, static_cast<unsigned>(2 + dice.below(3))};
    const std::vector<Bytes> pieces = counted_apart(split(lines, dice), options, dice);
    ASSERT_EQ(report_of({joined(lines)}, options), report_of(pieces, options));
  }
}

TEST(SavedSketches, ThatLeaveViewersOutGiveAnEstimateWithItsError) {
  double bias = 0;
  constexpr std::size_t kRounds = 40;
  for (std::size_t seed = 0; seed < kRounds; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    const std::vector<std::string> lines = crowded_lines(dice, 6000, 4000);
    RunOptions options = plain_options();
    const RunResult whole = run_on({joined(lines)}, options);
    options.report.sketch_lg_k = 7;
    std::vector<Bytes> pieces;
    for (const Bytes& shard : split(lines, dice)) pieces.push_back(sketches_of({shard}, options));
    const RunResult sum = run_on(pieces, options);
    EXPECT_EQ(sum.report.reach, ReachMethod::kApproximate);
    RunOptions exact_only = options;
    exact_only.reach = ReachChoice{};
    EXPECT_THROW(run_on(pieces, exact_only), Error);
    EXPECT_EQ(sum.report.reach_lg_k, 7U);
    EXPECT_EQ(sum.report.total.impressions, whole.report.total.impressions);
    const auto reach = static_cast<double>(sum.report.total.reach);
    const auto exact = static_cast<double>(whole.report.total.reach);
    const double error = std::get<double>(find_metric("reach_error")->formula(sum.report.total));
    EXPECT_GT(error, 0.01);
    EXPECT_LT(std::abs(reach / exact - 1), 5 * error);
    bias += (reach / exact - 1) / kRounds;
  }
  EXPECT_LT(std::abs(bias), 0.06);
}

constexpr std::string_view kTwoLines =
    R"({"event":"impression","user_id":"u1","content_id":"a","cost":1.25,"timestamp":"2026-01-02T23:30:00Z"})"
    "\n"
    R"({"event":"click","user_id":"u2","content_id":"b","timestamp":"2026-01-05T00:00:00Z"})"
    "\n";

std::string error_of(const std::vector<Bytes>& inputs, const RunOptions& options, ExitCode code) {
  try {
    run_on(inputs, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  return "taken";
}

TEST(SavedSketches, AClickAndItsImpressionMayBeInTwoFiles) {
  const std::string saw = R"({"event":"impression","user_id":"u","content_id":"a"})";
  const std::string clicked = R"({"event":"click","user_id":"u","content_id":"a"})";
  const RunOptions options = plain_options();
  const RunResult sum =
      run_on({sketches_of({clicked}, options), sketches_of({saw}, options)}, options);
  EXPECT_EQ(sum.report.total.reach, 1U);
  EXPECT_EQ(sum.report.total.unique_clickers, 1U);
  EXPECT_EQ(sum.report.total.clicks_without_impression, std::nullopt);
}

TEST(SavedSketches, DamageIsSeenOrDoesNotMatter) {
  const RunOptions options = plain_options();
  const Bytes good = sketches_of({std::string(kTwoLines)}, options);
  const std::string report = report_of({good}, options);
  const auto expect_seen = [&](const Bytes& damaged, std::size_t where) {
    try {
      ASSERT_EQ(report_of({damaged}, options), report) << where;
    } catch (const Error& error) {
      ASSERT_EQ(error.code(), ExitCode::kIo) << where << error.what();
      ASSERT_TRUE(std::string_view(error.what()).starts_with("0:")) << error.what();
    }
  };
  for (std::size_t bit = 8 * kSketchesMagic.size(); bit < 8 * good.size(); ++bit) {
    Bytes flipped = good;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    expect_seen(flipped, bit);
  }
  for (std::size_t size = kSketchesMagic.size(); size + 1 < good.size(); ++size) {
    ASSERT_NE(error_of({good.substr(0, size)}, options, ExitCode::kIo), "taken")
        << good.substr(0, size);
  }
}

/// The lines with one text for another, and without the checksums that would tell.
Bytes changed(Bytes sketches, std::string_view from, std::string_view to) {
  for (auto at = sketches.find(",\"crc64\""); at != Bytes::npos;
       at = sketches.find(",\"crc64\"", at)) {
    sketches.erase(at, 27);
  }
  const std::size_t at = sketches.find(from);
  EXPECT_NE(at, Bytes::npos) << from;
  return sketches.replace(at, from.size(), to);
}

TEST(SavedSketches, MayHaveATotal) {
  RunOptions options = plain_options();
  const Bytes sketches = sketches_of({std::string(kTwoLines)}, options);
  options.report.parts.sketches = true;
  const Bytes with_total = rendered("sketches", run_on({std::string(kTwoLines)}, options).report);
  EXPECT_GT(with_total.size(), sketches.size());
  EXPECT_EQ(report_of({with_total}, options), report_of({sketches}, options));
}

TEST(SavedSketches, SayWhereTheyAreDamaged) {
  const RunOptions options = plain_options();
  const Bytes good = sketches_of({std::string(kTwoLines)}, options);
  const auto error = [&](std::string_view from, std::string_view to) {
    return error_of({changed(good, from, to)}, options, ExitCode::kIo);
  };
  const std::string end = "; write the file again";
  EXPECT_EQ(error("AQMDAAAazJP+", "AQMDAAAazJP!"),
            "0:1: damaged sketches: viewers is no base64" + end);
  EXPECT_EQ(error("AQMDAAAazJP+", "AQIDAAAazJP+"),
            "0:1: damaged sketches: viewers: no Theta sketch that can be read: serial version 2, "
            "and 3 and 4 are read" +
                end);
  EXPECT_EQ(error("\"clicks\":1", "\"clicks\":-1"),
            "0:2: damaged sketches: clicks is no count" + end);
  EXPECT_EQ(error("\"clicks\":1", "\"clicks\":0"),
            "0:2: damaged sketches: more clickers than clicks" + end);
  EXPECT_EQ(error("\"spend\":1.25", "\"spend\":1e2"),
            "0:1: damaged sketches: spend is no sum of money" + end);
  EXPECT_EQ(error("\"content\":\"b\"", "\"content\":7"),
            "0:2: damaged sketches: it has no content" + end);
  EXPECT_EQ(error("{\"content\":\"b\"", "{{\"content\":\"b\""),
            "0:2: damaged sketches: no JSON object" + end);
  EXPECT_EQ(error("\"rows\":2", "\"rows\":3"),
            "0:2: damaged sketches: it has 3 rows, and 2 of them are there" + end);
  EXPECT_EQ(error("\"counted\":2", "\"counted\":1"),
            "0:1: damaged sketches: its accounting does not add up" + end);
  EXPECT_EQ(error("\"version\":1", "\"version\":2"),
            "0: sketches of format version 2, and this seenby reads 1");
}

TEST(SavedSketches, OfOtherProgramsAreRead) {
  const RunOptions options = plain_options();
  // Three viewers in an image of version 4, as the DataSketches library writes it, and spaces.
  const Bytes good = sketches_of(
      {R"({"event":"impression","user_id":"u1","content_id":"a","weight":3})"}, options);
  Bytes theirs = changed(good, "\"AQMDAAAazJP+c6VZ3zGrfw==\"",
                         " \"AQQDPgEazJMDDpj6SerExqfzuIwZmJuUbzJaotFaokPA\" ");
  theirs = changed(theirs, "\"impressions\":1", "\"impressions\" : 5");
  const RunResult result = run_on({theirs}, options);
  EXPECT_EQ(result.report.total.reach, 3U);
  EXPECT_EQ(result.report.total.impressions, 5U);
  // The viewers are told apart from those of a log as if they had been counted.
  EXPECT_EQ(run_on({theirs, R"({"event":"impression","user_id":"u3","content_id":"b"})"}, options)
                .report.total.reach,
            3U);
}

TEST(SavedSketches, OtherSettingsAreRefusedByWhatDiffers) {
  const RunOptions options = plain_options();
  const Bytes sketches = sketches_of({std::string(kTwoLines)}, options);
  const auto other = [&](auto change) {
    RunOptions changed = options;
    change(changed);
    return changed;
  };
  const auto refusal = [&](const RunOptions& counted) {
    RunOptions unsaid;
    unsaid.mapping_choice = MappingChoice::kAuto;
    unsaid.selection.time_zone.clear();
    return error_of({sketches, sketches_of({std::string(kTwoLines)}, counted)}, unsaid,
                    ExitCode::kUsage);
  };
  EXPECT_EQ(refusal(other([](auto& o) { o.group_by = parse_group_by("campaign"); })),
            "1: counted with --by campaign, but 0 with --by content; tallies add only where all "
            "settings are equal");
  EXPECT_EQ(refusal(other([](auto& o) { o.selection.time_zone = "Asia/Tokyo"; })),
            "1: counted with --tz Asia/Tokyo, but 0 with --tz UTC; tallies add only where all "
            "settings are equal");
  EXPECT_NE(refusal(other([](auto& o) {
              o.mapping.names[0] = {"view"};
              o.mapping.names[1] = {"impression"};
            })).find("1: another mapping than that of 0: `"),
            std::string::npos);
  EXPECT_EQ(error_of({sketches}, other([](auto& o) { o.group_by = parse_group_by("campaign"); }),
                     ExitCode::kUsage),
            "0: counted with --by content, but this run is with --by campaign; leave the flag out "
            "to report it as it is, or count the logs again");
}

TEST(SavedSketches, TheSameTwiceIsRefusedUnlessAllowed) {
  RunOptions options = plain_options();
  const Bytes sketches = sketches_of({std::string(kTwoLines)}, options);
  EXPECT_EQ(run_on({sketches, sketches}, options).report.total.impressions, 2U);
  options.repeats = Repeats::kRefused;
  EXPECT_EQ(error_of({sketches, sketches}, options, ExitCode::kUsage),
            "1 has the same content as 0; leave one out, or count both with --allow-repeats");
}

TEST(SavedSketches, WhatTheyDoNotSayIsRefused) {
  const Bytes sketches = sketches_of({std::string(kTwoLines)}, plain_options());
  const auto refusal = [&](auto change) {
    RunOptions options = plain_options();
    change(options);
    return error_of({sketches}, options, ExitCode::kUsage);
  };
  const auto of = [](const std::string& what) {
    return "0: sketches say who saw a row, but not how often, which " + what +
           " needs; take logs or tallies for it";
  };
  test::StringSink sink;
  EXPECT_EQ(refusal([&](auto& o) { o.tally = &sink; }), of("-f tally"));
  EXPECT_EQ(refusal([](auto& o) { o.report.kind = ReportKind::kFrequency; }),
            of("--report frequency"));
  EXPECT_EQ(refusal([](auto& o) { o.report.sort.column = "freq_2"; }), of("--sort freq_2"));
  EXPECT_EQ(refusal([](auto& o) { o.report.columns = "+reach_2_plus"; }),
            of("--columns reach_2_plus"));
  EXPECT_EQ(
      refusal([](auto& o) { o.report.fail_if = {parse_threshold("clicks_without_impression>0")}; }),
      of("--fail-if clicks_without_impression"));
  EXPECT_EQ(refusal([](auto& o) { o.report.columns = "-clicks_without_impression"; }), "taken");
}

TEST(SavedSketches, CutByTopAreRefused) {
  RunOptions options = plain_options();
  options.report.top = 1;
  const Bytes sketches = sketches_of({std::string(kTwoLines)}, options);
  EXPECT_EQ(error_of({sketches}, plain_options(), ExitCode::kUsage),
            "0: --top left 1 of its rows out, and without them no total is right; write the "
            "sketches again without --top");
}

TEST(SavedSketches, SayThatTheyHaveNoIds) {
  const std::string log = R"({"event":"impression","event_id":"1","user_id":"u","content_id":"a"})";
  const RunOptions options = plain_options();
  const Bytes sketches = sketches_of({log}, options);
  const auto says_so = [&](const std::vector<Bytes>& inputs) {
    for (const std::string& warning : run_on(inputs, options).warnings) {
      if (warning.find("counts twice") != std::string::npos) return true;
    }
    return false;
  };
  EXPECT_FALSE(says_so({sketches}));
  EXPECT_TRUE(says_so({sketches, log}));
  EXPECT_TRUE(says_so({sketches_of({sketches}, options), log}));
  const Bytes without_ids = sketches_of({std::string(kTwoLines)}, options);
  EXPECT_FALSE(says_so({without_ids, std::string(kTwoLines)}));
}

}  // namespace
}  // namespace seenby
