// Tallies that take many sections, and rows that are hidden when they are saved.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "input/memory_source.h"
#include "seenby/saved_tally.h"
#include "seenby/tally.h"
#include "tally/tally_sections.h"

namespace seenby {
namespace {

struct Event {
  std::string content;
  std::string viewer;
  std::string id{};
};

void count(Tally& tally, const std::vector<Event>& events) {
  RecordBatch batch;
  for (const Event& event : events) {
    batch.records.push_back(
        {EventClass::kImpression, event.viewer, event.id, 0, 1, 1'000'000, 0, false});
    batch.group_values.push_back(event.content);
  }
  TallyWriter writer(tally);
  writer.add(batch, 0);
  writer.close();
}

std::string saved(const Tally& tally, std::uint64_t waiting) {
  TallyNotes notes;
  notes.accounting.lines = notes.accounting.parsed = notes.accounting.records = waiting;
  notes.accounting.counted = waiting;
  std::string bytes;
  tally.save(notes, [&bytes](std::string_view more) { bytes += more; });
  return bytes;
}

void add_saved(Tally& tally, const std::string& bytes) {
  TallyWriter writer(tally);
  SavedTally({std::make_unique<MemorySource>(bytes), "x"}).add_to(writer, 0);
  writer.close();
}

std::map<std::string, RowCounts> rows_of(Tally& tally) {
  tally.settle(1);
  std::map<std::string, RowCounts> rows;
  for (const ReportRow& row : tally.summarize(1).rows) {
    rows[std::string(row.group[0].value_or(""))] = row.counts;
  }
  return rows;
}

bool is_not_b(std::string_view key) { return decode_group_key(key)[0] != "b"; }
bool is_not_c(std::string_view key) { return decode_group_key(key)[0] != "c"; }

TEST(SaveTally, BeginsANewSectionAfterManyEntriesOrBytes) {
  constexpr std::size_t kViewers = 70'000;
  const std::string long_name(std::size_t{1'200'000}, 'a');
  const std::string next_name(long_name.size(), 'b');
  std::vector<Event> events = {{next_name, "0"}, {long_name, "0"}};
  for (std::size_t i = 0; i < kViewers; ++i) events.push_back({"y", std::to_string(i)});
  Tally tally(1);
  count(tally, events);
  tally.settle(1);
  const std::string bytes = saved(tally, 0);

  std::map<SectionKind, int> sections;
  SectionReader reader({std::make_unique<MemorySource>(bytes), "x"});
  for (SectionKind kind = SectionKind::kSettings; kind != SectionKind::kEnd;) {
    kind = reader.next().kind;
    ++sections[kind];
  }
  EXPECT_EQ(sections[SectionKind::kGroups], 2) << "by bytes";
  EXPECT_EQ(sections[SectionKind::kViewers], 2) << "by entries";

  Tally read(1);
  add_saved(read, bytes);
  std::map<std::string, RowCounts> rows = rows_of(read);
  EXPECT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[long_name].reach, 1U);
  EXPECT_EQ(rows["y"].reach, kViewers);
  EXPECT_EQ(rows["y"].impressions, kViewers);
  EXPECT_EQ(rows[next_name].reach, 1U);
  EXPECT_TRUE(saved(read, 0) == bytes);
}

TEST(SaveTally, LeavesOutWhatIsHidden) {
  Tally tally(1);
  count(tally, {{"a", "u"},
                {"a", "v", "1"},
                {"b", "u"},
                {"b", "w"},
                {"b", "v", "2"},
                {"c", "u"},
                {"a", "v", "1"}});
  tally.drop_duplicates(1, std::nullopt);
  EXPECT_TRUE(tally.keep_rows(is_not_b));
  const std::string bytes = saved(tally, 1);
  Tally read(1);
  add_saved(read, bytes);
  std::map<std::string, RowCounts> rows = rows_of(read);
  EXPECT_EQ(rows.count("b"), 0U);
  EXPECT_EQ(rows["a"].impressions, 2U);
  EXPECT_EQ(rows["a"].reach, 2U);
  EXPECT_EQ(rows["c"].impressions, 1U);
}

TEST(HiddenRows, StayHiddenWhateverIsKeptLater) {
  for (const auto sample : {std::optional<unsigned>(), std::optional(4U)}) {
    Tally tally(1, {}, sample);
    count(tally, {{"a", "u"}, {"a", "v"}, {"b", "u"}, {"c", "w"}});
    tally.settle(1);
    EXPECT_FALSE(tally.keep_rows([](std::string_view) { return true; }));
    EXPECT_TRUE(tally.keep_rows(is_not_b));
    EXPECT_TRUE(tally.keep_rows(is_not_c));
    std::map<std::string, RowCounts> rows = rows_of(tally);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows["a"].reach, 2U);
    EXPECT_EQ(rows["a"].exclusive_reach, 2U);
    EXPECT_EQ(tally.summarize(1).total.reach, 2U);
  }
}

}  // namespace
}  // namespace seenby
