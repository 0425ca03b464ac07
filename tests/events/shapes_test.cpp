// Cases of reading lines by the shape of earlier ones that random lines seldom meet.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "events/plan.h"
#include "parse_outcome.h"
#include "random_log.h"

namespace seenby {
namespace {

/// `explode` as in a mapping file.
Mapping exploding(std::string_view explode) {
  const std::string text = fmt::format(R"(
name = "test"
about = "elements"
explode = {}
[fields]
event = "event"
content = "id"
[classes]
impression = "view"
)",
                                       explode);
  return parse_mapping(text, "test");
}

TEST(Shapes, LooksFurtherWhereAFieldsFirstPathHasNoValue) {
  const auto lines_of = [](std::initializer_list<std::string_view> values) {
    std::string lines;
    for (const std::string_view value : values) {
      lines += R"({"event":)" + std::string(value) +
               R"(,"type":"click","content_id":"c","user_id":"u","cost":1})" + '\n';
    }
    return lines;
  };
  const Plan plan =
      compile_plan(random_log_mapping(), {}, parse_group_by("content"), IdUse::kDedup);
  ParseOutcome speculating(plan, Speculation::kOn);
  ParseOutcome walking(plan, Speculation::kOff);
  const std::string lines = lines_of({R"("view")", R"("")", R"("like")", R"("none")"}) +
                            lines_of({"7", "null", "7", "false", "null"});
  for (int pass = 0; pass < 100; ++pass) ASSERT_EQ(speculating.of(lines), walking.of(lines));
  EXPECT_GT(speculating.shaped_lines(), 50 * 9U);
}

/// A chunk whose lines are traced by one shape has 31 others come more often, so that the first is
/// given up for what is learned then, among it one with the same fields in another order.
TEST(Shapes, MayGiveUpTheShapeThatLinesAreTracedBy) {
  const Plan plan =
      compile_plan(random_log_mapping(), {}, parse_group_by("content"), IdUse::kDedup);
  ParseOutcome speculating(plan, Speculation::kOn);
  ParseOutcome walking(plan, Speculation::kOff);
  const auto expect_equal = [&](const std::string& lines) {
    ASSERT_EQ(speculating.of(lines), walking.of(lines)) << lines.substr(0, 300);
  };
  const auto times = [](std::size_t count, const std::string& line) {
    std::string lines;
    for (std::size_t i = 0; i < count; ++i) lines += line;
    return lines;
  };
  const auto other = [](std::size_t number) {
    return fmt::format(R"({{"event":"view","k{}":"v"}})", number) + '\n';
  };
  const std::string traced = R"({"event":"view","user_id":"u","content_id":"c"})"
                             "\n";
  const std::string swapped = R"({"event":"view","content_id":"c","user_id":"u"})"
                              "\n";
  constexpr std::size_t kOthers = 31;
  // One line of each at first, so that each is learned once.
  for (std::size_t i = 0; i < kOthers; ++i) {
    for (const std::size_t count : {std::size_t{1}, std::size_t{20}})
      expect_equal(times(count, other(i)));
  }
  for (std::size_t i = 0; i < 60; ++i) expect_equal(traced);
  std::string chunk = traced;
  for (std::size_t i = 0; i < kOthers; ++i) chunk += times(70, other(i));
  // What is new is learned as soon as a line behind it fits, and has its place at the next line.
  chunk += other(kOthers) + times(2, other(0)) + swapped + times(2, other(0)) + times(3, traced);
  expect_equal(chunk);
  expect_equal(times(20, swapped) + traced + swapped);
}

TEST(Shapes, SeesTheFirstValueOfAFieldInAnyElement) {
  const Mapping mapping = exploding(R"("items")");
  const Plan plan = compile_plan(mapping, {}, parse_group_by("content,.color"), IdUse::kDedup);
  const auto line_of = [](std::string_view first, std::string_view second) {
    return fmt::format(R"({{"event":"view","items":[{{"id":"1","color":"{}"}},)"
                       R"({{"id":"2","color":"{}"}}]}})"
                       "\n",
                       first, second);
  };
  for (const auto& [first, second] : {std::pair("red", ""), std::pair("", "red")}) {
    ParseOutcome speculating(plan, Speculation::kOn);
    ParseOutcome walking(plan, Speculation::kOff);
    for (const std::string& line : {line_of("", ""), line_of(first, second)}) {
      EXPECT_EQ(speculating.of(line), walking.of(line));
    }
    EXPECT_EQ(speculating.shaped_lines(), 1U);
    EXPECT_EQ(speculating.findings(), walking.findings());
    // The event's name, content and color; there are no viewer and cost.
    EXPECT_EQ(speculating.findings().substr(0, 5), "11001");
  }
}

TEST(Shapes, TakesAnyWhiteSpaceAroundTokens) {
  const Plan plan =
      compile_plan(random_log_mapping(), {}, parse_group_by("content"), IdUse::kDedup);
  for (const std::string_view space : {" ", "\t", "\r", " \r\t", "\r\r"}) {
    std::string line;
    bool in_string = false;
    for (const char c : std::string_view(
             R"({"event":"view","content":"c, d","n":1,"l":[1,"a, b","",null],"z":"y "})")) {
      in_string ^= c == '"';
      const bool is_mark =
          !in_string && std::string_view("{}[],:").find(c) != std::string_view::npos;
      if (is_mark) line += space;
      line += c;
      if (is_mark) line += space;
    }
    line += "\r\n";
    ParseOutcome speculating(plan, Speculation::kOn);
    ParseOutcome walking(plan, Speculation::kOff);
    for (int pass = 0; pass < 3; ++pass) {
      ASSERT_EQ(speculating.of(line + line), walking.of(line + line)) << line;
    }
  }
}

TEST(Shapes, LeavesTheReasonsOfBadLinesAsTheyAre) {
  const Plan plan =
      compile_plan(random_log_mapping(), {}, parse_group_by("content"), IdUse::kDedup);
  ParseOutcome speculating(plan, Speculation::kOn);
  ParseOutcome walking(plan, Speculation::kOff);
  // The last line, without an end to its string, has the others walked one by one.
  const std::string_view lines = "{\"\\4\"\n{\"\":9}\n\"\n";
  for (int pass = 0; pass < 3; ++pass) ASSERT_EQ(speculating.of(lines), walking.of(lines));
}

TEST(Shapes, GivesUpWhereNoShapeLastsAndFindsItsWayBack) {
  const Plan plan =
      compile_plan(random_log_mapping(), {}, parse_group_by("content"), IdUse::kDedup);
  ParseOutcome speculating(plan, Speculation::kOn);
  const auto lines_of = [](std::size_t shapes) {
    std::string lines;
    for (std::size_t i = 0; i < 2'000; ++i) {
      lines += "{\"k" + std::to_string(i % shapes) + "\":1,\"event\":\"view\",\"content\":\"c\"}\n";
    }
    return lines;
  };
  for (int block = 0; block < 20; ++block) speculating.of(lines_of(2'000));
  EXPECT_LT(speculating.shaped_lines(), 100U);
  for (int block = 0; block < 600; ++block) speculating.of(lines_of(1));
  EXPECT_GT(speculating.shaped_lines(), 500'000U);
}

// Eight of them at a time have as many marks, so that only trying tells them apart.
TEST(Shapes, KeepsTheShapesOfALogThatHasSeveral) {
  const Plan plan =
      compile_plan(random_log_mapping(), {}, parse_group_by("content"), IdUse::kDedup);
  const std::string rest =
      R"("event":"view","content":"c","note":")" + std::string(150, 'n') + "\"}\n";
  for (const std::size_t shapes : {2U, 9U, 16U, 30U}) {
    ParseOutcome speculating(plan, Speculation::kOn);
    const auto lines_from = [&](std::size_t first) {
      std::string lines;
      for (std::size_t i = 0; i < 5'000; ++i) {
        const std::size_t shape = first + i * 7 % shapes;
        lines += "{\"k" + std::to_string(shape) + "\":1,";
        for (std::size_t more = shape / 8; more > 0; --more) lines += "\"x\":2,";
        lines += rest;
      }
      return lines;
    };
    for (int block = 0; block < 10; ++block) speculating.of(lines_from(0));
    EXPECT_GT(speculating.shaped_lines(), 45'000U) << shapes;
    // Two of them are new.
    for (int block = 0; block < 10; ++block) speculating.of(lines_from(2));
    EXPECT_GT(speculating.shaped_lines(), 90'000U) << shapes;
  }
}

// The shape's literal behind the number is far longer than all of the second block's line before
// its third quote: it must not be looked for before the block.
TEST(Shapes, LooksForNothingBeforeALine) {
  const Plan plan =
      compile_plan(random_log_mapping(), {}, parse_group_by("content"), IdUse::kDedup);
  ParseOutcome speculating(plan, Speculation::kOn);
  ParseOutcome walking(plan, Speculation::kOff);
  const std::string spaces(20'000, ' ');
  const std::string first = "{\"a\":1" + spaces + ",\"event\":\"view\",\"content\":\"c\"}\n";
  const std::string second = "{\"a\":1,\"event\":\"view\",\"content\":\"c\"}\n";
  for (const std::string& block : {first + first, second + second, first + second}) {
    ASSERT_EQ(speculating.of(block), walking.of(block));
  }
}

// The long way looks at no elements where they are not exploded.
TEST(Shapes, FindsNoFieldInElementsThatMakeNoRecords) {
  const Mapping mapping = exploding(R"({ path = "items", when = "type = list" })");
  const Plan plan = compile_plan(mapping, {}, parse_group_by("content"), IdUse::kDedup);
  ParseOutcome speculating(plan, Speculation::kOn);
  ParseOutcome walking(plan, Speculation::kOff);
  for (const std::string line : {R"({"event":"view","type":"list","items":[{"id":""}]})",
                                 R"({"event":"view","type":"other","items":[{"id":"7"}]})"}) {
    EXPECT_EQ(speculating.of(line + "\n"), walking.of(line + "\n"));
  }
  EXPECT_EQ(speculating.shaped_lines(), 1U);
  EXPECT_EQ(speculating.findings(), walking.findings());
}

TEST(Shapes, FindsNoClassForAnEmptyName) {
  Mapping mapping = random_log_mapping();
  mapping.names[0].emplace_back("");
  const Plan plan = compile_plan(mapping, {}, parse_group_by("content"), IdUse::kDedup);
  ParseOutcome speculating(plan, Speculation::kOn);
  ParseOutcome walking(plan, Speculation::kOff);
  const std::string_view line = "{\"event\":\"\",\"content\":\"c\"}\n";
  for (int pass = 0; pass < 2; ++pass) EXPECT_EQ(speculating.of(line), walking.of(line));
  EXPECT_EQ(speculating.shaped_lines(), 1U);
}

// Only whole chunks are checked for that.
TEST(Shapes, LosesOneLineToInvalidUtf8) {
  const Plan plan =
      compile_plan(random_log_mapping(), {}, parse_group_by("content"), IdUse::kDedup);
  const std::string line = R"({"event":"impression","content_id":"café","user_id":"u"})"
                           "\n";
  for (std::size_t bad = 0; bad < 100; ++bad) {
    ParseOutcome speculating(plan, Speculation::kOn);
    ParseOutcome walking(plan, Speculation::kOff);
    std::string block;
    for (std::size_t i = 0; i < 100; ++i) block += i == bad ? "{\"\xff\":1}\n" : line;
    for (const std::string& lines : {line, block}) {
      EXPECT_EQ(speculating.of(lines), walking.of(lines)) << bad;
    }
    EXPECT_EQ(speculating.shaped_lines(), 99U) << bad;
  }
}

}  // namespace
}  // namespace seenby
