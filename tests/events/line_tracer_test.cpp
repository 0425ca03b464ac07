// Lines gone along by the literals of a shape, against a slow search in each of them.
#include "events/line_tracer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "random_log.h"
#include "seenby/input.h"
#include "simd_targets.h"

namespace seenby {
namespace {

struct Skeleton {
  std::vector<std::string_view> literals;
  std::vector<bool> is_wanted;
};

const Skeleton& skeleton(std::size_t number) {
  static const std::vector<Skeleton> all = {
      {{"{\"a\":\"", "\",\"b\":", ",\"c\":\"", "\"}\n"}, {true, true, false}},
      {{"{\"a\":\"", "\",\"b\":[", ",", ", ", "],\"c\":{\"d\":{\"e\":{\"f\":{\"g\":\"",
        "\"}}}}}\n"},
       {false, true, true, true, true}},
      {{"{ \"\xc3\xa9\" : \"",
        "\",\"a key that is so long that it takes several steps, as does what is behind it\":\"",
        "\" , \"\":\"", "\"}\r\n"},
       {true, false, true}},
  };
  return all[number % all.size()];
}

/// The literals with other values.
std::string line_of(const Skeleton& skeleton, Dice& dice) {
  constexpr std::string_view kUsual = "abcdefghijklmnopqrstuvwxyz0123456789-.: ";
  constexpr std::string_view kOdd = "\"\\\t\x01\x1f\x7f\xc3\xa9\xff,}]\r";
  const bool is_odd = dice.percent(5);
  std::string line;
  for (std::size_t i = 0; i < skeleton.literals.size(); ++i) {
    line += skeleton.literals[i];
    if (i + 1 == skeleton.literals.size()) break;
    const std::size_t most = dice.percent(1) ? 4000 : dice.percent(10) ? 150 : 33;
    for (std::size_t size = dice.below(most); size > 0; --size) {
      line += dice.one_of(is_odd && dice.percent(20) ? kOdd : kUsual);
    }
  }
  return line;
}

std::string chunk_of(const Skeleton& skeleton, Dice& dice) {
  const std::size_t size = dice.below(dice.percent(10) ? 60'000 : 4'000);
  const bool is_short_and_odd = dice.percent(3);
  std::string chunk;
  while (chunk.size() <= size && chunk.size() < 60'000) {
    std::string line = line_of(skeleton, dice);
    if (is_short_and_odd || dice.percent(2)) line = "\n";
    if (dice.percent(3)) line.erase(dice.below(line.size()), 1);
    if (!line.ends_with('\n')) line += '\n';
    chunk += line;
  }
  return chunk;
}

/// The places of the literals' quotes and newline in a line that has all of them.
std::optional<std::vector<std::size_t>> marks_of(const Skeleton& skeleton, std::string_view chunk,
                                                 std::size_t line) {
  std::string ends = "\\";
  for (char c = 0; c < 0x20; ++c) ends += c;
  std::vector<std::size_t> marks;
  std::size_t at = line;
  for (std::size_t i = 0; i < skeleton.literals.size(); ++i) {
    const std::string_view literal = skeleton.literals[i];
    if (!chunk.substr(at).starts_with(literal)) return std::nullopt;
    for (std::size_t j = 0; j < literal.size(); ++j) {
      if (literal[j] == '"' || literal[j] == '\n') marks.push_back(at + j);
    }
    at += literal.size();
    if (i + 1 == skeleton.literals.size()) break;
    const char stop = skeleton.literals[i + 1].front();
    at = std::min(chunk.find_first_of(ends + stop, at), chunk.size());
  }
  return marks;
}

/// Which marks say where a wanted value is, or the next line.
std::vector<bool> wanted_marks(const Skeleton& skeleton) {
  std::vector<bool> wanted;
  for (std::size_t i = 0; i < skeleton.literals.size(); ++i) {
    std::size_t marks = 0;
    for (const char c : skeleton.literals[i]) marks += c == '"' || c == '\n' ? 1 : 0;
    std::vector<bool> here(marks);
    if (marks > 0 && i > 0 && skeleton.is_wanted[i - 1]) here.front() = true;
    if (marks > 0 && (i == skeleton.is_wanted.size() || skeleton.is_wanted[i])) here.back() = true;
    wanted.insert(wanted.end(), here.begin(), here.end());
  }
  return wanted;
}

void expect_marks(const MarkPlace* found, const Skeleton& skeleton, std::string_view chunk,
                  std::size_t line) {
  const auto expected = marks_of(skeleton, chunk, line);
  ASSERT_TRUE(expected) << chunk.substr(line, 300);
  const std::vector<bool> wanted = wanted_marks(skeleton);
  ASSERT_EQ(expected->size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i]) continue;
    ASSERT_EQ(found[i], (*expected)[i]) << i << " of " << chunk.substr(line, 300);
  }
}

