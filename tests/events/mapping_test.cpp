#include "seenby/mapping.h"

#include <gtest/gtest.h>

#include "events/plan.h"
#include "seenby/error.h"

namespace seenby {
namespace {

using Texts = std::vector<std::string>;

template <typename Call>
std::string message_of(Call call, ExitCode code = ExitCode::kUsage) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

std::string toml_message(std::string_view toml) {
  return message_of([&] { parse_mapping(toml, "my.toml"); });
}

Texts path_texts(const Sources& sources) {
  Texts texts;
  for (const Source& source : sources) texts.push_back(source_text(source));
  return texts;
}

const Texts& names_of(const Mapping& mapping, EventClass c) {
  return mapping.names[static_cast<std::size_t>(c)];
}

TEST(ParseMapping, ReadsEveryKey) {
  const Mapping mapping = parse_mapping(R"~(
name = "mine"
about = "words"
missing = ["(not set)", "-"]
[fields]
event = "event"
content = ["item.id", '."a key"']
[classes]
impression = ["view", "imp"]
click = "click"
)~",
                                        "my.toml");
  EXPECT_EQ(mapping.name, "mine");
  EXPECT_EQ(mapping.about, "words");
  EXPECT_EQ(mapping.missing, (Texts{"(not set)", "-"}));
  EXPECT_EQ(path_texts(mapping.sources(Field::kEvent)), (Texts{".event"}));
  EXPECT_EQ(path_texts(mapping.sources(Field::kContent)), (Texts{".item.id", ".\"a key\""}));
  EXPECT_TRUE(mapping.sources(Field::kViewer).empty());
  EXPECT_EQ(names_of(mapping, EventClass::kImpression), (Texts{"view", "imp"}));
  EXPECT_EQ(names_of(mapping, EventClass::kClick), (Texts{"click"}));
}

TEST(ParseMapping, ReadsWhatFieldsAndRecordsCanSay) {
  const Mapping mapping = parse_mapping(R"~(
detect = ["event_name", "type = track"]
class = "impression"
explode = ["orders[].items", { path = "things", when = "type = list" }]
[fields]
event = [{ path = "event", when = "type = track" }, "type"]
viewer = { join = ["ip", "os"], when = ["ip", "os != bot"] }
cost = [{ path = "cost", unit = "per_mille" }, { path = "micros", unit = "micros" }, "price"]
weight = "count"
[[records]]
class = "click"
when = "is_click"
explode = []
[records.fields]
content = "."
[[records]]
)~",
                                        "my.toml");
  EXPECT_EQ(mapping.detect,
            (std::vector{parse_condition("event_name"), parse_condition("type = track")}));
  EXPECT_EQ(mapping.event_class, EventClass::kImpression);
  Explode things = parse_explode("things");
  things.when = {parse_condition("type = list")};
  EXPECT_EQ(mapping.explode, (std::vector{parse_explode("orders[].items"), things}));
  EXPECT_EQ(mapping.sources(Field::kEvent),
            (Sources{{{parse_path("event")}, {parse_condition("type = track")}},
                     {{parse_path("type")}}}));
  EXPECT_EQ(mapping.sources(Field::kViewer),
            (Sources{{{parse_path("ip"), parse_path("os")},
                      {parse_condition("ip"), parse_condition("os != bot")}}}));
  EXPECT_EQ(mapping.sources(Field::kCost), (Sources{{{parse_path("cost")}, {}, CostUnit::kPerMille},
                                                    {{parse_path("micros")}, {}, CostUnit::kMicros},
                                                    {{parse_path("price")}}}));
  EXPECT_EQ(mapping.sources(Field::kWeight), parse_path_list("count"));
  ASSERT_EQ(mapping.more_records.size(), 2U);
  RecordRule click;
  click.event_class = EventClass::kClick;
  click.when = {parse_condition("is_click")};
  click.explode.emplace();
  click.fields[static_cast<std::size_t>(Field::kContent)] = parse_path_list(".");
  EXPECT_EQ(mapping.more_records[0], click);
  EXPECT_EQ(mapping.more_records[1], RecordRule());
}

