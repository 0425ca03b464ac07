// Records with an id wait here until all are in, because of records that share a key the one kept
// must not depend on which came first. Each thread appends to its own log, cut up by the hash of
// the key (class, id, element); settling takes one partition of all logs at a time, keeps the
// earliest record of each key, and hands the kept ones on. Where there is no room, a log writes its
// largest partition to a temporary file.
// Cost: 32 bytes a record while waiting. Keys are told apart by 72 bits of their hash.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "seenby/record.h"
#include "seenby/tally.h"
#include "tally/id_record.h"
#include "tally/murmur3.h"
#include "tally/page_pool.h"
#include "tally/tally_room.h"
#include "tally/viewer_entry.h"

namespace seenby {

/// Waiting records in the temporary file, followed by the worths that their codes number.
struct IdExtent {
  SpillExtent where;
  std::uint32_t records = 0;
  std::uint32_t rare = 0;
};

/// Some of the keys of a partition.
struct KeyShare {
  std::uint64_t index = 0;
  std::uint64_t count = 1;
  [[nodiscard]] bool has(std::uint64_t key) const { return key % count == index; }
};

/// One thread's waiting records. Once it is closed, a partition at a time may be another thread's.
class IdLog {
 public:
  explicit IdLog(TallyRoom& room) : room_(room) {}

  /// `key` is the hash of (class, id, element), `viewer` as in IdRecord.
  void add(const Worth& worth, std::int64_t time_us, const Hash128& key, std::uint64_t viewer,
           std::uint32_t group, std::uint32_t input) {
    const std::size_t number = key.h2 % kPartitions;
    Partition& partition = partitions_[number];
    Line& line = lines_[number];
    std::uint8_t& filled = filled_[number];
    line.records[filled] = {key.h1, viewer, time_us, group, code(worth, input, partition)};
    if (++filled < line.records.size()) return;
    filled = 0;
    partition.records.push_line(line.records.data(), room_.pool);
    if (partition.records.is_full() && room_.is_full_of_ids()) write_out_largest();
  }
  /// After the last add().
  void close();

  /// The records of a partition that are in memory.
  [[nodiscard]] Paged<IdRecord>& in_memory(std::size_t partition) {
    return partitions_[partition].records;
  }
  /// Of such a record.
  [[nodiscard]] IdWorth worth_of(std::size_t partition, const IdRecord& record) const {
    if (is_rare(record)) return partitions_[partition].rare[record.worth & ~kRare];
    return common_worth(record.worth);
  }
  /// Calls `take` with the worth of such a record, which stays in registers where it is common.
  template <typename Take>
  void with_worth_of(std::size_t partition, const IdRecord& record, Take take) const {
    if (is_rare(record)) [[unlikely]] {
      take(partitions_[partition].rare[record.worth & ~kRare]);
    } else {
      take(common_worth(record.worth));
    }
  }
  void clear(std::size_t partition);

  /// Moves the records of a partition, but the dropped ones, from memory to the temporary file.
  void write_out(std::size_t partition);
  [[nodiscard]] std::uint64_t written_out(std::size_t partition) const;
  /// What was written out is the caller's from here on: to load() and then to release().
  [[nodiscard]] std::vector<IdExtent> take_written(std::size_t partition);
  void load(std::size_t partition, const std::vector<IdExtent>& extents, const KeyShare& share);
  void release(const std::vector<IdExtent>& extents);

  /// Has `take(record, worth)` see all records of a partition but the dropped ones.
  template <typename Take>
  void visit(std::size_t partition, Take take) const;

 private:
  static constexpr std::uint32_t kRare = std::uint32_t{1} << 31;

  struct alignas(kLineBytes) Line {
    std::array<IdRecord, kLineBytes / sizeof(IdRecord)> records;
  };
  struct Partition {
    Paged<IdRecord> records;
    Paged<IdWorth> rare;  ///< worths that do not fit into a record's code
    std::vector<IdExtent> written;
  };
  /// A piece of what was written out.
  struct Chunk {
    std::vector<IdRecord> records;
    std::vector<IdWorth> rare;
  };
  static bool is_rare(const IdRecord& record) { return (record.worth & kRare) != 0; }
  std::uint32_t code(const Worth& worth, std::uint32_t input, Partition& partition) {
    const std::uint64_t frame = frame_of(worth, input);
    std::uint32_t& number = last_frame_[frame % last_frame_.size()];
    if (number >= frames_.size() || frames_[number] != frame) [[unlikely]] {
      find_frame(frame, number);
    }
    const auto cost = static_cast<std::uint64_t>(worth.cost_micros);
    if (number < kMostFrames && cost <= kCostMask) [[likely]] {
      return number << kCostBits | static_cast<std::uint32_t>(cost);
    }
    return rare_code({worth, input}, partition);
  }
  void find_frame(std::uint64_t frame, std::uint32_t& number);
  std::uint32_t rare_code(const IdWorth& worth, Partition& partition);
  [[nodiscard]] IdWorth common_worth(std::uint32_t code) const {
    return worth_in(frames_[code >> kCostBits], code & kCostMask);
  }
  void write_out_largest();
  void write(const Chunk& chunk, Partition& partition);
  void read(const IdExtent& extent, Chunk& chunk) const;

  std::array<Line, kPartitions> lines_;  ///< each partition's last records, not yet in a page
  TallyRoom& room_;
  std::array<Partition, kPartitions> partitions_;
  std::array<std::uint8_t, kPartitions> filled_{};  ///< records in the lines
  std::vector<std::uint64_t> frames_;  ///< worths but for the cost, which a record's code names
  std::array<std::uint32_t, 2 * kEventClassCount> last_frame_{};  ///< by class and has_cost
};

template <typename Take>
void IdLog::visit(std::size_t number, Take take) const {
  const Partition& partition = partitions_[number];
  for (std::size_t page = 0; page < partition.records.page_count(); ++page) {
    for (const IdRecord& record : partition.records.page(page)) {
      if (record.worth != IdRecord::kDropped) take(record, worth_of(number, record));
    }
  }
  Chunk chunk;
  for (const IdExtent& extent : partition.written) {
    read(extent, chunk);
    for (const IdRecord& record : chunk.records) {
      const bool is_rare = (record.worth & kRare) != 0;
      take(record, is_rare ? chunk.rare[record.worth & ~kRare] : common_worth(record.worth));
    }
  }
}

}  // namespace seenby
