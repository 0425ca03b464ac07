// Keys whose hashes are the same in all that a slot knows of them.
#include "tally/duplicate_dropper.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "tally/seed.h"

namespace seenby {
namespace {

/// The key that DuplicateDropper hashes so, by its steps taken back.
std::uint64_t key_with_hash(std::uint64_t hash) {
  constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15;
  std::uint64_t inverse = kFactor;
  for (int i = 0; i < 6; ++i) inverse *= 2 - kFactor * inverse;
  return (hash ^ hash >> 29 ^ hash >> 58) * inverse ^ process_seed();
}

TEST(DuplicateDropper, TellsKeysApartWhoseHashesBeginAndEndAlike) {
  constexpr std::size_t kPartition = 3;
  constexpr std::uint64_t kHash = 0x1234'5678'0000'0005;
  const std::uint64_t one = key_with_hash(kHash);
  const std::uint64_t other = key_with_hash(kHash | std::uint64_t{1} << 24);
  TallyRoom room;
  std::vector<std::unique_ptr<IdLog>> logs;
  logs.push_back(std::make_unique<IdLog>(room));
  const auto add = [&](std::uint64_t key, std::int64_t time_us) {
    logs[0]->add({}, time_us, {key, kPartition}, 0, 0, 0);
  };
  add(one, 10);
  add(other, 20);
  add(other, 15);
  add(one, 30);
  logs[0]->close();
  std::vector<DedupCounts> counts(1);
  std::vector<std::int64_t> taken;
  DuplicateDropper().drop(logs, kPartition,
                          {"\x02"
                           "a"},
                          counts, [&](const IdLog&, std::span<const IdRecord> records) {
                            taken.push_back(records.front().time_us);
                          });
  EXPECT_EQ(counts[0].duplicate, 2U);
  EXPECT_EQ(taken, (std::vector<std::int64_t>{10, 15}));
  std::vector<std::int64_t> kept;
  logs[0]->visit(kPartition, [&](const IdRecord& record, const IdWorth&) {
    EXPECT_EQ(record.key, record.time_us == 10 ? one : other);
    kept.push_back(record.time_us);
  });
  EXPECT_EQ(kept, (std::vector<std::int64_t>{10, 15}));
}

TEST(DuplicateDropper, TakesEveryKeyOnceFromLogsWithPagesInPart) {
  constexpr std::size_t kPartition = 3;
  constexpr std::uint64_t kKeys = 3'000;
  TallyRoom room;
  std::vector<std::unique_ptr<IdLog>> logs;
  for (std::size_t i = 0; i < 2; ++i) logs.push_back(std::make_unique<IdLog>(room));
  // Every tenth key comes in both, and its earlier record now in one, now in the other.
  for (std::uint64_t key = 0; key < kKeys; ++key) {
    logs[key % 2]->add({}, 10, {key, kPartition}, 0, 0, 0);
    const std::int64_t other_us = key % 20 == 0 ? 5 : 15;
    if (key % 10 == 0) logs[(key + 1) % 2]->add({}, other_us, {key, kPartition}, 0, 0, 0);
  }
  for (const auto& log : logs) log->close();
  std::vector<DedupCounts> counts(1);
  std::map<std::uint64_t, std::int64_t> taken;
  std::size_t takes = 0;
  DuplicateDropper().drop(logs, kPartition,
                          {"\x02"
                           "a"},
                          counts, [&](const IdLog&, std::span<const IdRecord> records) {
                            taken[records.front().key] = records.front().time_us;
                            ++takes;
                          });
  EXPECT_EQ(counts[0].duplicate, kKeys / 10);
  EXPECT_EQ(takes, kKeys);
  ASSERT_EQ(taken.size(), kKeys);
  for (const auto& [key, time_us] : taken) EXPECT_EQ(time_us, key % 20 == 0 ? 5 : 10) << key;
}

TEST(IdLog, WritesOutNothingOfAPartitionWhoseRecordsWereAllDropped) {
  constexpr std::size_t kPartition = 3;
  TallyRoom room;
  IdLog log(room);
  for (std::uint64_t key = 0; key < 10; ++key) log.add({}, 1, {key, kPartition}, 0, 0, 0);
  log.close();
  for (IdRecord& record : log.in_memory(kPartition).page(0)) record.worth = IdRecord::kDropped;
  log.write_out(kPartition);
  EXPECT_EQ(log.in_memory(kPartition).size(), 0U);
  EXPECT_TRUE(log.take_written(kPartition).empty());
}

}  // namespace
}  // namespace seenby