TEST(ParseMapping, NamesThePlaceAndTheNearestOfAnUnknownKey) {
  EXPECT_EQ(toml_message("name = \"x\"\n[fields]\n  evnt = \"e\"\n"),
            "my.toml:3:10: unknown field 'evnt'; did you mean 'event'?");
  EXPECT_EQ(toml_message("explode = { path = \"a\", wen = \"b\" }\n"),
            "my.toml:1:31: unknown key 'wen'; did you mean 'when'?");
  EXPECT_EQ(toml_message("explode = { when = \"b\" }\n"),
            "my.toml:1:11: expected a path here: { path = \"…\" }");
  EXPECT_EQ(toml_message("[classes]\nclik = \"c\"\n"),
            "my.toml:2:8: unknown class 'clik'; did you mean 'click'?");
  EXPECT_EQ(toml_message("\nabuot = \"c\"\n"),
            "my.toml:2:9: unknown key 'abuot'; did you mean 'about'?");
}

TEST(ParseMapping, NamesThePlaceOfAWrongValue) {
  EXPECT_EQ(toml_message("[fields]\nevent = 5\n").substr(0, 12), "my.toml:2:9:");
  EXPECT_EQ(toml_message("[fields]\nevent = [\"a\", 5]\n").substr(0, 13), "my.toml:2:15:");
  EXPECT_EQ(toml_message("fields = 5\n").substr(0, 13), "my.toml:1:10:");
  const std::string bad_path = toml_message("[fields]\nevent = \"a..b\"\n");
  EXPECT_EQ(bad_path.substr(0, 12), "my.toml:2:9:");
  EXPECT_NE(bad_path.find("'a..b'"), std::string::npos);
  EXPECT_EQ(toml_message("name = \n").substr(0, 10), "my.toml:1:");
  EXPECT_EQ(toml_message("name = []\n").substr(0, 10), "my.toml:1:");
}

TEST(LoadMapping, RefusesUnknownNamesAndFiles) {
  const std::string name = message_of([] { load_mapping("genric"); });
  EXPECT_NE(name.find("did you mean 'generic'?"), std::string::npos) << name;
  const std::string file = message_of([] { load_mapping("no/such.toml"); }, ExitCode::kIo);
  EXPECT_NE(file.find("no/such.toml"), std::string::npos);
}

TEST(ApplyOverrides, ReplacesFieldsAndTakesNamesFromOtherClasses) {
  Mapping mapping = parse_mapping(
      "[fields]\nevent = \"e\"\ncontent = \"c\"\n[classes]\nimpression = [\"view\", \"imp\"]\n"
      "click = \"click\"\n",
      "my.toml");
  MappingOverrides overrides;
  overrides.fields[static_cast<std::size_t>(Field::kContent)] = parse_path_list("x, y.z");
  overrides.names[static_cast<std::size_t>(EventClass::kClick)] = Texts{"view", "tap"};
  overrides.event_class = EventClass::kClick;
  overrides.explode = parse_explode_list("items, things");
  apply_overrides(mapping, overrides);
  EXPECT_EQ(mapping.event_class, EventClass::kClick);
  EXPECT_EQ(mapping.explode, *overrides.explode);
  EXPECT_EQ(path_texts(mapping.sources(Field::kContent)), (Texts{".x", ".y.z"}));
  EXPECT_EQ(path_texts(mapping.sources(Field::kEvent)), (Texts{".e"}));
  EXPECT_EQ(names_of(mapping, EventClass::kImpression), (Texts{"imp"}));
  EXPECT_EQ(names_of(mapping, EventClass::kClick), (Texts{"view", "tap"}));
}

TEST(ParseGroupBy, TellsFieldsFromPaths) {
  const auto group_by = parse_group_by("content, .repo.name,.content");
  ASSERT_EQ(group_by.size(), 3U);
  EXPECT_EQ(group_by[0].name, "content");
  EXPECT_EQ(group_by[0].field, Field::kContent);
  EXPECT_EQ(group_by[1].name, ".repo.name");
  EXPECT_FALSE(group_by[1].field.has_value());
  EXPECT_EQ(path_text(group_by[1].path), ".repo.name");
  EXPECT_FALSE(group_by[2].field.has_value());
}

