#include "seenby/report_rows.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace seenby {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"a", "b", "c", "d", "e"};

/// Row n is named by its letter and has n impressions.
class Letters final : public RowSource {
 public:
  [[nodiscard]] ReportRow row(std::uint32_t number) const override {
    ++made_;
    ReportRow row;
    row.group = group(number);
    row.counts.impressions = number;
    row.number = number;
    return row;
  }
  [[nodiscard]] GroupValues group(std::uint32_t number) const override { return {kNames[number]}; }
  void prefetch(std::uint32_t, std::uint32_t) const override {}
  [[nodiscard]] std::size_t made() const { return made_; }

 private:
  mutable std::atomic<std::size_t> made_ = 0;
};

std::string text_of(const ReportRows& rows) {
  std::string text;
  for (const ReportRow& row : rows) {
    text += std::string(*row.group.front()) + std::to_string(row.counts.impressions) + ' ';
  }
  return text;
}

ReportRows made_rows() { return {std::make_shared<Letters>(), {4, 1, 3}}; }

ReportRows held_rows() {
  ReportRows rows = made_rows();
  return ReportRows(rows.held());
}

/// What must hold of rows wherever they are.
class EitherRows : public testing::TestWithParam<ReportRows (*)()> {};

TEST_P(EitherRows, StandInTheirOrder) {
  const ReportRows rows = GetParam()();
  EXPECT_EQ(rows.size(), 3U);
  EXPECT_FALSE(rows.empty());
  EXPECT_EQ(text_of(rows), "e4 b1 d3 ");
  EXPECT_EQ(rows[2].counts.impressions, 3U);
  EXPECT_EQ(rows.number(0), 4U);
  EXPECT_EQ(rows.group(1), GroupValues{"b"});
}

TEST_P(EitherRows, AreReordered) {
  ReportRows rows = GetParam()();
  rows.reorder({1, 2, 0});
  EXPECT_EQ(text_of(rows), "b1 d3 e4 ");
}

TEST_P(EitherRows, KeepTheFirst) {
  ReportRows rows = GetParam()();
  rows.keep_first(5);
  EXPECT_EQ(rows.size(), 3U);
  rows.keep_first(2);
  EXPECT_EQ(text_of(rows), "e4 b1 ");
  EXPECT_EQ(text_of(rows.first(1)), "e4 ");
  EXPECT_EQ(text_of(rows.first(3)), "e4 b1 ");
  rows.keep_first(0);
  EXPECT_TRUE(rows.empty());
}

TEST_P(EitherRows, AreAmendedInTurnAndOnce) {
  ReportRows rows = GetParam()();
  rows.amend([](ReportRow& row) { row.counts.impressions += 10; });
  rows.amend([](ReportRow& row) { row.counts.impressions *= 2; });
  rows.keep_first(2);
  EXPECT_EQ(text_of(rows), "e28 b22 ");
  EXPECT_EQ(text_of(ReportRows(rows)), "e28 b22 ");
  EXPECT_EQ(rows.held().front().counts.impressions, 28U);
  EXPECT_EQ(text_of(rows), "e28 b22 ");
}

TEST_P(EitherRows, AreChanged) {
  ReportRows rows = GetParam()();
  const ReportRows before = rows;
  rows[1].counts.impressions = 50;
  for (ReportRow& row : rows) row.group[0] = "x";
  rows.push_back(rows.front());
  EXPECT_EQ(text_of(rows), "x4 x50 x3 x4 ");
  rows.resize(5, rows.back());
  EXPECT_EQ(rows.size(), 5U);
  EXPECT_EQ(text_of(before), "e4 b1 d3 ") << "a copy changed along";
}

INSTANTIATE_TEST_SUITE_P(Both, EitherRows, testing::Values(made_rows, held_rows));

TEST(ReportRows, AreMadeWhenTheyAreAskedFor) {
  const auto letters = std::make_shared<Letters>();
  ReportRows rows(letters, {0, 1, 2, 3, 4});
  rows.amend([](ReportRow& row) { ++row.counts.clicks; });
  rows.reorder({4, 3, 2, 1, 0});
  rows.keep_first(3);
  EXPECT_EQ(rows.number(0), 4U);
  EXPECT_EQ(letters->made(), 0U);
  EXPECT_EQ(std::as_const(rows)[1].counts.clicks, 1U);
  EXPECT_EQ(letters->made(), 1U);
}

}  // namespace
}  // namespace seenby
