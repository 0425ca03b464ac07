// Each relation at, below and above its bound, for each kind of cell.
#include "seenby/threshold.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "cli/usage_error.h"

namespace seenby {
namespace {

bool crossed(std::string_view text, const RowCounts& counts) {
  return is_crossed(parse_threshold(text), counts);
}

std::string refusal_of(std::string_view text) {
  return usage_error_of([&] { parse_threshold(text); });
}

RowCounts money(std::int64_t micros) {
  RowCounts counts;
  counts.spend.value = micros;
  return counts;
}

TEST(Threshold, HasSixRelations) {
  struct Case {
    std::string_view relation;
    bool below;
    bool at;
    bool above;
  };
  for (const Case& row : {Case{"<", true, false, false},
                          {"<=", true, true, false},
                          {">", false, false, true},
                          {">=", false, true, true},
                          {"=", false, true, false},
                          {"!=", true, false, true}}) {
    const std::string text = "impressions" + std::string(row.relation) + "10";
    EXPECT_EQ(crossed(text, {.impressions = 9}), row.below) << text;
    EXPECT_EQ(crossed(text, {.impressions = 10}), row.at) << text;
    EXPECT_EQ(crossed(text, {.impressions = 11}), row.above) << text;
  }
}

TEST(Threshold, TakesBlanksAndTheTotal) {
  const Threshold threshold = parse_threshold(" total : impressions  <= 10 ");
  EXPECT_EQ(threshold.scope, Scope::kTotal);
  EXPECT_EQ(threshold.metric, find_metric("impressions"));
  EXPECT_EQ(threshold.relation, Comparison::kAtMost);
  EXPECT_EQ(threshold.text, " total : impressions  <= 10 ");
  EXPECT_EQ(parse_threshold("reach=0").scope, Scope::kEachRow);
}

TEST(Threshold, ScalesAPercentSign) {
  for (const std::string_view text : {"ctr=0.2%", "ctr=0.002", "ctr=00.20%", "ctr=.002"}) {
    if (text == "ctr=.002") {
      EXPECT_EQ(refusal_of(text),
                "--fail-if 'ctr=.002': '.002' is neither a number, such as 10, 0.25 or 0.2%, nor "
                "empty");
    } else {
      EXPECT_TRUE(crossed(text, {.impressions = 1000, .clicks = 2})) << text;
    }
  }
  EXPECT_TRUE(crossed("ctr=250%", {.impressions = 2, .clicks = 5}));
  EXPECT_FALSE(crossed("ctr<0.2%", {.impressions = 1000, .clicks = 2}));
  EXPECT_TRUE(crossed("ctr<0.2%", {.impressions = 1001, .clicks = 2}));
}

/// 7% is 0.07, but 7.0 / 100 is not what 7 / 100 is for every number.
TEST(Threshold, FindsEveryShareEqualToItsOwnPercentage) {
  for (unsigned clicks = 1; clicks <= 10'000; ++clicks) {
    const std::string percent = std::to_string(clicks / 100) + "." +
                                std::to_string(clicks % 100 / 10) + std::to_string(clicks % 10);
    EXPECT_TRUE(crossed("ctr=" + percent + "%", {.impressions = 10'000, .clicks = clicks}))
        << percent;
  }
}

TEST(Threshold, ComparesMoneyExactly) {
  EXPECT_TRUE(crossed("spend=0.1", money(100'000)));
  EXPECT_TRUE(crossed("spend<9007199254740993.000001", money(9'007'199'254'740'993)));
  EXPECT_TRUE(crossed("spend=9007199254.740993", money(9'007'199'254'740'993)));
  EXPECT_TRUE(crossed("spend>9007199254.740992", money(9'007'199'254'740'993)));
  EXPECT_TRUE(crossed("spend<9007199254.7409931", money(9'007'199'254'740'993)));
  EXPECT_FALSE(crossed("spend=9007199254.7409931", money(9'007'199'254'740'993)));
  EXPECT_TRUE(crossed("spend=0.1000000000", money(100'000)));
  EXPECT_TRUE(crossed("spend<999999999999999999999999999999", money(1)));
}

TEST(Threshold, ComparesNegativeMoneyExactly) {
  EXPECT_TRUE(crossed("spend=-1.5", money(-1'500'000)));
  EXPECT_TRUE(crossed("spend<-1.4999999", money(-1'500'000)));
  EXPECT_TRUE(crossed("spend>-1.5000001", money(-1'500'000)));
  EXPECT_FALSE(crossed("spend<-1.5000001", money(-1'500'000)));
  EXPECT_TRUE(crossed("spend>-1", money(0)));
  EXPECT_TRUE(crossed("spend=-0", money(0)));
}

/// Against whole numbers of millionths, which need no decimals at all.
TEST(Threshold, AgreesWithIntegersOnRandomMoney) {
  std::mt19937_64 random(11);
  std::uniform_int_distribution<std::int64_t> near(-3'000'000, 3'000'000);
  for (int i = 0; i < 2000; ++i) {
    const std::int64_t bound = near(random);
    const std::int64_t value = i % 4 == 0 ? bound : near(random);
    const std::uint64_t magnitude = static_cast<std::uint64_t>(bound < 0 ? -bound : bound);
    const std::string decimals = std::to_string(1'000'000 + magnitude % 1'000'000).substr(1);
    const std::string text =
        std::string(bound < 0 ? "-" : "") + std::to_string(magnitude / 1'000'000) + "." + decimals;
    EXPECT_EQ(crossed("spend<" + text, money(value)), value < bound) << text << " " << value;
    EXPECT_EQ(crossed("spend=" + text, money(value)), value == bound) << text << " " << value;
    EXPECT_EQ(crossed("spend>=" + text, money(value)), value >= bound) << text << " " << value;
  }
}

TEST(Threshold, ComparesCountsBeyondDoubles) {
  EXPECT_TRUE(crossed("impressions=18446744073709551615", {.impressions = ~std::uint64_t{0}}));
  EXPECT_FALSE(crossed("impressions=18446744073709551614", {.impressions = ~std::uint64_t{0}}));
  EXPECT_TRUE(crossed("impressions<2.5", {.impressions = 2}));
  EXPECT_TRUE(crossed("impressions>2.5", {.impressions = 3}));
}

TEST(Threshold, AnEmptyCellCrossesNothingButEmpty) {
  for (const std::string_view relation : {"<", "<=", ">", ">=", "=", "!="}) {
    EXPECT_FALSE(crossed("ctr" + std::string(relation) + "0", {})) << relation;
  }
  EXPECT_TRUE(crossed("ctr=empty", {}));
  EXPECT_FALSE(crossed("ctr!=empty", {}));
  EXPECT_FALSE(crossed("ctr=empty", {.impressions = 1}));
  EXPECT_TRUE(crossed("ctr != empty", {.impressions = 1}));
  EXPECT_FALSE(crossed("reach=empty", {}));
}

TEST(Threshold, TakesEveryMetric) {
  for (const Metric& metric : metrics()) {
    EXPECT_EQ(parse_threshold(std::string(metric.name) + "<1").metric, &metric);
  }
}

TEST(Threshold, SaysWhatIsWrong) {
  const std::string form =
      "expected a column, one of < <= > >= = != and a number, as in 'ctr<0.2%'";
  EXPECT_EQ(refusal_of("ctr"), "--fail-if 'ctr': " + form);
  EXPECT_EQ(refusal_of(""), "--fail-if '': " + form);
  EXPECT_EQ(refusal_of("ctr!5"), "--fail-if 'ctr!5': " + form);
  EXPECT_EQ(refusal_of("crt<1"),
            "--fail-if 'crt<1': unknown column 'crt'; did you mean 'ctr'? (see --list metrics)");
  EXPECT_EQ(refusal_of("<1"), "--fail-if '<1': unknown column '' (see --list metrics)");
  EXPECT_EQ(refusal_of("all:ctr<1"),
            "--fail-if 'all:ctr<1': only total goes before a :, not 'all'");
  EXPECT_EQ(refusal_of("ctr<empty"), "--fail-if 'ctr<empty': empty goes with = and != only");
  EXPECT_EQ(refusal_of("clicks<5%"),
            "--fail-if 'clicks<5%': clicks is no fraction; write the number without %");
  for (const std::string_view number : {"", "1.", "1e3", "0x1", "--1", "1 2", "%", "nan"}) {
    EXPECT_EQ(refusal_of("ctr<" + std::string(number)).substr(0, 10), "--fail-if ") << number;
  }
  EXPECT_EQ(refusal_of("reach<" + std::string(31, '9')).substr(51), "the number is too long");
}

}  // namespace
}  // namespace seenby
