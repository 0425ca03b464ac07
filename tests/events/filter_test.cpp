// Conditions of --where: how they are read, and on which values they hold.
#include "events/filter.h"

#include <gtest/gtest.h>

#include <string>

#include "seenby/error.h"

namespace seenby {
namespace {

bool holds(std::string_view condition, std::string_view value) {
  return FilterTest(parse_filter(condition)).holds(value);
}

std::string message_of(std::string_view condition) {
  try {
    parse_filter(condition);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kUsage);
    return error.what();
  }
  return {};
}

TEST(Filter, IsAFieldOrAPathASignAndAValue) {
  const Filter field = parse_filter(" country != DE ");
  EXPECT_EQ(field.field, Field::kCountry);
  EXPECT_EQ(field.sign, FilterSign::kDiffers);
  EXPECT_EQ(field.value, "DE");
  const Filter path = parse_filter(R"(."a = b".c>=3)");
  EXPECT_EQ(path.field, std::nullopt);
  EXPECT_EQ(path.path, parse_path(R"(."a = b".c)"));
  EXPECT_EQ(path.sign, FilterSign::kGreaterOrEqual);
  EXPECT_EQ(path.value, "3");
  EXPECT_EQ(parse_filter(R"(event=" a \"b\\ ")").value, R"( a "b\ )");
  EXPECT_EQ(parse_filter(R"(event~"a\d")").value, R"("a\d")");
  EXPECT_EQ(parse_filter("event=a=b").value, "a=b");
  EXPECT_EQ(parse_filter("params{x}=1").path, parse_path("params{x}"));
}

TEST(Filter, ComparesTexts) {
  EXPECT_TRUE(holds("country=DE", "DE"));
  EXPECT_FALSE(holds("country=DE", "de"));
  EXPECT_FALSE(holds("cost=1", "1.0"));
  EXPECT_TRUE(holds("country!=DE", "AT"));
  EXPECT_FALSE(holds("country!=DE", "DE"));
}

TEST(Filter, MatchesAnywhere) {
  EXPECT_TRUE(holds("content~spring|summer", "late-summer-sale"));
  EXPECT_FALSE(holds("content~^summer", "late-summer-sale"));
  EXPECT_FALSE(holds("content!~summer", "late-summer-sale"));
  EXPECT_TRUE(holds("content!~^summer", "late-summer-sale"));
  EXPECT_TRUE(holds("content~^.$", "ü"));
}

TEST(Filter, ComparesNumbersAsNumbersAndTextsBytewise) {
  EXPECT_TRUE(holds("cost<10", "9"));
  EXPECT_FALSE(holds("cost<10", "10"));
  EXPECT_TRUE(holds("cost<=10", "10.0"));
  EXPECT_TRUE(holds("cost>-1e3", "-999.5"));
  EXPECT_TRUE(holds("cost>=0.5", "0.50"));
  EXPECT_FALSE(holds("cost>0.5", "0.50"));
  EXPECT_TRUE(holds(".id<9007199254740993", "9007199254740992"));
  EXPECT_FALSE(holds(".id<=9007199254740992", "9007199254740993"));
  EXPECT_TRUE(holds(".id>18446744073709551614", "18446744073709551615"));
  EXPECT_TRUE(holds(".version<9a", "10"));
  EXPECT_TRUE(holds(".date>=2026-01-31", "2026-02-01"));
  EXPECT_FALSE(holds(".date>=2026-01-31", "2026-01-30"));
  EXPECT_TRUE(holds(".x>5", "nan")) << "no number, so bytewise";
}

TEST(Filter, AMissingValueIsOnlyDifferent) {
  EXPECT_TRUE(holds("country!=DE", ""));
  EXPECT_TRUE(holds("country!~.", ""));
  for (const char* const condition :
       {"country=DE", "country~.*", "cost<1", "cost<=1", "cost>-1", "cost>=-1"}) {
    EXPECT_FALSE(holds(condition, "")) << condition;
  }
}

TEST(Filter, SaysWhatIsWrong) {
  EXPECT_EQ(message_of("country"),
            "--where 'country': expected one of = != ~ !~ < <= > >= at character 8");
  EXPECT_EQ(message_of("=DE"), "--where '=DE': expected a field or a .path at character 1");
  EXPECT_EQ(message_of("country!DE"), "--where 'country!DE': expected '!=' or '!~' at character 8");
  EXPECT_NE(message_of("contry=DE").find("unknown field 'contry'; did you mean 'country'?"),
            std::string::npos);
  EXPECT_NE(message_of("country=").find("expected a value behind character 8"), std::string::npos);
  EXPECT_NE(message_of(".a..b=1").find("at character 4"), std::string::npos);
  EXPECT_NE(message_of("country,event=1").find("one field"), std::string::npos);
  EXPECT_NE(message_of("event=\"a").find("the quote is not closed"), std::string::npos);
  EXPECT_NE(message_of("event=\"a\" b\"").find("nothing behind"), std::string::npos);
  EXPECT_EQ(message_of("event~a("),
            "--where 'event~a(': bad regular expression 'a(': missing ): a(");
}

}  // namespace
}  // namespace seenby
