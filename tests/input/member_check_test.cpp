// Members' checksums and lengths against content that comes in any pieces, whose CRCs zlib makes.
#include "input/member_check.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace seenby {
namespace {

/// Content in members, and what is found of it.
class Stream {
 public:
  explicit Stream(std::mt19937& random) {
    const std::size_t count = 1 + random() % 8;
    for (std::size_t i = 0; i < count; ++i) {
      // Some are empty, some of a byte or two, some larger than a piece.
      const std::size_t most = std::size_t{1} << (random() % 12);
      std::string member(random() % most, '\0');
      for (char& byte : member) byte = static_cast<char>(random());
      const auto* const bytes = reinterpret_cast<const unsigned char*>(member.data());
      const auto size = static_cast<std::uint32_t>(member.size());
      content_ += member;
      ends_.push_back(content_.size());
      trailers_.push_back({static_cast<std::uint32_t>(crc32(0, bytes, size)), size, i});
    }
  }

  [[nodiscard]] std::size_t members() const { return ends_.size(); }
  MemberCheck::Trailer& trailer(std::size_t member) { return trailers_[member]; }

  /// Gives pieces in any order, but no member's end later than content behind it.
  std::vector<std::string> failures(std::mt19937& random) {
    MemberCheck check([](const MemberCheck::Trailer& trailer) {
      return Error(ExitCode::kIo, std::to_string(trailer.position));
    });
    std::vector<std::string> failures;
    const auto trying = [&](const auto& step) {
      try {
        step();
      } catch (const Error& error) {
        failures.emplace_back(error.what());
      }
    };
    struct Piece {
      std::size_t begin;
      std::size_t end;
    };
    std::vector<Piece> waiting;
    std::size_t next_member = 0;
    const std::size_t most = 1 + random() % 400;
    for (std::size_t begin = 0; begin < content_.size();) {
      const std::size_t end = std::min(content_.size(), begin + 1 + random() % most);
      for (; next_member < ends_.size() && ends_[next_member] < end; ++next_member) {
        trying([&] { check.end_member(ends_[next_member], trailers_[next_member]); });
      }
      waiting.push_back({begin, end});
      begin = end;
      while (!waiting.empty() && random() % 3 != 0) {
        std::swap(waiting[random() % waiting.size()], waiting.back());
        const Piece piece = waiting.back();
        waiting.pop_back();
        trying([&] { check.check(piece.begin, part(piece.begin, piece.end)); });
      }
    }
    for (; next_member < ends_.size(); ++next_member) {
      trying([&] { check.end_member(ends_[next_member], trailers_[next_member]); });
    }
    for (const Piece& piece : waiting) {
      trying([&] { check.check(piece.begin, part(piece.begin, piece.end)); });
    }
    return failures;
  }

  [[nodiscard]] std::string_view part(std::size_t begin, std::size_t end) const {
    return std::string_view(content_).substr(begin, end - begin);
  }
  [[nodiscard]] std::size_t size_of(std::size_t member) const {
    return ends_[member] - (member == 0 ? 0 : ends_[member - 1]);
  }
  void damage(std::size_t at) { content_[at] = static_cast<char>(content_[at] ^ 0x40); }
  [[nodiscard]] std::size_t begin_of(std::size_t member) const {
    return ends_[member] - size_of(member);
  }

 private:
  std::string content_;
  std::vector<std::size_t> ends_;
  std::vector<MemberCheck::Trailer> trailers_;
};

TEST(MemberCheck, TakesContentInAnyPiecesAndOrder) {
  std::mt19937 random(21);
  for (int round = 0; round < 3000; ++round) {
    ASSERT_EQ(Stream(random).failures(random), std::vector<std::string>()) << round;
  }
}

TEST(MemberCheck, SaysOnceWhichMemberIsTheFirstThatDoesNotMatch) {
  std::mt19937 random(22);
  int damaged_content = 0;
  for (int round = 0; round < 3000; ++round) {
    Stream stream(random);
    std::vector<std::size_t> damaged;
    for (std::size_t member = 0; member < stream.members(); ++member) {
      // Of an empty one a failure is thrown at once, whatever was before it.
      if (stream.size_of(member) == 0 || random() % 3 != 0) continue;
      damaged.push_back(member);
      switch (random() % 3) {
        case 0:
          stream.trailer(member).checksum ^= 1U << (random() % 32);
          break;
        case 1:
          stream.trailer(member).length ^= 1U << (random() % 32);
          break;
        default:
          stream.damage(stream.begin_of(member) + random() % stream.size_of(member));
          ++damaged_content;
      }
    }
    std::vector<std::string> expected;
    if (!damaged.empty()) expected.push_back(std::to_string(damaged.front()));
    ASSERT_EQ(stream.failures(random), expected) << round;
  }
  EXPECT_GT(damaged_content, 1000);
}

TEST(MemberCheck, ComparesEmptyMembers) {
  const auto named = [](const MemberCheck::Trailer&) { return Error(ExitCode::kIo, "bad"); };
  MemberCheck check(named);
  EXPECT_NO_THROW(check.end_member(0, {0, 0, 20}));
  EXPECT_THROW(check.end_member(0, {1, 0, 40}), Error);
  EXPECT_THROW(check.end_member(0, {0, 1, 40}), Error);
}

TEST(MemberCheck, TakesPiecesFromSeveralThreads) {
  std::mt19937 random(23);
  std::string content(1U << 20U, '\0');
  for (char& byte : content) byte = static_cast<char>(random());
  const auto* const bytes = reinterpret_cast<const unsigned char*>(content.data());
  const auto checksum =
      static_cast<std::uint32_t>(crc32(0, bytes, static_cast<uInt>(content.size())));
  for (const std::uint32_t error : {0U, 1U}) {
    MemberCheck check([](const MemberCheck::Trailer&) { return Error(ExitCode::kIo, "no match"); });
    check.end_member(content.size(),
                     {checksum ^ error, static_cast<std::uint32_t>(content.size()), 0});
    std::atomic<std::size_t> next = 0;
    std::atomic<int> failures = 0;
    const auto work = [&] {
      constexpr std::size_t kPiece = 1000;
      for (std::size_t at = 0; (at = next.fetch_add(kPiece)) < content.size();) {
        try {
          check.check(at, std::string_view(content).substr(at, kPiece));
        } catch (const Error&) {
          ++failures;
        }
      }
    };
    {
      const std::jthread other(work);
      work();
    }
    EXPECT_EQ(failures, static_cast<int>(error));
  }
}

}  // namespace
}  // namespace seenby
