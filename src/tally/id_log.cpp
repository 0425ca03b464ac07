#include "tally/id_log.h"

#include <algorithm>
#include <utility>

#include "seenby/error.h"

namespace seenby {
namespace {

/// Records that are written out in one piece, more or less.
constexpr std::size_t kChunk = 2048;

}  // namespace

void IdLog::find_frame(std::uint64_t frame, std::uint32_t& number) {
  const auto found = std::find(frames_.begin(), frames_.end(), frame);
  number = static_cast<std::uint32_t>(found - frames_.begin());
  if (found == frames_.end() && frames_.size() < kMostFrames) frames_.push_back(frame);
}

std::uint32_t IdLog::rare_code(const IdWorth& worth, Partition& partition) {
  if (partition.rare.size() >= kRare - 1) {
    throw Error(ExitCode::kIo, "too many records with an id and a large cost");
  }
  partition.rare.push_back(worth, room_.pool);
  return kRare | static_cast<std::uint32_t>(partition.rare.size() - 1);
}

void IdLog::close() {
  for (std::size_t partition = 0; partition < kPartitions; ++partition) {
    const std::span<const IdRecord> records(lines_[partition].records);
    partitions_[partition].records.append(records.first(filled_[partition]), room_.pool);
    filled_[partition] = 0;
  }
  flush_lines();
}

void IdLog::clear(std::size_t partition) {
  partitions_[partition].records.clear();
  partitions_[partition].rare.clear();
}

void IdLog::write_out_largest() {
  const auto bytes = [](const Partition& partition) {
    return partition.records.page_count() + partition.rare.page_count();
  };
  const auto largest =
      std::max_element(partitions_.begin(), partitions_.end(),
                       [&](const Partition& a, const Partition& b) { return bytes(a) < bytes(b); });
  write_out(static_cast<std::size_t>(largest - partitions_.begin()));
}

void IdLog::write_out(std::size_t number) {
  Partition& partition = partitions_[number];
  // The codes of records in the line number worths that are about to go.
  const std::span<const IdRecord> line(lines_[number].records);
  partition.records.append(line.first(filled_[number]), room_.pool);
  filled_[number] = 0;
  flush_lines();

  Chunk chunk;
  for (std::size_t page = 0; page < partition.records.page_count(); ++page) {
    for (IdRecord record : partition.records.page(page)) {
      if (record.worth == IdRecord::kDropped) continue;
      if ((record.worth & kRare) != 0) {
        chunk.rare.push_back(partition.rare[record.worth & ~kRare]);
        record.worth = kRare | static_cast<std::uint32_t>(chunk.rare.size() - 1);
      }
      chunk.records.push_back(record);
    }
    if (chunk.records.size() < kChunk && page + 1 < partition.records.page_count()) continue;
    write(chunk, partition);
    chunk.records.clear();
    chunk.rare.clear();
  }
  clear(number);
}

void IdLog::write(const Chunk& chunk, Partition& partition) {
  if (chunk.records.empty()) return;
  const std::size_t record_bytes = chunk.records.size() * sizeof(IdRecord);
  const std::size_t rare_bytes = chunk.rare.size() * sizeof(IdWorth);
  const SpillExtent where = room_.spill.reserve(record_bytes + rare_bytes);
  room_.spill.write(where.offset, chunk.records.data(), record_bytes);
  room_.spill.write(where.offset + record_bytes, chunk.rare.data(), rare_bytes);
  partition.written.push_back({where, static_cast<std::uint32_t>(chunk.records.size()),
                               static_cast<std::uint32_t>(chunk.rare.size())});
}

void IdLog::read(const IdExtent& extent, Chunk& chunk) const {
  const std::size_t record_bytes = extent.records * sizeof(IdRecord);
  chunk.records.resize(extent.records);
  chunk.rare.resize(extent.rare);
  room_.spill.read(extent.where.offset, chunk.records.data(), record_bytes);
  room_.spill.read(extent.where.offset + record_bytes, chunk.rare.data(),
                   extent.rare * sizeof(IdWorth));
}

std::uint64_t IdLog::written_out(std::size_t partition) const {
  std::uint64_t records = 0;
  for (const IdExtent& extent : partitions_[partition].written) records += extent.records;
  return records;
}

std::vector<IdExtent> IdLog::take_written(std::size_t partition) {
  return std::exchange(partitions_[partition].written, {});
}

void IdLog::load(std::size_t number, const std::vector<IdExtent>& extents, const KeyShare& share) {
  Partition& partition = partitions_[number];
  Chunk chunk;
  for (const IdExtent& extent : extents) {
    read(extent, chunk);
    for (IdRecord& record : chunk.records) {
      if (!share.has(record.key)) continue;
      if ((record.worth & kRare) != 0) {
        record.worth = rare_code(chunk.rare[record.worth & ~kRare], partition);
      }
      partition.records.push_back(record, room_.pool);
    }
  }
}

void IdLog::release(const std::vector<IdExtent>& extents) {
  for (const IdExtent& extent : extents) room_.spill.release(extent.where);
}

}  // namespace seenby
