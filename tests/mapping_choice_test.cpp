// Which mapping each input gets, asked of whole runs over inputs in memory.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "events/line_probe.h"
#include "input/memory_source.h"
#include "seenby/error.h"
#include "seenby/pipeline.h"

namespace seenby {
namespace {

const std::string kGeneric = R"({"event":"view","content_id":"a","user_id":1})"
                             "\n";
const std::string kSegment = R"({"type":"track","event":"Product Viewed","messageId":"m1",)"
                             R"("userId":"1","properties":{"product_id":"a"}})"
                             "\n";
const std::string kKevel = R"({"Meta:schema":"impression","CreativeId":"a","UserKey":"1"})"
                           "\n";
const std::string kAmplitude = R"({"event_type":"Played","event_time":"2026-01-31 12:00:00",)"
                               R"("$insert_id":"i1","user_id":1,"event_properties":{"song":"s"}})"
                               "\n";

RunOptions automatic(const MemoryFiles& files) {
  RunOptions options;
  options.input = reading(files);
  options.mapping_choice = MappingChoice::kAuto;
  options.group_by = parse_group_by("content");
  return options;
}

std::string mapping_of(const std::string& text) {
  return run(automatic({{"log", text}})).report.inputs.at(0).mapping;
}

std::string refusal(const RunOptions& options) {
  try {
    run(options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    return error.what();
  }
  return "no refusal";
}

std::string repeated(const std::string& line, std::size_t times) {
  std::string text;
  for (; times > 0; --times) text += line;
  return text;
}

TEST(MappingChoice, TellsTheProductsApart) {
  for (const BuiltinMapping& builtin : builtin_mappings()) {
    const std::string name(builtin.name);
    std::ostringstream lines;
    lines << std::ifstream(SEENBY_SOURCE_DIR "/tests/cases/mappings/" + name + "/events.jsonl")
                 .rdbuf();
    const LineProbe probe(lines.str(), 1 << 20);
    ASSERT_GT(probe.objects(), 0U) << name;
    for (const BuiltinMapping& other : builtin_mappings()) {
      const Mapping mapping = load_mapping(other.name);
      if (mapping.detect.empty()) continue;
      EXPECT_EQ(probe.lines_holding(mapping.detect), other.name == name ? probe.objects() : 0)
          << other.name << " on the lines of " << name;
    }
  }
}

TEST(MappingChoice, TakesAMappingThatFitsHalfOfTheObjects) {
  EXPECT_EQ(mapping_of(kSegment + kGeneric), "segment");
  EXPECT_EQ(mapping_of("no object\n\n[1]\n" + kSegment + kGeneric), "segment");
  EXPECT_EQ(mapping_of(kSegment + kGeneric + kGeneric), "generic");
}

TEST(MappingChoice, LooksAtTheFirstLinesOnly) {
  const std::string many = repeated(kSegment, kSampleBytes / kSegment.size());
  EXPECT_EQ(mapping_of(many + repeated(kGeneric, 5000)), "segment");
  const std::string long_line = R"({"type":"track","messageId":"m0","event":"Product Viewed",)"
                                R"("properties":{"product_id":"a"},"pad":")" +
                                std::string(2 * kSampleBytes, 'x') + "\"}\n";
  EXPECT_EQ(mapping_of(long_line + repeated(kGeneric, 3)), "segment");
}

TEST(MappingChoice, SaysWhy) {
  const RunResult result = run(automatic({{"1", kGeneric}, {"2", kSegment}, {"3", "{x\n"}}));
  EXPECT_EQ(result.report.inputs[0].mapping_reason, "event in event, content in content_id");
  EXPECT_EQ(result.report.inputs[1].mapping_reason, "has type, messageId");
  EXPECT_EQ(result.report.inputs[2].mapping, "generic");
  EXPECT_EQ(result.report.inputs[2].mapping_reason, "") << "there is nothing to go by";
}

TEST(MappingChoice, GivesEachInputItsOwnWhateverTheThreadsAndBlocks) {
  const MemoryFiles files = {{"1", repeated(kGeneric, 300)},
                             {"2", repeated(kSegment, 300)},
                             {"3", ""},
                             {"4", repeated(kKevel, 300)},
                             {"5", repeated(kSegment, 200)},
                             {"6", repeated(kGeneric, 100)}};
  for (const std::size_t threads : {1, 2, 4}) {
    for (const std::size_t block_bytes : {1, 1000, 1 << 20}) {
      RunOptions options = automatic(files);
      options.threads = threads;
      options.input.block_bytes = block_bytes;
      options.dedup = Dedup::kOff;
      const RunResult result = run(options);
      std::string mappings;
      for (const InputAccounting& input : result.report.inputs) mappings += input.mapping + " ";
      EXPECT_EQ(mappings, "generic segment generic kevel segment generic ");
      ASSERT_EQ(result.report.rows.size(), 1U);
      EXPECT_EQ(result.report.total.impressions, 1200U);
      EXPECT_EQ(result.report.total.reach, 1U) << "user 1 of each product is one viewer";
    }
  }
}

TEST(MappingChoice, RefusesWhatSeveralFit) {
  const std::string both = R"({"type":"track","messageId":"m","event":"x","uuid":"u",)"
                           R"("distinct_id":"d"})"
                           "\n";
  EXPECT_EQ(refusal(automatic({{"log", both}})),
            "log: several mappings fit; choose one with -m posthog or -m segment");
}

TEST(MappingChoice, ShowsKeysAndNamesWhereNothingFits) {
  EXPECT_EQ(refusal(automatic({{"log", R"({"type":"Push","repo":{"name":"r"}})"}})),
            "log: no mapping fits, and the first lines have no content at content_id, content, "
            "item_id, post_id, ad_id, creative_id, video_id; add --content PATH, or -m "
            "NAME|FILE.toml; keys in the first lines: .type .repo.name; event names in them: Push "
            "(1)");
  EXPECT_EQ(refusal(automatic({{"log", R"({"what":"shown","item_id":"a"})"}})),
            "log: no mapping fits, and the first lines have no event at event, type, event_type, "
            "action; add --event PATH, or -m NAME|FILE.toml; keys in the first lines: .what "
            ".item_id");
}

TEST(MappingChoice, ReadsTheUsersFieldsBeforeItJudges) {
  RunOptions options = automatic({{"log", R"({"what":"shown","thing":"a"})"}});
  options.overrides.fields[static_cast<std::size_t>(Field::kContent)] = parse_path_list("thing");
  EXPECT_NE(refusal(options).find("add --event PATH"), std::string::npos);
  options.overrides.event_class = EventClass::kImpression;
  const RunResult result = run(options);
  EXPECT_EQ(result.report.inputs[0].mapping, "generic");
  EXPECT_EQ(result.report.inputs[0].mapping_reason, "content in thing");
  EXPECT_EQ(result.report.total.impressions, 1U);
}

TEST(MappingChoice, AsksForWhatAProductLeavesOpen) {
  std::string text;
  for (int i = 0; i < 10; ++i) {
    std::string line = kAmplitude;
    line.replace(line.find("Played"), 6, "Name " + std::to_string(i));
    text += repeated(line, i == 3 ? 2 : 1);
  }
  RunOptions options = automatic({{"log", text}});
  const std::string open = refusal(options);
  EXPECT_TRUE(
      open.starts_with("log: mapping amplitude does not say which events are impressions or "
                       "what was seen; add --impression NAME --content PATH; keys"))
      << open;
  EXPECT_TRUE(
      open.ends_with("names in them: Name 3 (2), Name 0 (1), Name 1 (1), Name 2 (1), Name 4 "
                     "(1), Name 5 (1), Name 6 (1), Name 7 (1)"))
      << open;

  options.overrides.names[0] = {{"Name 3"}};
  EXPECT_TRUE(refusal(options).starts_with(
      "log: mapping amplitude does not say what was seen; add --content PATH; keys"));

  options.overrides.fields[static_cast<std::size_t>(Field::kContent)] =
      parse_path_list("event_properties.song");
  options.dedup = Dedup::kOff;
  EXPECT_EQ(run(options).report.total.impressions, 2U);

  options.overrides.names[0].reset();
  EXPECT_TRUE(
      refusal(options).starts_with("log: mapping amplitude does not say which events are "
                                   "impressions; add --impression NAME; keys"));
  options.overrides.event_class = EventClass::kImpression;
  EXPECT_EQ(run(options).report.total.impressions, 11U);
}

TEST(MappingChoice, AsksTheSameOfANamedMapping) {
  RunOptions options = automatic({{"log", kAmplitude}});
  options.mapping_choice = MappingChoice::kGiven;
  options.mapping = load_mapping("amplitude");
  EXPECT_NE(refusal(options).find("add --impression NAME --content PATH"), std::string::npos);
}

TEST(MappingChoice, ChecksFieldsOfTheUserOverAllMappings) {
  RunOptions options = automatic({{"1", kGeneric}, {"2", kKevel}});
  options.overrides.fields[static_cast<std::size_t>(Field::kCampaign)] =
      parse_path_list("CreativeId");
  EXPECT_EQ(run(options).report.total.impressions, 2U) << "found under one of them";
  options.overrides.fields[static_cast<std::size_t>(Field::kCampaign)] = parse_path_list("nowhere");
  EXPECT_EQ(refusal(options),
            "--campaign: no line has a value at .nowhere; the first lines have: .event .content_id "
            ".user_id");
}

TEST(MappingChoice, SaysWhenAMappingHasNoSuchField) {
  RunOptions options = automatic({{"log", kKevel}});
  options.group_by = parse_group_by("country");
  EXPECT_EQ(refusal(options),
            "--by country: mapping kevel has no country; name one with --country PATH");
}

TEST(MappingFor, IsTheOneMappingOfAllInputs) {
  EXPECT_EQ(mapping_for(automatic({{"1", kKevel}, {"2", kKevel}})), load_mapping("kevel"));
  const auto mixed = [] { mapping_for(automatic({{"1", kKevel}, {"2", kSegment}})); };
  try {
    mixed();
    FAIL() << "two mappings";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "1 is read with mapping kevel, but 2 with segment; name one with -m");
  }
}

}  // namespace
}  // namespace seenby
