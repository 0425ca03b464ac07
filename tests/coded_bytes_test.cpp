#include "coded_bytes.h"

#include <gtest/gtest.h>

#include <limits>

namespace seenby {
namespace {

constexpr auto kMost64 = std::numeric_limits<std::uint64_t>::max();

TEST(CodedBytes, ReadBackWhatWasWritten) {
  ByteWriter out;
  const std::vector<std::uint64_t> numbers = {0, 1, 127, 128, 300, kMost64};
  const std::vector<absl::int128> signs = {0, -1, 1, absl::Int128Min(), absl::Int128Max()};
  for (const std::uint64_t number : numbers) out.number(number);
  for (const absl::int128 number : signs) out.signed_number(number);
  out.text("a\0b");
  out.word(0x0102030405060708);
  ByteReader in(out.bytes());
  for (const std::uint64_t number : numbers) EXPECT_EQ(in.number(), number);
  for (const absl::int128 number : signs) EXPECT_EQ(in.signed_number(), number);
  EXPECT_EQ(in.text(), "a\0b");
  EXPECT_EQ(in.word(), 0x0102030405060708U);
  EXPECT_TRUE(in.at_end());
}

TEST(CodedBytes, AreOnesThatOthersCanMakeByHand) {
  ByteWriter out;
  out.number(std::uint64_t{300});
  out.signed_number(-2);
  out.text("ab");
  out.word(1);
  EXPECT_EQ(out.bytes(), std::string("\xac\x02\x03\x02"
                                     "ab\x01\0\0\0\0\0\0\0",
                                     14));
}

TEST(CodedBytes, RefuseWhatNoWriterWrites) {
  const auto number_in = [](std::string_view bytes) { return ByteReader(bytes).number(); };
  EXPECT_THROW(number_in(""), MalformedBytes);
  EXPECT_THROW(number_in("\x80"), MalformedBytes);                         // no last byte
  EXPECT_THROW(number_in(std::string_view("\x80\0", 2)), MalformedBytes);  // longer than needed
  EXPECT_THROW(number_in("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), MalformedBytes);  // 2^64 on
  EXPECT_THROW(ByteReader("\x05").number(4), MalformedBytes);
  EXPECT_THROW(ByteReader("\x03"
                          "ab")
                   .text(),
               MalformedBytes);
  EXPECT_THROW(ByteReader("1234567").word(), MalformedBytes);
  EXPECT_THROW(ByteReader(std::string(19, '\xff')).signed_number(), MalformedBytes);
  EXPECT_THROW(ByteReader(std::string(19, '\x80') + '\1').signed_number(), MalformedBytes);
}

}  // namespace
}  // namespace seenby
