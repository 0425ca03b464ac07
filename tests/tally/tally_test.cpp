#include "seenby/tally.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "seenby/error.h"

namespace seenby {
namespace {

constexpr auto kView = EventClass::kImpression;
constexpr auto kClick = EventClass::kClick;

struct Event {
  EventClass event_class = kView;
  std::string_view content = "a";
  std::string_view viewer = "u";
  std::string_view id;
  std::int64_t time_us = kNoTime;
  std::optional<std::int64_t> cost;
  std::uint32_t element = 0;
  std::uint32_t weight = 1;
};

std::uint64_t add(TallyWriter& writer, const std::vector<Event>& events, std::size_t input = 0) {
  RecordBatch batch;
  for (const Event& e : events) {
    batch.records.push_back({e.event_class, e.viewer, e.id, e.element, e.weight, e.time_us,
                             e.cost.value_or(0), e.cost.has_value()});
    batch.group_values.push_back(e.content);
  }
  return writer.add(batch, input);
}

struct Counted {
  std::map<std::string, RowCounts> rows;
  RowCounts total;
  std::vector<DedupCounts> dedup;
  bool has_cost = false;
};

Counted settle(Tally& tally) {
  tally.settle(2);
  const Tally::Summary summary = tally.summarize(2);
  Counted counted{{}, summary.total, summary.dedup, summary.has_cost};
  for (const ReportRow& row : summary.rows) {
    counted.rows[std::string(row.group[0].value_or(""))] = row.counts;
  }
  return counted;
}

Counted count(const std::vector<Event>& events) {
  Tally tally(1);
  TallyWriter writer(tally);
  add(writer, events);
  writer.close();
  return settle(tally);
}

TEST(Tally, KeepsTheEarliestOfConflictingDuplicatesInEitherOrder) {
  std::vector<Event> events = {{kView, "late", "u", "1", 20, {}, 0},
                               {kView, "early", "u", "1", 10, {}, 0}};
  for (int turn = 0; turn < 2; ++turn) {
    const Counted counted = count(events);
    ASSERT_EQ(counted.rows.size(), 1U);
    EXPECT_EQ(counted.rows.count("early"), 1U);
    EXPECT_EQ(counted.dedup[0].counted, 1U);
    EXPECT_EQ(counted.dedup[0].duplicate, 1U);
    std::swap(events[0], events[1]);
  }
}

// Many enough that hashes of different ids share bits, and that some come more than twice.
TEST(Tally, FindsEveryDuplicateAmongManyIds) {
  constexpr std::size_t kIds = 300'000;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < kIds; ++i) ids.push_back(std::to_string(i));
  Tally tally(1);
  TallyWriter writer(tally);
  std::vector<Event> events;
  for (std::size_t i = 0; i < kIds; ++i) events.push_back({kView, "kept", "u", ids[i], 10, {}, 0});
  for (std::size_t i = 0; i < kIds; i += 50) {
    events.push_back({kView, "dropped", "u", ids[i], 20, {}, 0});
  }
  for (std::size_t i = 0; i < kIds; i += 500) {
    events.push_back({kView, "earliest", "u", ids[i], 5, {}, 0});
  }
  add(writer, events);
  writer.close();
  Counted counted = settle(tally);
  EXPECT_EQ(counted.dedup[0].counted, kIds);
  EXPECT_EQ(counted.dedup[0].duplicate, kIds / 50 + kIds / 500);
  EXPECT_EQ(counted.rows["kept"].impressions, kIds - kIds / 500);
  EXPECT_EQ(counted.rows["earliest"].impressions, kIds / 500);
  EXPECT_EQ(counted.rows.count("dropped"), 0U);
}

TEST(Tally, KeepsTheOneWithATime) {
  const Counted counted =
      count({{kView, "a", "u", "1", kNoTime, {}, 0}, {kView, "b", "u", "1", 99, {}, 0}});
  EXPECT_EQ(counted.rows.count("b"), 1U);
  EXPECT_EQ(counted.rows.count("a"), 0U);
}

TEST(Tally, TakesOneIdInTwoClassesOrElementsAsTwoRecords) {
  const Counted counted = count({{kView, "a", "u", "1", 1, {}, 0},
                                 {kClick, "a", "u", "1", 1, {}, 0},
                                 {kView, "a", "u", "1", 1, {}, 1}});
  EXPECT_EQ(counted.dedup[0].duplicate, 0U);
  EXPECT_EQ(counted.total.impressions, 2U);
  EXPECT_EQ(counted.total.clicks, 1U);
}

TEST(Tally, CountsRecordsWithoutIdAtOnceAndNeverAsDuplicates) {
  Tally tally(1);
  TallyWriter writer(tally);
  EXPECT_EQ(add(writer, {{}, {}, {kView, "a", "u", "1", 1, {}, 0}}), 2U);
  writer.close();
  const Counted counted = settle(tally);
  EXPECT_EQ(counted.total.impressions, 3U);
  EXPECT_EQ(counted.dedup[0].counted, 1U);
}

TEST(Tally, DropsDuplicatesOverThreadsAndInputs) {
  Tally tally(2);
  TallyWriter one(tally);
  TallyWriter two(tally);
  for (int i = 0; i < 1000; ++i) {
    const std::string id = std::to_string(i);
    add(one, {{kView, "a", id, id, i, {}, 0}}, 0);
    add(two, {{kView, "a", id, id, i, {}, 0}}, 1);
  }
  one.close();
  two.close();
  const Counted counted = settle(tally);
  EXPECT_EQ(counted.total.impressions, 1000U);
  EXPECT_EQ(counted.total.reach, 1000U);
  EXPECT_EQ(counted.dedup[0].counted, 1000U);
  EXPECT_EQ(counted.dedup[0].duplicate, 0U);
  EXPECT_EQ(counted.dedup[1].duplicate, 1000U);
}

TEST(Tally, HasNoRowForAGroupOfDroppedRecordsOnly) {
  const Counted counted =
      count({{kView, "kept", "u", "1", 1, {}, 0}, {kView, "gone", "u", "1", 2, {}, 0}});
  EXPECT_EQ(counted.rows.size(), 1U);
  EXPECT_EQ(counted.rows.count("kept"), 1U);
}

TEST(Tally, NeverMakesOneViewerOfTheNameless) {
  const Counted counted = count({{kView, "a", "", "", 1, {}, 0},
                                 {kView, "a", "", "", 1, {}, 0},
                                 {kClick, "a", "", "", 1, {}, 0},
                                 {kView, "a", "u", "", 1, {}, 0}});
  EXPECT_EQ(counted.total.impressions, 3U);
  EXPECT_EQ(counted.total.identified_impressions, 1U);
  EXPECT_EQ(counted.total.reach, 1U);
  EXPECT_EQ(counted.total.clicks_without_impression, 0U);
}

TEST(Tally, AddsMoneyExactlyBeyondSixtyFourBits) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const Counted big = count({{kView, "a", "", "", 1, kMost, 0}, {kView, "b", "", "", 1, kMost, 0}});
  EXPECT_TRUE(big.total.spend.value == absl::int128(kMost) * 2);
  Tally tally(1);
  TallyWriter writer(tally);
  const std::vector<Event> dimes(1000, Event{kView, "a", "", "", 1, 100'000, 0});
  for (int i = 0; i < 10'000; ++i) add(writer, dimes);
  writer.close();
  EXPECT_TRUE(settle(tally).total.spend.value == absl::int128(1'000'000) * 1'000'000);
}

TEST(Tally, KnowsWhetherAnythingHadACost) {
  EXPECT_FALSE(count({{}}).has_cost);
  EXPECT_TRUE(count({{kView, "a", "u", "", 1, 0, 0}}).has_cost);
}

TEST(Tally, CountsAWeightAsThatManyEvents) {
  for (const std::string_view id : {"", "1"}) {
    const Counted counted = count({{kView, "a", "u", id, 1, 5, 0, 3},
                                   {kClick, "a", "u", id, 1, {}, 0, 2},
                                   {kView, "a", "v", {}, 1, {}, 0, 0}});
    EXPECT_EQ(counted.total.impressions, 3U);
    EXPECT_EQ(counted.total.identified_impressions, 3U);
    EXPECT_EQ(counted.total.clicks, 2U);
    EXPECT_EQ(counted.total.reach, 1U);
    EXPECT_TRUE(counted.total.spend.value == 5);
  }
}

TEST(Tally, CountsBeyondWhatAThreadsSmallCountersHold) {
  constexpr std::uint32_t kWeight = (std::uint32_t{1} << 30) - 1;
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  const std::vector<std::string> viewers = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  for (const bool has_ids : {false, true}) {
    std::vector<Event> events(3);
    events[0].content = "before";
    events[1].content = "many";
    events[2].content = "behind";
    const auto add_events = [&](EventClass event_class, std::int64_t cost) {
      for (const std::string& viewer : viewers) {
        const std::string_view id = has_ids ? std::string_view(viewer) : std::string_view();
        events.push_back({event_class, "many", viewer, id, 1, cost, 0, kWeight});
      }
    };
    add_events(kView, kMost);
    add_events(EventClass::kLike, kLeast);
    add_events(EventClass::kShare, kLeast);
    Counted counted = count(events);
    const std::uint64_t expected = viewers.size() * std::uint64_t{kWeight};
    const RowCounts& many = counted.rows["many"];
    EXPECT_EQ(many.impressions, expected + 1);
    EXPECT_EQ(many.identified_impressions, expected + 1);
    EXPECT_EQ(many.likes, expected);
    EXPECT_EQ(many.shares, expected);
    EXPECT_EQ(many.clicks, 0U);
    EXPECT_EQ(many.reach, viewers.size() + 1);
    EXPECT_TRUE(many.spend.value == 10 * (absl::int128(kMost) + 2 * absl::int128(kLeast)));
    for (const char* const other : {"before", "behind"}) {
      EXPECT_EQ(counted.rows[other].impressions, 1U);
      EXPECT_EQ(counted.rows[other].likes, 0U);
      EXPECT_TRUE(counted.rows[other].spend.value == 0);
    }
  }
}

TEST(Tally, CountsOneByOneBeyondWhatASmallCounterHolds) {
  for (const std::size_t events : {65'535U, 65'536U, 65'537U, 200'000U}) {
    EXPECT_EQ(count(std::vector<Event>(events)).total.impressions, events);
  }
}

TEST(Tally, FailsWhereAViewersCountOverflows) {
  constexpr std::uint32_t kWeight = (std::uint32_t{1} << 30) - 1;
  Tally tally(1);
  TallyWriter writer(tally);
  for (int i = 0; i < 2; ++i) add(writer, {{kView, "a", "u", "", 1, {}, 0, kWeight}});
  writer.close();
  EXPECT_THROW(settle(tally), Error);
}

TEST(Tally, TellsWorthsApartWhateverTheirFrame) {
  // More weights than a waiting record's word has room for, and costs beyond it.
  std::vector<std::string> ids;
  std::vector<Event> events;
  for (std::uint32_t i = 0; i < 2000; ++i) ids.push_back(std::to_string(i));
  std::uint64_t impressions = 0;
  absl::int128 spend = 0;
  for (std::uint32_t i = 0; i < 2000; ++i) {
    const std::int64_t cost = std::int64_t{i} * 1'000'003 - 5'000'000;
    events.push_back({kView, "a", "u", ids[i], 1, cost, 0, i});
    impressions += i;
    spend += cost;
  }
  const Counted counted = count(events);
  EXPECT_EQ(counted.total.impressions, impressions);
  EXPECT_TRUE(counted.total.spend.value == spend);
}

}  // namespace
}  // namespace seenby
