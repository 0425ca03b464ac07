// Reading lines by the shape of earlier ones yields what walking every line yields, on any bytes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/plan.h"
#include "parse_outcome.h"
#include "random_log.h"
#include "random_mapping.h"
#include "simd_targets.h"

namespace seenby {
namespace {

std::size_t log_count() {
  const char* const given = std::getenv("SEENBY_ORACLE_LOGS");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 3'000;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The line with other digits here and there, as the next line of a log is; at times with any byte
/// changed, gone or doubled.
std::string next_line(std::string line, Dice& dice) {
  constexpr std::string_view kNasty = "\"\\,:{}[]0-.eE+ntf \t\r\x01\x7f\xc3\xa9\xff";
  for (std::size_t i = dice.below(20); i > 0 && !line.empty(); --i) {
    char& c = line[dice.below(line.size())];
    if (is_digit(c)) c = dice.one_of(std::string_view("0123456789"));
  }
  if (dice.percent(90) || line.empty()) return line;
  const std::size_t at = dice.below(line.size());
  switch (dice.below(4)) {
    case 0:
      line[at] = dice.one_of(kNasty);
      break;
    case 1:
      line.insert(at, 1, dice.one_of(kNasty));
      break;
    case 2:
      line.erase(at, 1 + dice.below(3));
      break;
    default:
      line = spoil(std::move(line), dice);
      break;
  }
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

/// Blocks of a log whose lines have few shapes; shapes learned in one are met in the next.
std::vector<std::string> random_blocks(const std::vector<std::string>& skeletons, Dice& dice) {
  std::vector<std::string> blocks(6);
  for (std::string& block : blocks) {
    for (std::size_t i = 1 + dice.below(80); i > 0; --i) {
      block += next_line(dice.one_of(skeletons), dice) + '\n';
    }
  }
  return blocks;
}

/// Mostly without escapes, which no shape has, though most documents do.
template <typename Line>
std::vector<std::string> skeletons_of(Line line, Dice& dice) {
  std::vector<std::string> skeletons;
  for (std::size_t i = 1 + dice.below(3); i > 0; --i) {
    std::string skeleton = line(dice);
    while (dice.percent(97) && skeleton.find('\\') != std::string::npos) skeleton = line(dice);
    skeletons.push_back(std::move(skeleton));
  }
  return skeletons;
}

struct Tried {
  std::uint64_t lines = 0;
  std::uint64_t shaped = 0;
};

/// Lines are gathered only where none may be too long, so now and then some are.
void expect_equal_blocks(const Plan& plan, const std::vector<std::string>& blocks, Dice& dice,
                         Tried& tried) {
  const std::size_t max_line_bytes = dice.percent(20) ? 200 : ParserOptions().max_line_bytes;
  ParseOutcome speculating(plan, Speculation::kOn, max_line_bytes);
  ParseOutcome walking(plan, Speculation::kOff, max_line_bytes);
  for (const std::string& block : blocks) {
    ASSERT_EQ(speculating.of(block), walking.of(block)) << block;
    tried.lines += static_cast<std::uint64_t>(std::count(block.begin(), block.end(), '\n'));
  }
  ASSERT_EQ(speculating.findings(), walking.findings());
  EXPECT_EQ(walking.shaped_lines(), 0U);
  tried.shaped += speculating.shaped_lines();
}

void expect_equal(const Plan& plan, const std::vector<std::string>& skeletons, Dice& dice,
                  Tried& tried) {
  expect_equal_blocks(plan, random_blocks(skeletons, dice), dice, tried);
}

std::vector<GroupField> random_flat_grouping(Dice& dice) {
  const std::vector<std::string_view> groupings = {"content", "content,day", "hour", "week,month"};
  return parse_group_by(dice.one_of(groupings));
}

/// Often none, as most runs have none.
Selection random_selection(Dice& dice) {
  Selection selection;
  if (dice.percent(50)) return selection;
  if (dice.percent(30)) selection.time_zone = "Europe/Berlin";
  if (dice.percent(30)) selection.since_us = parse_instant("since", "2000-01-01", "UTC");
  if (dice.percent(30)) selection.until_us = parse_instant("until", "2030-01-01", "UTC");
  while (dice.percent(40)) selection.where.push_back(random_filter(dice));
  if (dice.percent(30)) selection.bots = Bots::kExcluded;
  return selection;
}

TEST(Speculation, YieldsWhatWalkingYieldsOnFlatLogs) {
  Tried tried;
  for (std::uint64_t seed = 0; seed < log_count() && !HasFailure(); ++seed) {
    Dice dice(seed);
    const std::vector<GroupField> group_by = random_flat_grouping(dice);
    const Plan plan =
        compile_plan(random_log_mapping(), {}, group_by, IdUse::kDedup, random_selection(dice));
    expect_equal(plan, skeletons_of(random_event, dice), dice, tried);
  }
  // Otherwise two equal ways were compared.
  EXPECT_GT(tried.shaped, tried.lines / 10);
}

TEST(Speculation, YieldsWhatWalkingYieldsOnNestedDocumentsAndAnyMapping) {
  Tried tried;
  for (std::uint64_t seed = 0; seed < log_count() && !HasFailure(); ++seed) {
    Dice dice(seed);
    const Mapping mapping = random_mapping(dice);
    std::vector<GroupField> group_by = random_grouping(dice);
    if (dice.percent(20)) group_by.push_back(parse_group_by("hour").front());
    const Plan plan = compile_plan(mapping, {}, group_by, IdUse::kDedup, random_selection(dice));
    expect_equal(plan, skeletons_of(random_document, dice), dice, tried);
  }
  // It is 3.4 % of the lines of 150 seeds, and 3.8 % of 3,000.
  EXPECT_GT(tried.shaped, tried.lines / 100);
}

TEST(Speculation, YieldsWhatWalkingYieldsOnDocumentsOfFewShapesAndAnyMapping) {
  Tried tried;
  for (std::uint64_t seed = 0; seed < log_count() && !HasFailure(); ++seed) {
    Dice dice(seed);
    const Mapping mapping = random_mapping(dice);
    MappingOverrides overrides;
    if (dice.percent(30)) overrides.fields[static_cast<std::size_t>(Field::kId)].emplace();
    const IdUse id_use = dice.percent(70) ? IdUse::kDedup : IdUse::kIgnored;
    const Plan plan =
        compile_plan(mapping, overrides, random_grouping(dice), id_use, random_selection(dice));
    std::vector<std::string> outlines(1 + dice.below(4));
    for (std::string& outline : outlines) outline = random_outline(dice);
    std::vector<std::string> blocks(4);
    for (std::string& block : blocks) {
      for (std::size_t i = 1 + dice.below(80); i > 0; --i) {
        const std::string line = fill_outline(dice.one_of(outlines), dice);
        block += (dice.percent(95) ? line : next_line(line, dice)) + '\n';
      }
    }
    expect_equal_blocks(plan, blocks, dice, tried);
  }
  // It is 46 % of the lines of 150 seeds, and 43 % of 3,000.
  EXPECT_GT(tried.shaped, tried.lines / 3);
}

// Between the scalars of an array no mark stands, so their ends are searched.
TEST(Speculation, YieldsWhatWalkingYieldsOnArraysOfScalars) {
  const std::vector<std::string> skeletons = {
      R"({"event":"impression","user_id":1234,"content_id":"c","x":[10,-2.5e3,true,null],"cost":0.5})",
      R"({"x":[[1],[22,333]],"event":"click","content_id":17 ,"y":[1.25 , 100] ,"user_id":"u1"})"};
  const Plan plan =
      compile_plan(random_log_mapping(), {}, parse_group_by("content"), IdUse::kDedup);
  Tried tried;
  for (std::uint64_t seed = 0; seed < 500 && !HasFailure(); ++seed) {
    Dice dice(seed);
    expect_equal(plan, skeletons, dice, tried);
  }
  EXPECT_GT(tried.shaped, tried.lines / 2);
}

void expect_equal_on_runs_of_one_shape() {
  const std::string skeleton =
      R"({"event":"impression","a key that is longer than all that is compared at once":12,)"
      R"("user_id":"u1","content_id":"c2","x":[1,22],"cost":0.25})";
  const Plan plan =
      compile_plan(random_log_mapping(), {}, parse_group_by("content"), IdUse::kDedup);
  ParseOutcome speculating(plan, Speculation::kOn);
  ParseOutcome walking(plan, Speculation::kOff);
  std::uint64_t lines = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Dice dice(seed);
    std::string block;
    const std::size_t run = 1 + dice.below(150);
    for (std::size_t i = 0; i < 300; ++i, ++lines) {
      block += (i % run == run - 1 ? next_line(skeleton, dice) : skeleton) + '\n';
    }
    ASSERT_EQ(speculating.of(block), walking.of(block)) << block;
  }
  EXPECT_GT(speculating.shaped_lines(), lines * 9 / 10);
}

// Lines of one shape are compared some at a time, and the first that differs ends such a run.
TEST(Speculation, YieldsWhatWalkingYieldsOnRunsOfOneShape) {
  for_each_simd_target(expect_equal_on_runs_of_one_shape);
}

// The key of an entry says what its value is, so it is part of the shape, and a shape holds only as
// long as one value of the entry is the one to take.
TEST(Speculation, YieldsWhatWalkingYieldsOnKeyValueArrays) {
  const Mapping mapping = parse_mapping(
      R"(
name = "test"
about = "entries"
missing = "-"
explode = "items"
[fields]
event = ["p{event}", "event"]
content = ["p{id}", "id"]
viewer = { join = ["p{viewer}", "u"] }
[classes]
impression = "view"
click = "click"
)",
      "test");
  const std::vector<std::string_view> keys = {"event", "id", "viewer", "other", "u"};
  const std::vector<std::string_view> values = {R"({"string_value":"view"})",
                                                R"({"string_value":"click"})",
                                                R"({"int_value":7})",
                                                R"({"string_value":""})",
                                                R"({"string_value":"-"})",
                                                R"({"string_value":null})",
                                                R"({})",
                                                R"({"int_value":1,"string_value":"x"})"};
  const auto line_of = [&](Dice& dice) {
    std::string line = R"({"event":"view","u":"u1","id":"c1","p":[)";
    for (std::size_t i = dice.below(4); i > 0; --i) {
      line += R"({"key":")" + std::string(dice.one_of(keys)) + R"(","value":)" +
              std::string(dice.one_of(values)) + "},";
    }
    if (line.back() == ',') line.pop_back();
    line += dice.percent(50) ? R"(],"items":[{"id":"i1"},{"id":"i2","p":[]}]})" : "]}";
    return line;
  };
  const Plan plan = compile_plan(mapping, {}, parse_group_by("content"), IdUse::kDedup);
  Tried tried;
  for (std::uint64_t seed = 0; seed < log_count() && !HasFailure(); ++seed) {
    Dice dice(seed);
    std::vector<std::string> skeletons = {line_of(dice), line_of(dice)};
    // The same entry with another key or value, at the same places.
    for (const auto& [from, to] : {std::pair("\"id\"", "\"ix\""), std::pair("view", "vxew"),
                                   std::pair("\"u\"", "\"v\""), std::pair("view", "")}) {
      std::string other = skeletons[dice.below(2)];
      const std::size_t at = other.rfind(from);
      if (at != std::string::npos) other.replace(at, std::strlen(from), to);
      skeletons.push_back(std::move(other));
    }
    expect_equal(plan, skeletons, dice, tried);
  }
  // It is 25 to 28 % of the lines, of 20 seeds as of 3,000.
  EXPECT_GT(tried.shaped, tried.lines / 10);
}

}  // namespace
}  // namespace seenby
