#include "seenby/accounting.h"

#include <gtest/gtest.h>

#include <set>

namespace seenby {
namespace {

/// A different value in every term.
Accounting distinct_terms() {
  Accounting accounting;
  std::uint64_t value = 1;
  for (const AccountingTerm& term : kAccountingTerms) accounting.*term.value = value++;
  return accounting;
}

Accounting balanced_terms() {
  Accounting accounting;
  accounting.blank = 1;
  accounting.malformed = 2;
  accounting.oversized = 4;
  accounting.parsed = 8;
  accounting.lines = 15;
  accounting.counted = 1;
  accounting.duplicate = 2;
  accounting.filtered = 4;
  accounting.bot = 8;
  accounting.unmapped = 16;
  accounting.no_content = 32;
  accounting.records = 63;
  return accounting;
}

TEST(Accounting, NamesEachTermOnceAndInPrintingOrder) {
  std::string keys;
  std::string texts;
  for (const AccountingTerm& term : kAccountingTerms) {
    keys.append(term.key).append(" ");
    texts.append(term.text).append(",");
  }
  EXPECT_EQ(keys,
            "lines blank malformed oversized parsed records counted duplicate filtered bot "
            "unmapped no_content ");
  EXPECT_EQ(texts,
            "lines,blank,malformed,oversized,parsed,records,counted,duplicate,filtered,bot,"
            "unmapped,no content,");
}

TEST(Accounting, GivesEachTermItsOwnMember) {
  const Accounting accounting = distinct_terms();
  EXPECT_EQ(accounting.lines, 1U);
  EXPECT_EQ(accounting.blank, 2U);
  EXPECT_EQ(accounting.malformed, 3U);
  EXPECT_EQ(accounting.oversized, 4U);
  EXPECT_EQ(accounting.parsed, 5U);
  EXPECT_EQ(accounting.records, 6U);
  EXPECT_EQ(accounting.counted, 7U);
  EXPECT_EQ(accounting.duplicate, 8U);
  EXPECT_EQ(accounting.filtered, 9U);
  EXPECT_EQ(accounting.bot, 10U);
  EXPECT_EQ(accounting.unmapped, 11U);
  EXPECT_EQ(accounting.no_content, 12U);
}

TEST(Accounting, BalancesWhenBothSumsHold) {
  EXPECT_TRUE(Accounting().balanced());
  EXPECT_TRUE(balanced_terms().balanced());
}

TEST(Accounting, DoesNotBalanceWhenAnyTermIsOff) {
  for (const AccountingTerm& term : kAccountingTerms) {
    Accounting accounting = balanced_terms();
    accounting.*term.value += 1;
    EXPECT_FALSE(accounting.balanced()) << term.key;
  }
}

TEST(Accounting, AddsEverything) {
  Accounting sum = distinct_terms();
  Accounting other = distinct_terms();
  other.unreadable_cost = 3;
  other.unreadable_time = 5;
  for (std::size_t kind = 0; kind < kBadKindCount; ++kind) other.malformed_by_kind[kind] = kind;
  sum += other;
  sum += other;
  std::uint64_t value = 1;
  for (const AccountingTerm& term : kAccountingTerms) EXPECT_EQ(sum.*term.value, 3 * value++);
  EXPECT_EQ(sum.unreadable_cost, 6U);
  EXPECT_EQ(sum.unreadable_time, 10U);
  for (std::size_t kind = 0; kind < kBadKindCount; ++kind) {
    EXPECT_EQ(sum.malformed_by_kind[kind], 2 * kind);
  }
}

TEST(Accounting, HasItsOwnWordsForEachKindOfBadLine) {
  std::set<std::string_view> texts;
  for (std::size_t kind = 0; kind < kBadKindCount; ++kind) {
    texts.insert(bad_kind_text(static_cast<BadKind>(kind)));
  }
  EXPECT_EQ(texts.size(), kBadKindCount);
  EXPECT_FALSE(texts.contains(""));
  EXPECT_EQ(bad_kind_text(BadKind::kNotObject), "not a JSON object");
  EXPECT_EQ(bad_kind_text(BadKind::kUtf8), "invalid UTF-8");
  EXPECT_EQ(bad_kind_text(BadKind::kTrailing), "text after the JSON object");
}

TEST(AccountingJson, HasTheRunAndEachInput) {
  Accounting input;
  input.lines = input.parsed = 2;
  EXPECT_EQ(
      accounting_json(distinct_terms(), {{"a.gz", input, {}}, {"-", {}, {}}}),
      R"({"lines":1,"blank":2,"malformed":3,"oversized":4,"parsed":5,"records":6,"counted":7,)"
      R"("duplicate":8,"filtered":9,"bot":10,"unmapped":11,"no_content":12,"inputs":[)"
      R"({"input":"a.gz","lines":2,"blank":0,"malformed":0,"oversized":0,"parsed":2,"records":0,)"
      R"("counted":0,"duplicate":0,"filtered":0,"bot":0,"unmapped":0,"no_content":0},)"
      R"({"input":"-","lines":0,"blank":0,"malformed":0,"oversized":0,"parsed":0,"records":0,)"
      R"("counted":0,"duplicate":0,"filtered":0,"bot":0,"unmapped":0,"no_content":0}]})");
}

TEST(AccountingJson, HasAnEmptyListWithoutInputs) {
  EXPECT_TRUE(accounting_json({}, {}).ends_with(R"("no_content":0,"inputs":[]})"));
}

TEST(AccountingJson, EscapesHostileFileNames) {
  const std::string text = accounting_json({}, {{"a\"\n\x1b\u2028\xff", {}, {}}});
  EXPECT_NE(text.find("{\"input\":\"a\\\"\\n\\u001b\\u2028\ufffd\","), std::string::npos) << text;
}

}  // namespace
}  // namespace seenby
