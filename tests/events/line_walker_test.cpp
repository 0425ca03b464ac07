// What is a line to us: simdjson's DOM is asked about mutated lines, and a table says the rest.
#include <gtest/gtest.h>
#include <simdjson.h>

#include "parsed_lines.h"
#include "slow_json.h"

namespace seenby {
namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view kGood =
    "{\"event\":\"view\",\"content_id\":\"good\",\"user_id\":\"u\"}\n";
/// Makes stage 1 refuse the chunk it is in.
constexpr std::string_view kDirt = "{\"unclosed\":\"string}\n";

/// The DOM's verdict, but for what it refuses only because a number does not fit a machine word or
/// accepts although a lone surrogate has no UTF-8: there the slow reader decides.
bool dom_accepts(simdjson::dom::parser& parser, const std::string& line) {
  simdjson::dom::element element;
  const auto error = parser.parse(line).get(element);
  const bool has_surrogate =
      line.find("\\ud") != std::string::npos || line.find("\\uD") != std::string::npos;
  if (error == simdjson::NUMBER_ERROR || has_surrogate) {
    return read_slowly(line).has_value();
  }
  return error == simdjson::SUCCESS && element.is_object();
}

TEST(LineWalker, JudgesMutatedLinesLikeTheDomInCleanAndDirtyChunks) {
  simdjson::dom::parser dom;
  LineParser parser;
  Dice dice(1);
  std::size_t valid = 0;
  constexpr std::size_t kLines = 60'000;
  for (std::size_t i = 0; i < kLines && !testing::Test::HasFailure(); ++i) {
    std::string line = random_event(dice);
    for (std::size_t n = dice.below(3); n > 0; --n) line = spoil(line, dice);
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const bool is_valid = dom_accepts(dom, line);
    valid += is_valid ? 1 : 0;
    line += '\n';
    const std::string clean = std::string(kGood) + line + std::string(kGood);
    const std::string rejected = is_valid ? "" : line;
    EXPECT_EQ(parser.parse(clean).result.rejected, rejected) << line;
    EXPECT_EQ(parser.parse(std::string(kDirt) + clean).result.rejected,
              std::string(kDirt) + rejected)
        << line;
  }
  EXPECT_GT(valid, kLines / 4);
  EXPECT_LT(valid, kLines * 3 / 4);
}

std::string nested(std::size_t arrays) {
  return "{\"a\":" + std::string(arrays, '[') + std::string(arrays, ']') + "}";
}

struct Verdict {
  std::string line;
  std::optional<BadKind> bad;
};

const std::vector<Verdict> kVerdicts = {
    {R"({})", std::nullopt},
    {R"( { } )", std::nullopt},
    {"{\"a\":1}\r", std::nullopt},
    {R"({"a":1,"a":2})", std::nullopt},
    {R"({"a":123456789012345678901234567890})", std::nullopt},
    {R"({"a":1e400})", std::nullopt},
    {R"({"a":-0})", std::nullopt},
    {R"({"a":"\u0000"})", std::nullopt},
    {"{\"a\":\"\x7f\"}", std::nullopt},
    {"{\"a\":\"\xf4\x8f\xbf\xbf\"}", std::nullopt},
    {nested(1023), std::nullopt},
    {nested(1024), BadKind::kDepth},
    {R"([])", BadKind::kNotObject},
    {R"("{}")", BadKind::kNotObject},
    {R"(null)", BadKind::kNotObject},
    {R"(1)", BadKind::kNotObject},
    {R"(text)", BadKind::kNotObject},
    {"\xef\xbb\xbf{}", BadKind::kNotObject},
    {R"({"a":NaN})", BadKind::kLiteral},
    {R"({"a":Infinity})", BadKind::kLiteral},
    {R"({"a":True})", BadKind::kLiteral},
    {R"({"a":nulll})", BadKind::kLiteral},
    {R"({"a":-Infinity})", BadKind::kNumber},
    {R"({"a":01})", BadKind::kNumber},
    {R"({"a":1.})", BadKind::kNumber},
    {R"({"a":1e})", BadKind::kNumber},
    {R"({"a":-})", BadKind::kNumber},
    {R"({"a":0x1})", BadKind::kNumber},
    {R"({"a":1_000})", BadKind::kNumber},
    {R"({"a":.5})", BadKind::kLiteral},
    {R"({"a":+1})", BadKind::kLiteral},
    {"{\"a\":\"\t\"}", BadKind::kControlCharacter},
    {std::string("{\"a\":\"\0\"}", 9), BadKind::kControlCharacter},
    {"{\"a\x1f\":1}", BadKind::kControlCharacter},
    {"{\"a\":\"\xff\"}", BadKind::kUtf8},
    {"{\"a\":\"\xc0\xaf\"}", BadKind::kUtf8},
    {"{\"a\":\"\xed\xa0\x80\"}", BadKind::kUtf8},
    {"{\"a\":\"\xf4\x90\x80\x80\"}", BadKind::kUtf8},
    {"{\"\xe2\x82\":1}", BadKind::kUtf8},
    {R"({"a":"\x41"})", BadKind::kEscape},
    {R"({"a":"\u12G4"})", BadKind::kEscape},
    {R"({"a":"\ud800"})", BadKind::kEscape},
    {R"({"a":"\udc00"})", BadKind::kEscape},
    {R"({"a":"\ud800\u0041"})", BadKind::kEscape},
    {R"({"\q":1})", BadKind::kEscape},
    {R"({"a":"b)", BadKind::kUnclosedString},
    {R"({"a":"b\")", BadKind::kUnclosedString},
    {R"({"a":1)", BadKind::kStructure},
    {R"({)", BadKind::kStructure},
    {R"({"a"})", BadKind::kStructure},
    {R"({"a":})", BadKind::kStructure},
    {R"({"a" 1})", BadKind::kStructure},
    {R"({"a":1,})", BadKind::kStructure},
    {R"({,"a":1})", BadKind::kStructure},
    {R"({a:1})", BadKind::kStructure},
    {R"({1:1})", BadKind::kStructure},
    {R"({"a":1 "b":2})", BadKind::kStructure},
    {R"({"a":[1,]})", BadKind::kStructure},
    {R"({"a":[1}})", BadKind::kStructure},
    {R"({"a":[1)", BadKind::kStructure},
    {R"({}{})", BadKind::kTrailing},
    {R"({} x)", BadKind::kTrailing},
    {R"({}})", BadKind::kTrailing},
    {R"({},)", BadKind::kTrailing},
};

TEST(LineWalker, HasOneVerdictForEachGreyCase) {
  LineParser parser;
  for (const auto& [line, bad] : kVerdicts) {
    for (const std::string_view before : {std::string_view(kGood), kDirt}) {
      const std::string text = std::string(before) + line + "\n" + std::string(kGood);
      const ParsedLines parsed = parser.parse(text);
      const ParsedLines without = parser.parse(std::string(before) + std::string(kGood));
      EXPECT_EQ(parsed.contents, without.contents) << line.substr(0, 80);
      EXPECT_EQ(parsed.result.accounting.lines, 3U);
      if (bad) {
        EXPECT_EQ(parsed.bad(*bad), without.bad(*bad) + 1) << line.substr(0, 80);
      } else {
        EXPECT_EQ(parsed.result.rejected, without.result.rejected) << line.substr(0, 80);
      }
    }
  }
}

TEST(LineWalker, LosesNothingButTheBadLineWhereverItStands) {
  LineParser parser;
  Dice dice(2);
  Texts lines;
  for (int i = 0; i < 20; ++i) lines.push_back(random_event(dice) + "\n");
  const auto text_with = [&](std::size_t place, const std::string& bad) {
    std::string text;
    for (std::size_t i = 0; i <= lines.size(); ++i) {
      if (i == place) text += bad + "\n";
      if (i < lines.size()) text += lines[i];
    }
    return text;
  };
  const ParsedLines good = parser.parse(text_with(lines.size() + 1, ""));
  ASSERT_EQ(good.result.accounting.malformed, 0U);
  ASSERT_GT(good.contents.size(), 3U);
  for (const Verdict& verdict : kVerdicts) {
    if (!verdict.bad) continue;
    for (std::size_t place = 0; place <= lines.size(); ++place) {
      const ParsedLines parsed = parser.parse(text_with(place, verdict.line));
      Accounting expected = good.result.accounting;
      ++expected.lines;
      ++expected.malformed;
      for (const AccountingTerm& term : kAccountingTerms) {
        EXPECT_EQ(parsed.result.accounting.*term.value, expected.*term.value)
            << term.key << " " << verdict.line.substr(0, 80);
      }
      EXPECT_EQ(parsed.contents, good.contents);
      EXPECT_EQ(parsed.viewers, good.viewers);
      EXPECT_EQ(parsed.result.rejected, verdict.line + "\n");
      ASSERT_EQ(parsed.result.first_bad_lines.size(), 1U);
      EXPECT_EQ(parsed.result.first_bad_lines[0].line, place);
    }
  }
}

/// The contents of lines of clicks whose members are given.
Texts contents_of(const Texts& members, std::vector<std::string> missing = {}) {
  LineParser parser(std::move(missing));
  std::string text;
  for (const std::string& member : members) text += "{\"event\":\"click\"," + member + "}\n";
  ParsedLines parsed = parser.parse(text);
  EXPECT_EQ(parsed.result.rejected, "");
  return parsed.contents;
}

TEST(LineWalker, KeepsTextOfNumbersAndLiterals) {
  EXPECT_EQ(
      contents_of({R"("content_id":9007199254740993)",
                   R"("content_id":123456789012345678901234567890)", R"("content_id":-0)",
                   R"("content_id":1.50)", R"("content_id": 1E2 )", R"("content_id":true)"}),
      (Texts{"9007199254740993", "123456789012345678901234567890", "-0", "1.50", "1E2", "true"}));
}

TEST(LineWalker, TakesTheLastOfDuplicateKeys) {
  EXPECT_EQ(
      contents_of({R"("content_id":"a","content_id":"b")", R"("content_id":"a","content_id":null)",
                   R"("content_id":"a","content_id":{"x":"b"},"item":{"id":"i"})",
                   R"("item":{"id":"a"},"item":{"id":"b"})", R"("item":{"id":"a"},"item":{"x":1})",
                   R"("item":{"id":"a"},"item":5)", R"("content_id":"a","c\u006fntent_id":"b")"}),
      (Texts{"b", "i", "b", "b"}));
}

TEST(LineWalker, TakesTheFirstPathOfAListWhateverTheKeyOrder) {
  EXPECT_EQ(contents_of({R"("item":{"id":"second"},"content_id":"first")",
                         R"("content_id":"first","item":{"id":"second"})",
                         R"("content_id":"","item":{"id":"second"})",
                         R"("ad":{"creative":{"id":"third"}},"item":{"id":[]})"}),
            (Texts{"first", "first", "second", "third"}));
}

TEST(LineWalker, UnescapesKeysAndValues) {
  EXPECT_EQ(contents_of({R"("\u0063ontent_id":"a\n\"\\\/\u00fc\ud83d\ude00")",
                         R"("content_\u0069d" : "b")"}),
            (Texts{"a\n\"\\/\u00fc\U0001F600", "b"}));
}