/// A chunk with so many bytes behind it that may be read, and not one more.
class Memory {
 public:
  Memory(std::string_view chunk, std::size_t behind, Dice& dice)
      : size_(chunk.size()), bytes_(std::make_unique<char[]>(chunk.size() + behind)) {
    chunk.copy(bytes_.get(), chunk.size());
    for (std::size_t i = 0; i < behind; ++i) {
      bytes_[chunk.size() + i] = dice.one_of(std::string_view("\"\\\n,}a\xff"));
    }
  }
  [[nodiscard]] std::string_view chunk() const { return {bytes_.get(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<char[]> bytes_;
};

bool has_long_gaps(const ShapeSteps& steps) {
  return std::any_of(steps.all().begin(), steps.all().end(),
                     [](const ShapeStep& step) { return step.looks > 1; });
}

struct Seen {
  std::size_t fit = 0;
  std::size_t odd = 0;
  std::size_t others = 0;
  std::size_t left = 0;
  std::size_t long_gaps = 0;
};

void expect_what_a_search_finds(LineTracer& tracer, std::size_t number, Dice& dice, Seen& seen) {
  const Skeleton& usual = skeleton(number);
  const Skeleton& other = skeleton(number + 1 + dice.below(2));
  const ShapeSteps steps(usual.literals, usual.is_wanted);
  const ShapeSteps other_steps(other.literals, other.is_wanted);
  std::string lines = chunk_of(usual, dice);
  if (dice.percent(50)) lines = line_of(other, dice) + lines;
  const std::size_t behind = kBlockPadding + (dice.percent(50) ? dice.below(10'000) : 0);
  const Memory memory(lines, behind, dice);
  const std::string_view chunk = memory.chunk();
  // The second time it knows how long gaps are, and whether all is ASCII.
  const bool comes_again = dice.percent(70);
  for (int i = 0; i <= (comes_again ? 1 : 0); ++i) {
    tracer.begin(steps, chunk, chunk.size() + behind);
  }
  seen.long_gaps += has_long_gaps(steps) ? 1 : 0;

  bool is_ascii = true;
  bool is_left = false;
  for (std::size_t line = 0; line < chunk.size();) {
    const std::size_t most = 1 + dice.below(32);
    const LineTracer::Run run = tracer.run(line, most);
    ASSERT_LE(run.count, most);
    for (std::size_t i = 0; i < run.count; ++i) {
      const MarkPlace* const marks = run.marks + i * steps.marks();
      ASSERT_NO_FATAL_FAILURE(expect_marks(marks, usual, chunk, line));
      const std::size_t next = marks[steps.marks() - 1] + std::size_t{1};
      for (const char c : chunk.substr(line, next - line)) is_ascii = is_ascii && (c & 0x80) == 0;
      line = next;
    }
    seen.fit += run.count;
    if (run.count > 0) {
      tracer.skip(run.count);
      continue;
    }
    // Only where very many lines are none of the shape are some left out.
    if (marks_of(usual, chunk, line)) is_left = true;
    seen.left += is_left ? 1 : 0;
    ++seen.odd;
    const LineTracer::Run by_other = tracer.trace(other_steps, line);
    if (by_other.count > 0) {
      ++seen.others;
      ASSERT_NO_FATAL_FAILURE(expect_marks(by_other.marks, other, chunk, line));
    }
    tracer.skip(1);
    line = chunk.find('\n', line) + 1;
  }
  if (number != 2) {
    EXPECT_TRUE(is_ascii || !tracer.is_ascii());
  }
}

void expect_what_a_search_finds_in_many() {
  LineTracer tracer;
  Seen seen;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    Dice dice(seed);
    ASSERT_NO_FATAL_FAILURE(expect_what_a_search_finds(tracer, seed % 3, dice, seen)) << seed;
  }
  EXPECT_GT(seen.fit, 10'000U);
  EXPECT_GT(seen.odd, 1'000U);
  EXPECT_GT(seen.others, 100U);
  EXPECT_EQ(seen.left, 0U);
  EXPECT_GT(seen.long_gaps, 100U);
}

TEST(LineTracer, FindsWhatASearchInEveryLineFinds) {
  for_each_simd_target(expect_what_a_search_finds_in_many);
}

/// Which lines run() has, with so many blank ones before them that not all are gone along.
TEST(LineTracer, GoesOnInTheNextLaneWhereLinesAreLeftOut) {
  const Skeleton& usual = skeleton(0);
  const ShapeSteps steps(usual.literals, usual.is_wanted);
  Dice dice(1);
  std::string lines(36'000, '\n');
  while (lines.size() < 60'000) lines += "{\"a\":\"value\",\"b\":1,\"c\":\"other\"}\n";
  const Memory memory(lines, kBlockPadding, dice);
  const std::string_view chunk = memory.chunk();
  LineTracer tracer;
  tracer.begin(steps, chunk, chunk.size() + kBlockPadding);
  std::size_t fit = 0;
  std::size_t left = 0;
  for (std::size_t line = 0; line < chunk.size(); line = chunk.find('\n', line) + 1) {
    const LineTracer::Run run = tracer.run(line, 1);
    if (chunk[line] == '\n') {
      ASSERT_EQ(run.count, 0U);
    } else if (run.count > 0) {
      ++fit;
      ASSERT_NO_FATAL_FAILURE(expect_marks(run.marks, usual, chunk, line));
    } else {
      ++left;
    }
    tracer.skip(1);
  }
  EXPECT_GT(left, 10U);
  EXPECT_GT(fit, left);
}

}  // namespace
}  // namespace seenby
