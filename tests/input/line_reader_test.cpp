// The look ahead at an input's first lines: what it shows, and that reading goes on as without it.
#include "input/line_reader.h"

#include <gtest/gtest.h>

#include "input/memory_source.h"
#include "random_log.h"

namespace seenby {
namespace {

LineReader reader_of(const std::string& text, std::size_t most_at_once, LineLimits limits) {
  return {std::make_unique<MemorySource>(text, most_at_once), "log", limits};
}

std::string all_blocks(LineReader& reader) {
  std::string all;
  for (Block block; reader.next(block);) all += block.bytes();
  return all;
}

/// Cut behind the last newline within `bytes`; a longer first line is taken whole.
std::string first_lines_of(const std::string& text, std::size_t bytes) {
  if (text.size() < bytes) return text;
  const std::size_t last = text.rfind('\n', bytes - 1);
  if (last != std::string::npos) return text.substr(0, last + 1);
  return text.substr(0, text.find('\n') == std::string::npos ? text.size() : text.find('\n') + 1);
}

TEST(LineReader, ShowsTheFirstLinesWhateverTheSizesOfReadsAndBlocks) {
  Dice dice(31);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (std::size_t left = dice.below(40); left > 0; --left) {
      text += dice.percent(20) ? '\n' : static_cast<char>('a' + dice.below(26));
    }
    const std::size_t bytes = 1 + dice.below(24);
    const LineLimits limits{1 + dice.below(30), 1000};
    LineReader reader = reader_of(text, 1 + dice.below(9), limits);
    ASSERT_EQ(reader.first_lines(bytes), first_lines_of(text, bytes)) << bytes << '\n' << text;
    const std::string ending = text.empty() || text.back() == '\n' ? "" : "\n";
    ASSERT_EQ(all_blocks(reader), text + ending);
  }
}

TEST(LineReader, ShowsNothingOfAnOversizedFirstLineAndHoldsNoMoreOfIt) {
  LineReader reader = reader_of(std::string(5000, 'x') + "\ny\n", 10, {16, 100});
  EXPECT_EQ(reader.first_lines(16), "");
  EXPECT_LT(reader.raw_bytes_read(), 150U);
  EXPECT_EQ(all_blocks(reader).size(), 5003U);
}

TEST(LineReader, ShowsNoByteOrderMark) {
  EXPECT_EQ(reader_of("\xef\xbb\xbf{}\nx", 1, {16, 100}).first_lines(4), "{}\n");
}

TEST(BlockStream, ShowsEachInputsFirstLinesBeforeItsFirstBlock) {
  const std::string text = std::string(kSampleBytes - 2, 'x') + "\nlater\n";
  InputOptions options = reading({{"1", "a\nb"}, {"2", ""}, {"3", text}}, 1000);
  std::vector<std::pair<std::size_t, std::size_t>> shown;
  options.on_input = [&](std::size_t input, std::string_view lines) {
    shown.emplace_back(input, lines.size());
  };
  BlockStream stream(options);
  for (Block block; stream.next(block);) EXPECT_EQ(shown.back().first, block.input);
  EXPECT_EQ(shown, (std::vector<std::pair<std::size_t, std::size_t>>{
                       {0, 3}, {1, 0}, {2, kSampleBytes - 1}}));
}

}  // namespace
}  // namespace seenby
