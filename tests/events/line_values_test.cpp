// What the walker hands to the builder: raw values in slots, rows of elements, and whether a line
// may teach its shape.
#include <gtest/gtest.h>

#include "events/line_walker.h"
#include "events/plan.h"
#include "seenby/input.h"

namespace seenby {
namespace {

constexpr std::string_view kMapping = R"(
class = "click"
missing = "-"
explode = "orders[].items"
[fields]
content = ["id", "payload.id", "params{id}"]
)";

/// One line at a time, walked for kMapping.
class Walked {
 public:
  Walked()
      : plan_(compile_plan(parse_mapping(kMapping, "my.toml"), {}, {}, IdUse::kDedup)),
        walker_(plan_) {}

  const LineValues& operator()(std::string_view line) {
    text_ = line;
    text_.resize(line.size() + kBlockPadding);
    EXPECT_EQ(indexer_.index(text_.data(), line.size()), std::nullopt);
    walker_.begin(text_.data(), line.size(), indexer_.tokens(), indexer_.count());
    const char* end = nullptr;
    BadKind bad{};
    EXPECT_TRUE(walker_.walk(end, bad)) << line;
    return walker_.values();
  }
  bool is_irregular(std::string_view line) { return (*this)(line).is_irregular; }

 private:
  Plan plan_;
  LineWalker walker_;
  StructuralIndexer indexer_;
  std::string text_;
};

TEST(LineValues, KeepsValuesAsTheyStand) {
  Walked walked;
  const auto id_of = [&](std::string_view line) { return walked(line).scopes[0].row(0)[0]; };
  EXPECT_EQ(id_of(R"({"id":"a"})").text(), "a");
  EXPECT_TRUE(id_of(R"({"id":"a"})").is_string);
  EXPECT_EQ(id_of(R"({"id": 1.50 })").text(), "1.50");
  EXPECT_EQ(id_of(R"({"id":null})").text(), "null");
  EXPECT_EQ(id_of(R"({"id":"-"})").text(), "-");
  EXPECT_NE(id_of(R"({"id":""})").data, nullptr);
  EXPECT_EQ(id_of(R"({"id":"\n"})").text(), "\\n");
  EXPECT_TRUE(id_of(R"({"id":"\n"})").has_escapes);
  EXPECT_EQ(id_of(R"({"id":{}})").data, nullptr);
  EXPECT_EQ(id_of(R"({})").data, nullptr);
}

TEST(LineValues, HoldsNothingWhereTheValueIsMissing) {
  const std::vector<std::string> missing = {"-", "\n"};
  const auto value = [](std::string_view text, bool is_string, bool has_escapes = false) {
    return Value{text.data(), static_cast<std::uint32_t>(text.size()), is_string, has_escapes};
  };
  EXPECT_FALSE(holds(Value(), missing));
  EXPECT_FALSE(holds(value("null", false), missing));
  EXPECT_FALSE(holds(value("", true), missing));
  EXPECT_FALSE(holds(value("-", true), missing));
  EXPECT_FALSE(holds(value("\\n", true, true), missing));
  EXPECT_TRUE(holds(value("-", true), {}));
  EXPECT_TRUE(holds(value("null", true), missing));
  EXPECT_TRUE(holds(value("false", false), missing));
  EXPECT_TRUE(holds(value("0", false), missing));
}

TEST(LineValues, HasARowForEachElementWithItsParent) {
  Walked walked;
  const LineValues& line = walked(
      R"({"orders":[{"items":[{"id":1},2]},{"id":"x"},{"items":[]},{"items":[null]}],"id":3})");
  ASSERT_EQ(line.scopes.size(), 3U);
  EXPECT_EQ(line.scopes[1].parents, (std::vector<std::uint32_t>{0, 0, 0, 0}));
  EXPECT_EQ(line.scopes[2].parents, (std::vector<std::uint32_t>{0, 0, 3}));
  EXPECT_EQ(line.scopes[1].row(1)[0].text(), "x");
  EXPECT_EQ(line.scopes[2].row(0)[0].text(), "1");
  EXPECT_EQ(line.scopes[2].row(1)[0].data, nullptr);
  EXPECT_FALSE(line.is_irregular);
  EXPECT_EQ(walked("{}").scopes[1].count(), 0U);
}

TEST(LineValues, KnowsTheKeysOfEntriesInTheirPlaces) {
  Walked walked;
  const std::string_view text = R"({"params":[{"value":1,"key":"x"},{"key":7},{"key":"other"}]})";
  const LineValues& line = walked(text);
  ASSERT_EQ(line.entry_keys, (std::vector<std::string_view>{"x", "other"}));
  EXPECT_EQ(walked("{}").entry_keys.size(), 0U);
}

TEST(LineValues, IsIrregularWhereMoreThanKeysAndPlacesMatters) {
  Walked walked;
  for (const std::string_view line :
       {R"({"id":"a","x":"\n","y":[1,{"id":2}]})", R"({"id":null,"payload":{"id":""}})",
        R"({"payload":5,"params":7,"x":1,"x":2})", R"({"orders":[{"items":[{"id":1}]}]})",
        R"({"params":[{"key":"id","value":1},{"key":"y"},{"value":2},3]})"}) {
    EXPECT_FALSE(walked.is_irregular(line)) << line;
  }
  for (const std::string_view line :
       {R"({"id":"\n"})", R"({"id":1,"id":2})", R"({"id":1,"id":[]})",
        R"({"payload":{"id":1},"payload":2})", R"({"payload":"{\"id\":1}"})", R"({"payload":"x"})",
        R"({"params":[{"key":"id","value":""}]})", R"({"orders":[1],"orders":[2]})",
        R"({"params":[{"key":"id","value":{"string_value":"a","int_value":1}}]})",
        R"({"orders":[{"items":[1],"items":[2]}]})", R"({"orders":[{"id":1,"id":2}]})"}) {
    EXPECT_TRUE(walked.is_irregular(line)) << line;
  }
  EXPECT_FALSE(walked.is_irregular(R"({"id":"a"})")) << "the flag is the line's own";
}

}  // namespace
}  // namespace seenby
