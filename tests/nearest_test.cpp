// Which mistyped words are close enough, and to which known word.
#include "nearest.h"

#include <gtest/gtest.h>

#include <array>

namespace seenby {
namespace {

constexpr std::array<std::string_view, 5> kWords = {"columns", "sort", "csv", "tsv", "--no-total"};

TEST(Nearest, FindsOneInsertedDroppedOrChangedLetter) {
  EXPECT_EQ(nearest("column", kWords), "columns");
  EXPECT_EQ(nearest("collumns", kWords), "columns");
  EXPECT_EQ(nearest("colunns", kWords), "columns");
}

TEST(Nearest, TakesTwoLettersInEachOthersPlaceForOneMistake) {
  EXPECT_EQ(nearest("sotr", kWords), "sort");
  EXPECT_EQ(nearest("cvs", kWords), "csv");
}

TEST(Nearest, IgnoresLetterCaseAndLeadingDashes) {
  EXPECT_EQ(nearest("CSV", kWords), "csv");
  EXPECT_EQ(nearest("--SORT", kWords), "sort");
  EXPECT_EQ(nearest("-no-totl", kWords), "--no-total");
}

TEST(Nearest, PrefersTheNearestAndOfEqualsTheFirst) {
  EXPECT_EQ(nearest("ts", kWords), "tsv");
  EXPECT_EQ(nearest("xsv", kWords), "csv");
}

TEST(Nearest, OffersNothingWhenNothingIsClose) {
  EXPECT_EQ(nearest("frequency", kWords), "");
  EXPECT_EQ(nearest("", kWords), "");
  EXPECT_EQ(nearest("x", kWords), "");
  EXPECT_EQ(nearest("csv", {}), "");
  EXPECT_EQ(nearest(std::string(100000, 'c'), kWords), "");
}

TEST(DidYouMean, EndsAMessageOrIsEmpty) {
  EXPECT_EQ(did_you_mean("cvs", kWords), "; did you mean 'csv'?");
  EXPECT_EQ(did_you_mean("parquet", kWords), "");
}

}  // namespace
}  // namespace seenby
