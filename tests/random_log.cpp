#include "random_log.h"

#include <algorithm>

namespace seenby {
namespace {

using Pool = std::vector<std::string_view>;

const Pool kEvents = {R"("view")",  R"("view")", R"("imp")",      R"("v\u0069ew")",  R"("click")",
                      R"("click")", R"("like")", R"("comment")",  R"("share")",      R"("save")",
                      R"("buy")",   R"("seen")", R"("other")",    R"("impression")", R"("")",
                      "null",       "7",         "\"(not set)\"", R"({"a":"b"})",    R"(["view"])"};
const Pool kContents = {R"("a")",
                        R"("b")",
                        R"("c")",
                        R"("\u0061")",
                        R"("A")",
                        "1",
                        R"("1")",
                        "9007199254740993",
                        "true",
                        "null",
                        R"("")",
                        "\"(not set)\"",
                        R"("ü–🎬")",
                        R"("x\ny")",
                        R"("\ud83d\ude00")",
                        R"({"id":"inside"})",
                        "[1]",
                        "-0",
                        R"("-")",
                        R"("a much longer name than sixteen bytes")",
                        R"("sixteen bytes ..")",
                        R"("fifteen bytes .")",
                        "1.0",
                        "1e2"};
const Pool kViewers = {R"("u1")",
                       R"("u2")",
                       R"("u3")",
                       R"("u\u0031")",
                       "42",
                       R"("42")",
                       "18446744073709551616",
                       "null",
                       R"("")",
                       "false",
                       R"("U1")",
                       R"("Zoë \"q\"")",
                       R"({"id":"u1"})",
                       "[]",
                       R"("null")",
                       R"(" ")",
                       "\"(not set)\""};
const Pool kIds = {R"("e1")",
                   R"("e2")",
                   R"("e3")",
                   R"("e\u0031")",
                   "1",
                   R"("1")",
                   "1.0",
                   "true",
                   "null",
                   R"("")",
                   "{}",
                   "9223372036854775808",
                   "18446744073709551615"};
const Pool kTimes = {R"("2026-01-02T03:04:05Z")",
                     R"("2026-01-02T03:04:05.250Z")",
                     R"("2026-01-02T04:04:05+01:00")",
                     "1767323045",
                     "1767323045250",
                     R"("1767323046")",
                     R"("soon")",
                     "null",
                     "true",
                     R"("2024-02-29T23:59:59.999999-05:30")"};
const Pool kCosts = {"0.001",     "0.00125",    "1",    "12.5",     R"("0.25")", "-2",
                     "1e-3",      "0",          "null", R"("")",    R"("1,5")",  "true",
                     R"("free")", "123456.789", "2E+2", "-0.000004"};
const Pool kOthers = {"0",
                      "-1.5e+10",
                      R"("text")",
                      R"("\\\"\/\b\f\n\r\t")",
                      "null",
                      "[]",
                      "{}",
                      R"([1,[2,{"a":[]}],"x"])",
                      R"({"deep":{"er":[true,false,null]}})",
                      R"("{\"event\":\"view\"}")",
                      R"("ends with a backslash \\")",
                      R"("日本")",
                      R"("curl/8.0")",
                      "1e400"};
const Pool kOtherKeys = {
    R"("x")",           R"("")",     R"("a key that is longer than thirty-one bytes")",
    R"("ev\u0065nt2")", R"("k\"q")", R"("événement")",
    R"("events")"};
