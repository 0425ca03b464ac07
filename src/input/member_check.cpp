// A piece's checksums are made without the lock, one for each member that it has part of, and put
// together in the content's order. CRCs of neighbours add up to that of both (zlib's combination).
#include "input/member_check.h"

#include <isa-l/crc.h>
#include <zlib.h>

#include <utility>

namespace seenby {

MemberCheck::MemberCheck(std::function<Error(const Trailer&)> failure)
    : failure_(std::move(failure)) {}

void MemberCheck::end_member(std::uint64_t offset, const Trailer& trailer) {
  const std::lock_guard lock(mutex_);
  // Of empty ones there may be any number, so they do not wait for what is before them.
  if (offset == std::exchange(last_end_, offset)) {
    if (trailer.checksum != 0 || trailer.length != 0) throw failure_(trailer);
    return;
  }
  ended_.push_back({offset, trailer});
  compare();
}

void MemberCheck::check(std::uint64_t offset, std::string_view bytes) {
  if (bytes.empty()) return;
  Parts parts = parts_of(offset, bytes.size());
  const auto* next = reinterpret_cast<const unsigned char*>(bytes.data());
  for (Part& part : parts) {
    part.checksum = crc32_gzip_refl(0, next, part.size);
    next += part.size;
  }
  const std::lock_guard lock(mutex_);
  ahead_.emplace(offset, std::move(parts));
  compare();
}

MemberCheck::Parts MemberCheck::parts_of(std::uint64_t offset, std::size_t size) {
  Parts parts;
  const std::uint64_t end = offset + size;
  const std::lock_guard lock(mutex_);
  for (const Member& member : ended_) {
    if (member.end >= end) break;
    if (member.end <= offset) continue;
    parts.push_back({member.end - offset});
    offset = member.end;
  }
  parts.push_back({end - offset});
  return parts;
}

/// As far as everything has come, and to the first member that does not match.
void MemberCheck::compare() {
  compare_ended();
  while (!has_failed_ && !ahead_.empty() && ahead_.begin()->first == offset_) {
    const auto next = ahead_.extract(ahead_.begin());
    for (const Part& part : next.mapped()) {
      checksum_ = static_cast<std::uint32_t>(
          crc32_combine(checksum_, part.checksum, static_cast<z_off_t>(part.size)));
      offset_ += part.size;
      compare_ended();
    }
  }
}

void MemberCheck::compare_ended() {
  if (has_failed_ || ended_.empty() || ended_.front().end != offset_) return;
  const Trailer trailer = ended_.front().trailer;
  ended_.pop_front();
  const auto length = static_cast<std::uint32_t>(offset_ - std::exchange(begin_, offset_));
  has_failed_ = trailer.checksum != std::exchange(checksum_, 0) || trailer.length != length;
  if (has_failed_) throw failure_(trailer);
}

}  // namespace seenby
