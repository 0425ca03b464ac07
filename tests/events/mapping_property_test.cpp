// Every operator of a mapping against the naive evaluator, on random nested documents.
// SEENBY_ORACLE_LOGS shortens it along with the oracle.
#include <gtest/gtest.h>

#include <cstdlib>

#include "events/plan.h"
#include "naive_mapping.h"
#include "random_mapping.h"
#include "seenby/record_parser.h"

namespace seenby {
namespace {

constexpr std::size_t kDocumentsPerMapping = 20;

std::size_t mapping_count() {
  const char* const given = std::getenv("SEENBY_ORACLE_LOGS");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 5'000;
}

class Kept : public RecordSink {
 public:
  void accept(const RecordBatch& batch) override {
    for (std::size_t i = 0; i < batch.records.size(); ++i) {
      const Record& record = batch.records[i];
      NaiveRecord& kept = records.emplace_back();
      kept.event_class = record.event_class;
      kept.viewer = record.viewer;
      kept.id = record.id;
      kept.element = record.element;
      kept.time_us = record.time_us;
      if (record.has_cost) kept.cost_micros = record.cost_micros;
      kept.weight = record.weight;
      kept.group.assign(batch.group_of(i), batch.group_of(i) + batch.group_fields);
    }
  }
  std::vector<NaiveRecord> records;
};

std::string text_of(const std::vector<NaiveRecord>& records) {
  std::string text;
  for (const NaiveRecord& r : records) {
    text += std::string(kEventClassNames[static_cast<std::size_t>(r.event_class)]) + " viewer " +
            r.viewer + " id " + r.id + " element " + std::to_string(r.element) + " time " +
            std::to_string(r.time_us) + " cost " + std::to_string(r.cost_micros.value_or(-1)) +
            " weight " + std::to_string(r.weight);
    for (const std::string& value : r.group) text += " | " + value;
    text += "\n";
  }
  return text;
}

std::string text_of(const Accounting& a) {
  std::string text;
  for (const std::uint64_t count : {a.parsed, a.malformed, a.records, a.unmapped, a.no_content,
                                    a.unreadable_cost, a.unreadable_time, a.unreadable_weight}) {
    text += std::to_string(count) + " ";
  }
  return text;
}

Block block_of(const std::string& text) {
  Block block;
  block.reserve(text.size(), 0);
  std::copy(text.begin(), text.end(), block.data());
  block.resize(text.size());
  return block;
}

TEST(MappingProperty, AgreesWithTheNaiveEvaluatorOnRandomDocuments) {
  Accounting total;
  std::uint64_t elements = 0;
  for (std::size_t seed = 0; seed < mapping_count() && !testing::Test::HasFailure(); ++seed) {
    Dice dice(seed);
    const Mapping mapping = random_mapping(dice);
    const std::vector<GroupField> group_by = random_grouping(dice);
    const Plan plan = compile_plan(mapping, {}, group_by, IdUse::kDedup);
    RecordParser parser(plan, ParserOptions{});
    for (std::size_t i = 0; i < kDocumentsPerMapping && !testing::Test::HasFailure(); ++i) {
      std::string line = random_document(dice);
      if (dice.percent(5)) line = spoil(line, dice);
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      std::vector<NaiveRecord> expected;
      Accounting accounting;
      if (const auto json = read_slowly(line)) {
        ++accounting.parsed;
        map_naively(*json, mapping, group_by, expected, accounting);
      } else {
        ++accounting.malformed;
      }
      Kept kept;
      const BlockResult result = parser.parse(block_of(line + "\n"), kept);
      EXPECT_EQ(text_of(kept.records), text_of(expected)) << "seed " << seed << "\n" << line;
      EXPECT_EQ(text_of(result.accounting), text_of(accounting)) << "seed " << seed << "\n" << line;
      total += accounting;
      for (const NaiveRecord& record : expected) elements += record.element > 0 ? 1 : 0;
    }
  }
  EXPECT_GT(total.records - total.unmapped - total.no_content, total.parsed / 3);
  EXPECT_GT(elements, total.parsed / 10) << "too little is exploded for this to mean much";
  EXPECT_GT(total.unreadable_weight, 0U);
}

}  // namespace
}  // namespace seenby
