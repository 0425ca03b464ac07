// What the sections of a tally file hold, one entry after another to the section's end: how each
// kind of entry is written and read back. What ascends is written as the difference from the entry
// before it; every section begins anew, so that each can be read alone.
#pragma once

#include <cstdint>
#include <string_view>

#include "coded_bytes.h"
#include "tally/counting.h"
#include "tally/id_log.h"

namespace seenby {

struct SavedGroup {
  std::string_view key;
  GroupCounts counts;
  std::uint64_t ceiling = 0;  ///< of a sample; 0: all viewers are there
};

/// Ascending keys: number of the bytes shared with the key before, the rest as text; impressions to
/// viewable, identified impressions, spend, the ceiling of a sample or 0.
class GroupCoder {
 public:
  void write(const SavedGroup& group, ByteWriter& out);
  /// The key is valid until the next call. Throws MalformedBytes, as all read() do.
  SavedGroup read(ByteReader& in);

 private:
  std::string key_;
};

struct SavedViewer {
  std::uint64_t viewer = 0;
  std::uint32_t group = 0;  ///< place in the file
  std::uint32_t count = 0;
  bool reached = false;
  bool clicked = false;
};

/// The difference of the hash, the group, and count * 4 + reached * 2 + clicked.
class ViewerCoder {
 public:
  void write(const SavedViewer& viewer, ByteWriter& out);
  SavedViewer read(ByteReader& in);

 private:
  std::uint64_t viewer_ = 0;
};

struct SavedId {
  std::uint64_t key = 0;
  std::uint64_t viewer = 0;  ///< as in IdRecord
  std::int64_t time_us = 0;
  std::uint32_t group = 0;  ///< place in the file
  Worth worth{};
  std::uint64_t partition = 0;
};

/// First in a section the partition; then for each the difference of the key, the group, class +
/// cost * 8 + time * 16 + viewer * 32 + other weight than 1 * 64, and which of these there are.
class IdCoder {
 public:
  void write(const SavedId& id, ByteWriter& out);
  SavedId read(ByteReader& in);

 private:
  bool has_begun_ = false;
  std::uint64_t partition_ = 0;
  std::uint64_t key_ = 0;
  std::int64_t time_us_ = 0;
};

}  // namespace seenby
