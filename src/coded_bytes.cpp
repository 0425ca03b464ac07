#include "coded_bytes.h"

#include <limits>

namespace seenby {

void ByteWriter::number(absl::uint128 value) {
  for (; value > 0x7F; value >>= 7) {
    bytes_ += static_cast<char>(static_cast<unsigned char>(absl::Uint128Low64(value) | 0x80));
  }
  bytes_ += static_cast<char>(absl::Uint128Low64(value));
}

void ByteWriter::signed_number(absl::int128 value) {
  const auto doubled = static_cast<absl::uint128>(value) << 1;
  number(value < 0 ? ~doubled : doubled);
}

void ByteWriter::text(std::string_view text) {
  number(text.size());
  bytes_ += text;
}

void ByteWriter::word(std::uint64_t value) {
  for (unsigned shift = 0; shift < 64; shift += 8) bytes_ += static_cast<char>(value >> shift);
}

absl::uint128 ByteReader::wide_number() {
  absl::uint128 value = 0;
  for (int shift = 0; shift < 128; shift += 7) {
    if (left_.empty()) throw MalformedBytes();
    const auto byte = static_cast<unsigned char>(left_.front());
    left_.remove_prefix(1);
    const absl::uint128 bits = byte & 0x7FU;
    if (((bits << shift) >> shift) != bits) throw MalformedBytes();
    value |= bits << shift;
    if ((byte & 0x80U) != 0) continue;
    if (byte == 0 && shift > 0) throw MalformedBytes();  // longer than it must be
    return value;
  }
  throw MalformedBytes();
}

std::uint64_t ByteReader::number() { return number(std::numeric_limits<std::uint64_t>::max()); }

std::uint64_t ByteReader::number(std::uint64_t most) {
  const absl::uint128 value = wide_number();
  if (value > most) throw MalformedBytes();
  return absl::Uint128Low64(value);
}

absl::int128 ByteReader::signed_number() {
  const absl::uint128 value = wide_number();
  const auto half = static_cast<absl::int128>(value >> 1);
  return (value & 1) != 0 ? ~half : half;
}

std::string_view ByteReader::text() {
  const std::uint64_t size = number(left_.size());
  if (size > left_.size()) throw MalformedBytes();
  const std::string_view text = left_.substr(0, size);
  left_.remove_prefix(size);
  return text;
}

std::uint64_t ByteReader::word() {
  if (left_.size() < 8) throw MalformedBytes();
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(left_[i])} << (8 * i);
  }
  left_.remove_prefix(8);
  return value;
}

}  // namespace seenby
