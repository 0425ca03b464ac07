// The check value of the published catalogue of CRCs, and the two laws that the rest relies on.
#include "checksum.h"

#include <gtest/gtest.h>

#include "random_log.h"

namespace seenby {
namespace {

/// Bit by bit, from the polynomial.
std::uint64_t slow_crc64(std::string_view bytes) {
  std::uint64_t crc = ~std::uint64_t{0};
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xC96C5795D7870F42U : 0);
    }
  }
  return ~crc;
}

std::string random_bytes(Dice& dice, std::size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(dice.below(256));
  return bytes;
}

TEST(Checksum, HasTheCheckValueOfCrc64Xz) {
  EXPECT_EQ(crc64(0, "123456789"), 0x995DC9BBDF1939FAU);
  EXPECT_EQ(crc64(0, ""), 0U);
  EXPECT_EQ(crc64(7, ""), 7U);
}

TEST(Checksum, GoesOnFromAnyPlaceOfAnyStream) {
  Dice dice(1);
  for (std::size_t size = 0; size < 600; ++size) {
    const std::string bytes = random_bytes(dice, size);
    const std::uint64_t whole = crc64(0, bytes);
    ASSERT_EQ(whole, slow_crc64(bytes)) << size;
    const std::string_view view = bytes;
    const std::size_t cut = dice.below(size + 1);
    ASSERT_EQ(crc64(crc64(0, view.substr(0, cut)), view.substr(cut)), whole) << size << ' ' << cut;
  }
}

}  // namespace
}  // namespace seenby