TEST(LineWalker, TellsKeysApartThatShareTheirFirstBytes) {
  Texts members;
  for (std::size_t size = 1; size < 80; ++size) {
    members.push_back("\"" + std::string(size, 'k') + "\":\"x\",\"content_id\":\"" +
                      std::to_string(size) + "\"");
  }
  const Texts contents = contents_of(members);
  ASSERT_EQ(contents.size(), members.size());
  for (std::size_t i = 0; i < contents.size(); ++i) EXPECT_EQ(contents[i], std::to_string(i + 1));
  EXPECT_EQ(
      contents_of({R"("content_id":"a")", R"("content_ie":"b","content_id":"c")",
                   R"("content_id2":"b","content_id":"d")", R"("content_i":"b","content_id":"e")"}),
      (Texts{"a", "c", "d", "e"}));
}

TEST(LineWalker, TakesTheMappingsMissingWordsAsNoValue) {
  const Texts members = {R"~("content_id":"(not set)","item":{"id":"a"})~", R"("content_id":"-")",
                         R"("content_id":"\u002d","item":{"id":"b"})", R"("content_id":"- ")"};
  EXPECT_EQ(contents_of(members, {"(not set)", "-"}), (Texts{"a", "b", "- "}));
  EXPECT_EQ(contents_of(members), (Texts{"(not set)", "-", "-", "- "}));
}