const Pool kBad = {"{",
                   "}",
                   "[]",
                   "[{\"event\":\"view\"}]",
                   "null",
                   "42",
                   "\"event\"",
                   "x",
                   "{]",
                   "{\"event\"}",
                   "{\"event\":}",
                   "{\"event\" \"view\"}",
                   "{\"event\":\"view\",}",
                   "{,\"event\":\"view\"}",
                   "{event:\"view\"}",
                   "{'event':'view'}",
                   "{\"event\":\"view\"",
                   "{\"event\":\"view",
                   "{\"event\":\"view\"}}",
                   "{\"event\":\"view\"}{}",
                   "{\"event\":\"view\"} x",
                   "{\"event\":\"view\"},",
                   "{\"n\":NaN}",
                   "{\"n\":-Infinity}",
                   "{\"n\":01}",
                   "{\"n\":1.}",
                   "{\"n\":.5}",
                   "{\"n\":+1}",
                   "{\"n\":1e}",
                   "{\"n\":-}",
                   "{\"n\":0x1F}",
                   "{\"n\":1 2}",
                   "{\"n\":True}",
                   "{\"n\":nul}",
                   "{\"n\":nulll}",
                   "{\"n\":\"\\x41\"}",
                   "{\"n\":\"\\u12G4\"}",
                   "{\"n\":\"\\ud800\"}",
                   "{\"n\":\"\\udc00\\ud800\"}",
                   "{\"n\":\"\\ud800\\u0041\"}",
                   "{\"n\":\"tab\there\"}",
                   "{\"n\":\"nul\x01here\"}",
                   "{\"n\":\"\xff\"}",
                   "{\"n\":\"\xc3\"}",
                   "{\"n\":\"\xed\xa0\x80\"}",
                   "{\"n\":\"\xc0\xaf\"}",
                   "{\"\xf5\x80\x80\x80\":1}",
                   "{\"n\":[1,]}",
                   "{\"n\":[1}}",
                   "{\"n\":[}",
                   "{\"n\":{1:2}}",
                   "{\"n\":\"a\"\"b\"}",
                   "{\"n\":\"a\\\"}",
                   "{\"n\":\\\"a\"}",
                   "{\"n\":1}\\",
                   "{/**/\"n\":1}",
                   "{\"n\":1}\f",
                   "\xef\xbb\xbf{\"n\":1}"};
const Pool kSpaces = {"", "", "", "", "", " ", "\t", "  ", " \t "};

using Members = std::vector<std::pair<std::string_view, std::string>>;

void add(Members& members, Dice& dice, std::size_t chance, const Pool& keys, const Pool& values) {
  while (dice.percent(chance)) {
    const std::string_view key = dice.one_of(keys);
    members.emplace_back(key, dice.one_of(values));
    chance = 12;  // and then again: aliases and duplicate keys
  }
}

template <typename List>
void shuffle(List& list, Dice& dice) {
  for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[dice.below(i)]);
}

std::string object_text(const Members& members, Dice& dice, bool spaced) {
  const auto space = [&] { return spaced ? dice.one_of(kSpaces) : std::string_view(); };
  std::string text = "{";
  for (const auto& [key, value] : members) {
    if (text.size() > 1) text.append(",");
    text.append(space()).append(key).append(space()).append(":");
    text.append(space()).append(value).append(space());
  }
  return text.append("}");
}

}  // namespace

Filter random_filter(Dice& dice) {
  const Pool conditions = {"event=view",   "event!=click", "event~^[vc]",
                           "event!~i",     "content!=a",   "content~[a-c]",
                           "content!~^a",  "content>=a",   "content<9007199254740993",
                           "viewer~u",     "viewer!=42",   "cost>0.001",
                           "cost<=1",      "cost>=0.25",   "campaign!=x",
                           "campaign!~.",  "platform~.",   ".x!=0",
                           ".user_id>=u1", ".item.id!=a",  ".cost<12.5",
                           "id!~e1",       "time!~soon"};
  return parse_filter(dice.one_of(conditions));
}

