#include "tally/tally_room.h"

#include <algorithm>

namespace seenby {
namespace {

constexpr std::size_t kKilobyte = std::size_t{1} << 10;
constexpr std::size_t kMegabyte = std::size_t{1} << 20;
/// The program itself, and a thread's blocks and parser.
constexpr std::size_t kProgram = 8 * kMegabyte;
constexpr std::size_t kThread = kMegabyte;

/// What is left for pages beside the program and the threads' sorting, four times a partition.
std::size_t page_bytes(const TallyMemory& memory, std::size_t partition_share) {
  const std::size_t fixed = std::min(memory.bytes / 2, kProgram + memory.threads * kThread);
  const double left = static_cast<double>(memory.bytes - fixed);
  const double sorting = static_cast<double>(4 * memory.threads);
  return static_cast<std::size_t>(left / (1 + sorting / static_cast<double>(partition_share)));
}

}  // namespace

TallyLimits::TallyLimits(const TallyMemory& memory) {
  constexpr std::size_t kPartitionShare = 64;
  if (memory.bytes == TallyMemory::kUnlimited) {
    pages = id_pages = run = partition = ids = merge = TallyMemory::kUnlimited;
    return;
  }
  const std::size_t threads = std::max<std::size_t>(memory.threads, 1);
  pages = page_bytes({memory.bytes, threads}, kPartitionShare);
  id_pages = pages / 4 * 3;
  run = std::max(pages / 1024, PagePool::kPageBytes);
  partition = std::max(pages / kPartitionShare, 64 * kKilobyte);
  ids = std::max(pages / (8 * threads), 64 * kKilobyte);
  merge = std::clamp(pages / (16 * threads), 256 * kKilobyte, 4 * kMegabyte);
}

}  // namespace seenby