TEST(RecordParser, CountsLongLinesAsOversizedGoodOrBad) {
  const std::string line = "{\"event\":\"click\",\"content_id\":\"a\"}";
  const std::string bad = line.substr(0, line.size() - 1) + "!";
  LineParser exact({}, line.size());
  EXPECT_EQ(exact.parse(line + "\n" + line + "\r\n").result.accounting.parsed, 2U);
  EXPECT_EQ(exact.parse(bad + "\n").result.accounting.malformed, 1U);
  LineParser shorter({}, line.size() - 1);
  const ParsedLines parsed =
      shorter.parse(line + "\n{}\n" + bad + "\n" + line + "\r\n" + std::string(kDirt));
  EXPECT_EQ(parsed.result.accounting.oversized, 3U);
  EXPECT_EQ(parsed.result.accounting.parsed, 1U);
  EXPECT_EQ(parsed.result.accounting.malformed, 1U);
  EXPECT_EQ(parsed.contents, Texts{});
}

TEST(RecordParser, CountsLinesOfWhiteSpaceAsBlankInCleanAndDirtyChunks) {
  LineParser parser;
  const std::string blanks = "\n \n\t\r\n\r\n";
  for (const std::string_view dirt : {std::string_view(), kDirt}) {
    const ParsedLines parsed =
        parser.parse(blanks + std::string(kGood) + blanks + std::string(dirt) + blanks);
    EXPECT_EQ(parsed.result.accounting.blank, 12U);
    EXPECT_EQ(parsed.contents, Texts{"good"});
  }
}

TEST(RecordParser, CountsALongBlankLineAsOversizedLikeAnyOther) {
  LineParser parser({}, 50);
  const std::string long_blank(51, ' ');
  const std::string just_fits(50, ' ');
  const ParsedLines clean = parser.parse(long_blank + "\n" + just_fits + "\r\n{}\n");
  EXPECT_EQ(clean.result.accounting.oversized, 1U);
  EXPECT_EQ(clean.result.accounting.blank, 1U);
  const ParsedLines dirty = parser.parse(long_blank + "\n" + just_fits + "\n\"\n");
  EXPECT_EQ(dirty.result.accounting.oversized, 1U);
  EXPECT_EQ(dirty.result.accounting.blank, 1U);
}

}  // namespace
}  // namespace seenby
