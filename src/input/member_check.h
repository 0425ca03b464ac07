// The checksums and lengths of a gzip stream's members, compared with content that comes in pieces
// and in any order: decoding is all that has to be done in turn, and the checksum, a tenth of it,
// is left to whoever takes what was decoded.
#pragma once

#include <absl/container/inlined_vector.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string_view>

#include "seenby/error.h"
#include "seenby/input.h"

namespace seenby {

class MemberCheck final : public ContentCheck {
 public:
  /// What a member says of its content at its end.
  struct Trailer {
    std::uint32_t checksum = 0;  ///< CRC-32 of RFC 1952
    std::uint32_t length = 0;    ///< in bytes, of which the lowest 32 bits
    std::uint64_t position = 0;  ///< behind it, in the compressed stream
  };

  /// `failure` makes what is thrown of the trailer that does not match.
  explicit MemberCheck(std::function<Error(const Trailer&)> failure);

  /// A member's content ends `offset` bytes behind the start of the first one's. Before content
  /// behind it is given. Throws as check() does.
  void end_member(std::uint64_t offset, const Trailer& trailer);
  void check(std::uint64_t offset, std::string_view bytes) override;

 private:
  struct Member {
    std::uint64_t end = 0;
    Trailer trailer;
  };
  /// Of one member.
  struct Part {
    std::size_t size = 0;
    std::uint32_t checksum = 0;
  };
  using Parts = absl::InlinedVector<Part, 2>;

  [[nodiscard]] Parts parts_of(std::uint64_t offset, std::size_t size);
  void compare();
  void compare_ended();

  std::function<Error(const Trailer&)> failure_;
  std::mutex mutex_;                      // guards what follows
  std::deque<Member> ended_;              // not empty, and not compared
  std::uint64_t last_end_ = 0;            // of any member
  std::map<std::uint64_t, Parts> ahead_;  // of what has yet to be given, by offset
  std::uint64_t begin_ = 0;               // of the member that is compared next
  std::uint64_t offset_ = 0;              // to where its checksum goes
  std::uint32_t checksum_ = 0;
  bool has_failed_ = false;
};

}  // namespace seenby