TEST(ParseGroupBy, TakesExactlyTheGroupableFields) {
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const FieldInfo& info = kFields[i];
    if (info.groupable) {
      EXPECT_EQ(parse_group_by(info.name).front().field, static_cast<Field>(i));
    } else {
      EXPECT_THROW(parse_group_by(info.name), Error) << info.name;
    }
  }
}

TEST(ParseGroupBy, RefusesAnUnknownWordWithTheNearestField) {
  const std::string message = message_of([] { parse_group_by("contnet"); });
  EXPECT_NE(message.find("'contnet'; did you mean 'content'?"), std::string::npos) << message;
  EXPECT_NE(message.find(".contnet"), std::string::npos) << message;
}

TEST(CompilePlan, RefusesAMappingWithoutEventOrContent) {
  Mapping mapping = parse_mapping("name = \"m\"\n[fields]\nevent = \"e\"\n", "my.toml");
  const auto compile = [&] { compile_plan(mapping, {}, parse_group_by("content"), IdUse::kDedup); };
  EXPECT_NE(message_of(compile).find("--content"), std::string::npos);
  mapping.fields[static_cast<std::size_t>(Field::kContent)] = parse_path_list("c");
  EXPECT_NO_THROW(compile());
  mapping.fields[static_cast<std::size_t>(Field::kEvent)].clear();
  EXPECT_NE(message_of(compile).find("--event"), std::string::npos);
}

TEST(CompilePlan, TakesSixtyFourPathsForAFieldAndNoMore) {
  Mapping mapping = parse_mapping("[fields]\nevent = \"e\"\n", "my.toml");
  auto& paths = mapping.fields[static_cast<std::size_t>(Field::kContent)];
  while (paths.size() < 64) paths.push_back({{parse_path("k" + std::to_string(paths.size()))}});
  EXPECT_NO_THROW(compile_plan(mapping, {}, {}, IdUse::kDedup));
  paths.push_back({{parse_path("more")}});
  const std::string message = message_of([&] { compile_plan(mapping, {}, {}, IdUse::kDedup); });
  EXPECT_NE(message.find("content (--content)"), std::string::npos) << message;
}

TEST(CompilePlan, NeedsNoEventNameWhereTheClassIsSaid) {
  Mapping mapping = parse_mapping("class = \"click\"\n[fields]\ncontent = \"c\"\n", "my.toml");
  const Plan plan = compile_plan(mapping, {}, {}, IdUse::kDedup);
  EXPECT_EQ(plan.field(Field::kEvent), kNone);
  EXPECT_EQ(plan.records.front().event_class, EventClass::kClick);
}

TEST(CompilePlan, GivesEqualPathsOneSlotAndUnusedFieldsNone) {
  const Mapping mapping = parse_mapping(
      "[fields]\nevent = \"e\"\ncontent = [\"c.d\", \"e\"]\nviewer = \"c.d\"\nplatform = \"p\"\n",
      "my.toml");
  const Plan plan = compile_plan(mapping, {}, parse_group_by(".c.d"), IdUse::kDedup);
  EXPECT_EQ(plan.scopes.size(), 1U);
  EXPECT_EQ(plan.scopes[0].width, 2U);
}

TEST(CompilePlan, SetsElementsOfRecordsThatMayShareAClassApart) {
  const Mapping mapping = parse_mapping(R"(
class = "click"
[fields]
content = "c"
[[records]]
class = "impression"
[[records]]
class = "impression"
[[records]]
class = "click"
)",
                                        "my.toml");
  const Plan plan = compile_plan(mapping, {}, {}, IdUse::kDedup);
  ASSERT_EQ(plan.records.size(), 4U);
  EXPECT_EQ(plan.records[0].first_element, 0U);
  EXPECT_EQ(plan.records[1].first_element, 0U);
  EXPECT_EQ(plan.records[2].first_element, std::uint32_t{1} << 24);
  EXPECT_EQ(plan.records[3].first_element, std::uint32_t{1} << 24);
}

}  // namespace
}  // namespace seenby