Mapping random_log_mapping() {
  Mapping mapping;
  mapping.name = "random";
  const auto set = [&](Field field, std::string_view paths) {
    mapping.fields[static_cast<std::size_t>(field)] = parse_path_list(paths);
  };
  set(Field::kEvent, "event, type");
  set(Field::kViewer, "user_id, user.id, user");
  set(Field::kContent, "content_id, item.id, ad.creative.id");
  set(Field::kTime, "time, ts");
  set(Field::kId, "event_id");
  set(Field::kCost, "cost, ad.cost");
  set(Field::kCampaign, "campaign");
  set(Field::kPlatform, "device.platform, platform");
  set(Field::kUserAgent, "x");
  mapping.names = {{{"view", "imp", "impression"},
                    {"click"},
                    {"like", "7"},
                    {"comment"},
                    {"share"},
                    {"save"},
                    {"buy"},
                    {"seen"}}};
  return mapping;
}

std::string random_event(Dice& dice) {
  const bool spaced = dice.percent(30);
  Members item;
  add(item, dice, 60, {R"("id")", R"("i\u0064")", R"("kind")"}, kContents);
  Members creative;
  add(creative, dice, 70, {R"("id")"}, kContents);
  Members ad;
  add(ad, dice, 50, {R"("cost")"}, kCosts);
  add(ad, dice, 20, kOtherKeys, kOthers);
  ad.emplace_back(R"("creative")", object_text(creative, dice, spaced));
  Members user;
  add(user, dice, 80, {R"("id")", R"("name")"}, kViewers);

  Members members;
  add(members, dice, 95, {R"("event")", R"("event")", R"("type")", R"("\u0065vent")"}, kEvents);
  add(members, dice, 85, {R"("content_id")"}, kContents);
  add(members, dice, 85, {R"("user_id")", R"("user_id")", R"("user")"}, kViewers);
  add(members, dice, 45, {R"("event_id")"}, kIds);
  add(members, dice, 60, {R"("time")", R"("ts")"}, kTimes);
  add(members, dice, 40, {R"("cost")"}, kCosts);
  add(members, dice, 60, {R"("campaign")", R"("platform")"}, kContents);
  add(members, dice, 30, kOtherKeys, kOthers);
  const auto add_object = [&](std::size_t chance, std::string_view key, const Members& object) {
    if (dice.percent(chance)) members.emplace_back(key, object_text(object, dice, spaced));
  };
  add_object(30, R"("item")", item);
  add_object(20, R"("ad")", ad);
  add_object(20, R"("user")", user);
  const Members device = {{R"("platform")", std::string(dice.one_of(kContents))}};
  add_object(20, R"("device")", device);
  if (dice.percent(40)) shuffle(members, dice);
  return object_text(members, dice, spaced);
}

std::string spoil(std::string line, Dice& dice) {
  constexpr std::string_view kBytes = "\"\\{}[]:,0e-.tn \t\x01\xff\xc3\xf0\x7f";
  const std::size_t at = line.size() > 2 ? 2 + dice.below(line.size() - 2) : line.size();
  switch (dice.below(6)) {
    case 0:
      return std::string(dice.one_of(kBad));
    case 1:
      return line.substr(0, at);
    case 2:
      return line.insert(at, 1, dice.one_of(kBytes));
    case 3:
      return line.erase(std::min(at, line.size() - 1), 1);
    case 4:
      line[std::min(at, line.size() - 1)] = dice.one_of(kBytes);
      return line;
    default:
      return line.append(dice.one_of(kBad));
  }
}

std::vector<std::string> random_lines(Dice& dice, std::size_t count) {
  std::vector<std::string> lines;
  const std::size_t bad = dice.percent(30) ? 0 : dice.below(40);
  const std::size_t again = dice.below(30);
  while (lines.size() < count) {
    std::string line;
    if (!lines.empty() && dice.percent(again)) {
      line = dice.one_of(lines);
    } else if (dice.percent(4)) {
      line = std::string(dice.one_of(kSpaces)) + "\n";
    } else {
      line = random_event(dice);
      if (dice.percent(bad)) line = spoil(std::move(line), dice);
      if (dice.percent(5)) line.insert(0, dice.one_of(kSpaces));
      line.append(dice.percent(10) ? "\r\n" : "\n");
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace seenby
