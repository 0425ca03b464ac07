// Compressed inputs: what they decode to, and that nothing damaged passes for something else.
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "input/codec.h"
#include "input/compress.h"
#include "input/memory_source.h"
#include "seenby/error.h"

namespace seenby {
namespace {

const std::string kText = "{\"a\":1}\n{\"a\":22}\n{\"a\":22}\n{\"b\":\"\xc3\xa9\"}\n";

std::string read_all(ByteSource& source, std::size_t at_once = 4096) {
  std::string text;
  std::string buffer(at_once, '\0');
  while (const std::size_t got = source.read(buffer.data(), buffer.size())) {
    text.append(buffer, 0, got);
  }
  return text;
}

std::string decoded(const std::string& bytes, std::size_t raw_at_once = std::string::npos,
                    std::size_t at_once = 4096) {
  return read_all(*decompress(std::make_unique<MemorySource>(bytes, raw_at_once), "log"), at_once);
}

/// The message of the Error(kIo) that decoding ends in, or a note that it did not.
std::string failure(const std::string& bytes, std::size_t raw_at_once = std::string::npos) {
  try {
    decoded(bytes, raw_at_once);
    return "no failure";
  } catch (const Error& error) {
    return error.code() == ExitCode::kIo ? error.what() : "wrong exit code";
  }
}

/// What a run would see: the lines, or the failure.
std::string lines_or_failure(const std::string& bytes) {
  BlockStream stream(reading({{"log", bytes}}));
  std::string text;
  Block block;
  try {
    while (stream.next(block)) {
      text += block.bytes();
    }
    return text;
  } catch (const Error& error) {
    return error.code() == ExitCode::kIo ? "failure" : "wrong exit code";
  }
}

std::string random_text(std::size_t size) {
  std::mt19937 random(7);
  std::string text;
  while (text.size() < size) {
    text += "{\"id\":" + std::to_string(random()) + "}\n";
  }
  return text;
}

TEST(Codec, EveryRowIsRecognisedByItsFirstBytes) {
  ASSERT_FALSE(codecs().empty());
  for (const Codec& codec : codecs()) {
    EXPECT_NE(failure(std::string(codec.magic) + "\x01 not really"), "no failure") << codec.name;
  }
}

TEST(Codec, ReadsPlainBytesAsTheyAre) {
  const std::vector<std::string> texts = {"",    "{",        "{}",    "\x1f\n",
                                          "(\n", "(\xb5/\n", "P*M\n", kText};
  for (const std::string& text : texts) {
    for (const std::size_t at_once : {1U, 2U, 3U, 100U}) {
      EXPECT_EQ(decoded(text, at_once, at_once), text);
    }
  }
}

TEST(Codec, DecodesWhateverTheSizesOfReads) {
  const std::string text = random_text(200'000);
  for (const std::string& bytes : {gzip(text), zstd(text)}) {
    EXPECT_LT(bytes.size(), text.size());
    for (const std::size_t raw_at_once : {std::size_t{1}, std::size_t{13}, std::string::npos}) {
      for (const std::size_t at_once : {1U, 7U, 1000U, 1U << 20}) {
        EXPECT_EQ(decoded(bytes, raw_at_once, at_once), text) << raw_at_once << ' ' << at_once;
      }
    }
  }
}

TEST(Codec, DecodesEmptyStreams) {
  EXPECT_EQ(decoded(gzip("")), "");
  EXPECT_EQ(decoded(zstd("")), "");
}

TEST(Codec, NamesTheByteWhereAStreamIsCut) {
  for (const auto& [name, bytes] :
       {std::pair{"gzip", gzip(kText)}, std::pair{"zstd", zstd(kText)}}) {
    EXPECT_EQ(decoded(bytes), kText);
    EXPECT_EQ(decoded(bytes.substr(0, 0)), "");
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
      for (const std::size_t raw_at_once : {std::size_t{1}, std::string::npos}) {
        EXPECT_EQ(failure(bytes.substr(0, cut), raw_at_once),
                  std::string("log: truncated ") + name + " stream at byte " + std::to_string(cut));
      }
    }
  }
}

TEST(Gzip, ReadsEveryMemberAndItsPadding) {
  const std::string both = gzip("a\n") + gzip("") + gzip("b\n");
  for (const std::size_t raw_at_once : {std::size_t{1}, std::string::npos}) {
    EXPECT_EQ(decoded(both, raw_at_once), "a\nb\n");
    EXPECT_EQ(decoded(both + std::string(1000, '\0'), raw_at_once), "a\nb\n");
  }
}

TEST(Gzip, RefusesWhatFollowsTheLastMember) {
  const std::string member = gzip(kText);
  const std::string at = "log: corrupt gzip stream at byte ";
  EXPECT_EQ(failure(member + "x"), at + std::to_string(member.size()) + ": trailing garbage");
  EXPECT_EQ(failure(member + std::string(3, '\0') + "x"),
            at + std::to_string(member.size() + 3) + ": trailing garbage");
  EXPECT_EQ(failure(member + '\0' + member),
            at + std::to_string(member.size() + 1) + ": trailing garbage");
  EXPECT_EQ(failure(member + "\x1f"),
            "log: truncated gzip stream at byte " + std::to_string(member.size() + 1));
}

TEST(Gzip, ReadsEveryHeaderField) {
  for (unsigned fields = 0; fields < 16; ++fields) {
    const GzipHeader header{
        (fields & 1U) != 0 ? std::string("ex\0tra", 6) : "",
        (fields & 2U) != 0 ? std::string(300, 'n') : "", (fields & 4U) != 0 ? "a comment" : "",
        (fields & 8U) != 0 ? GzipHeader::Checksum::kPresent : GzipHeader::Checksum::kAbsent};
    const std::string member = gzip(kText, 1, header);
    for (const std::size_t raw_at_once : {std::size_t{1}, std::size_t{11}, std::string::npos}) {
      EXPECT_EQ(decoded(member + member, raw_at_once), kText + kText) << fields;
    }
  }
}

TEST(Gzip, RefusesHeaderFlagsThatItDoesNotKnow) {
  for (const int flag : {0x20, 0x40, 0x80}) {
    std::string member = gzip(kText);
    member[3] = static_cast<char>(flag);
    EXPECT_EQ(failure(member), "log: corrupt gzip stream at byte 10: unknown header flags");
  }
}

TEST(Gzip, VerifiesTheHeaderChecksum) {
  std::string member = gzip(kText, 1, {"", "name", "", GzipHeader::Checksum::kPresent});
  member[10] = 'N';
  for (const std::size_t raw_at_once : {std::size_t{1}, std::string::npos}) {
    const std::string message = failure(member, raw_at_once);
    EXPECT_TRUE(message.ends_with(": header checksum does not match")) << message;
  }
}

TEST(Gzip, VerifiesChecksumAndLength) {
  for (const std::size_t from_end : {1U, 4U, 5U, 8U}) {
    std::string member = gzip(kText);
    member[member.size() - from_end] ^= 1;
    EXPECT_EQ(failure(member), "log: corrupt gzip stream at byte " + std::to_string(member.size()) +
                                   ": checksum or length does not match");
  }
}

TEST(Gzip, NoSingleCorruptByteChangesTheLines) {
  const std::string member = gzip(kText);
  std::size_t failures = 0;
  for (std::size_t at = 0; at < member.size(); ++at) {
    for (int change = 1; change < 256; change += at < 4 ? 1 : 7) {
      std::string corrupt = member;
      corrupt[at] = static_cast<char>(corrupt[at] ^ change);
      const std::string result = lines_or_failure(corrupt);
      failures += result == "failure" ? 1U : 0U;
      const bool text_hint = at == 3 && change == 1;
      const bool harmless_field = text_hint || (at >= 4 && at < 10);  // time, level, system
      EXPECT_TRUE(result == "failure" || (harmless_field && result == kText))
          << "byte " << at << " change " << change;
    }
  }
  EXPECT_GT(failures, member.size());
}

TEST(Gzip, SurvivesGarbageInsideAMember) {
  const std::string member = gzip(random_text(20'000));
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    std::string corrupt = member;
    const std::size_t start = 10 + random() % (corrupt.size() - 30);
    for (std::size_t at = start; at < start + 20; ++at) {
      corrupt[at] = static_cast<char>(random());
    }
    EXPECT_NE(failure(corrupt, round % 2 == 0 ? std::string::npos : 5), "no failure") << round;
  }
}

TEST(Zstd, ReadsEveryFrameAndSkipsSkippableOnes) {
  const std::string frames = zstd_skippable("size") + zstd("a\n") + zstd_skippable("") + zstd("") +
                             zstd("b\n") + zstd_skippable("index");
  for (const std::size_t raw_at_once : {std::size_t{1}, std::string::npos}) {
    EXPECT_EQ(decoded(frames, raw_at_once), "a\nb\n");
  }
}

TEST(Zstd, ReportsCorruptionWithTheLibrarysReason) {
  std::string frame = zstd(kText);
  frame.back() ^= 1;
  const std::string message = failure(frame);
  EXPECT_TRUE(message.starts_with("log: corrupt zstd stream at byte ")) << message;
  EXPECT_NE(message.find("checksum"), std::string::npos) << message;
  EXPECT_TRUE(failure(zstd(kText) + "garbage").starts_with("log: corrupt zstd stream at byte "));
}

// Found by zstd_fuzz: libzstd compares the size only when it has the whole frame at once.
TEST(Zstd, RefusesAFrameOfAnotherSizeThanAnnounced) {
  const std::string frame("\x28\xb5\x2f\xfd\x24\x06\x01\x00\x00\x99\xe9\xd8\x51", 13);
  for (const std::size_t raw_at_once : {std::size_t{1}, std::size_t{3}, std::string::npos}) {
    EXPECT_TRUE(failure(frame, raw_at_once).starts_with("log: corrupt zstd stream at byte "));
    EXPECT_TRUE(failure(zstd(kText) + frame, raw_at_once).starts_with("log: corrupt zstd stream"));
  }
}

// Found by zstd_fuzz: where libzstd sees a frame as a whole it takes such a block. That is so in a
// second frame, of which no byte was looked at before.
TEST(Zstd, RefusesABlockLargerThanItsWindow) {
  const std::string frame("\x28\xb5\x2f\xfd\x20\x00\x03\x00\x00\x61", 10);
  for (const std::size_t raw_at_once : {std::size_t{1}, std::size_t{3}, std::string::npos}) {
    for (const std::string& bytes : {frame, zstd(kText) + frame}) {
      const std::string message = failure(bytes, raw_at_once);
      EXPECT_TRUE(message.starts_with("log: corrupt zstd stream at byte ")) << message;
    }
  }
}

// Found by zstd_fuzz: the library may read older formats, but as a stream otherwise than as a
// whole.
TEST(Zstd, RefusesAFrameOfAFormatBefore08) {
  const std::string frame("\x26\xb5\x2f\xfd\x00\x58\x00\x00", 8);
  for (const std::size_t raw_at_once : {std::size_t{1}, std::size_t{3}, std::string::npos}) {
    const std::string message = failure(zstd(kText) + frame, raw_at_once);
    EXPECT_TRUE(message.starts_with("log: corrupt zstd stream at byte ")) << message;
  }
}

TEST(Zstd, RefusesAWindowAboveTheLimitClearly) {
  EXPECT_EQ(decoded(zstd(kText, 27)), kText);
  const std::string message = failure(zstd(kText, 28));
  EXPECT_NE(message.find("needs a window above 128 MiB"), std::string::npos) << message;
}

}  // namespace
}  // namespace seenby
