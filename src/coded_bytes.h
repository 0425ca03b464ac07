// The numbers and texts of what is kept between runs, as bytes and back. A number is LEB128: 7 bits
// a byte, low bits first, the top bit set on all but the last byte, no longer than it must be, so
// that equal content is equal bytes. Signed numbers are zigzag: 0, -1, 1, -2 … as 0, 1, 2, 3 …
#pragma once

#include <absl/numeric/int128.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace seenby {

class ByteWriter {
 public:
  void number(std::uint64_t value) { number(absl::uint128(value)); }
  void number(absl::uint128 value);
  void signed_number(absl::int128 value);
  /// Its length, then its bytes.
  void text(std::string_view text);
  /// 8 bytes, low first.
  void word(std::uint64_t value);

  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  void clear() { bytes_.clear(); }

 private:
  std::string bytes_;
};

/// What cannot be read back: too short, too long, out of range. Its reader knows of which file.
struct MalformedBytes {};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : left_(bytes) {}

  /// All throw MalformedBytes.
  std::uint64_t number();
  /// At most `most`.
  std::uint64_t number(std::uint64_t most);
  absl::int128 signed_number();
  std::string_view text();
  std::uint64_t word();

  [[nodiscard]] bool at_end() const { return left_.empty(); }

 private:
  absl::uint128 wide_number();

  std::string_view left_;
};

}  // namespace seenby
