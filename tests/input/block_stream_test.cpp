// Blocks against a naive splitter: nothing lost, nothing mixed, whatever the sizes of blocks, reads
// and lines.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <random>
#include <thread>
#include <vector>

#include "input/compress.h"
#include "input/memory_source.h"
#include "seenby/error.h"

namespace seenby {
namespace {

/// Whole lines put together from blocks again, and which of them came in pieces.
struct Lines {
  std::vector<std::string> lines;
  std::vector<std::string> oversized;
  std::size_t largest_block = 0;
  bool operator==(const Lines&) const = default;
};

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

/// What a reader of blocks relies on, checked on every block of one input.
void take(const Block& block, Lines& lines, bool& inside_oversized) {
  const std::string_view bytes = block.bytes();
  ASSERT_FALSE(bytes.empty());
  EXPECT_EQ(std::string_view(bytes.data() + bytes.size(), kBlockPadding),
            std::string(kBlockPadding, '\0'));
  lines.largest_block = std::max(lines.largest_block, bytes.size());
  if (block.kind == Block::Kind::kLines) {
    ASSERT_FALSE(inside_oversized);
    ASSERT_EQ(bytes.back(), '\n');
    for (std::string& line : split(bytes)) {
      lines.lines.push_back(std::move(line));
    }
    return;
  }
  ASSERT_EQ(block.kind == Block::Kind::kOversizedMore, inside_oversized);
  if (!inside_oversized) {
    lines.lines.emplace_back();
  }
  lines.lines.back() += bytes;
  inside_oversized = bytes.find('\n') == std::string_view::npos;
  if (!inside_oversized) {
    ASSERT_EQ(bytes.find('\n'), bytes.size() - 1);
    lines.oversized.push_back(lines.lines.back());
  }
}

std::vector<Lines> read_lines(InputOptions options) {
  BlockStream stream(std::move(options));
  std::vector<Lines> inputs(stream.inputs().size());
  bool inside_oversized = false;
  Block block;
  std::size_t input = 0;
  std::uint64_t index = 0;
  for (std::uint64_t serial = 0; stream.next(block); ++serial) {
    if (block.input != input) {
      EXPECT_FALSE(inside_oversized);
      EXPECT_GT(block.input, input);
      input = block.input;
      index = 0;
    }
    EXPECT_EQ(block.serial, serial);
    EXPECT_EQ(block.index, index++);
    take(block, inputs.at(input), inside_oversized);
  }
  EXPECT_FALSE(inside_oversized);
  EXPECT_FALSE(stream.next(block));
  return inputs;
}

Lines read_lines(const std::string& text, std::size_t block_bytes, std::size_t max_line_bytes,
                 std::size_t most_at_once = std::string::npos) {
  InputOptions options = reading({{"log", text}}, most_at_once);
  options.block_bytes = block_bytes;
  options.max_line_bytes = max_line_bytes;
  return read_lines(std::move(options)).front();
}

std::string random_text(std::mt19937& random) {
  std::string text = random() % 4 == 0 ? "\xef\xbb\xbf" : "";
  const std::size_t lines = random() % 8;
  for (std::size_t line = 0; line < lines; ++line) {
    const std::size_t length = random() % 3 == 0 ? 0 : random() % (random() % 6 == 0 ? 90 : 12);
    for (std::size_t at = 0; at < length; ++at) {
      text += static_cast<char>('a' + random() % 26);
    }
    text += random() % 3 == 0 ? "\r\n" : "\n";
  }
  if (random() % 2 == 0) {
    text += std::string(random() % 30, 'z');
  }
  return text;
}

std::size_t length_without_newline(std::string_view line) {
  line.remove_suffix(line.ends_with("\r\n") ? 2 : 1);
  return line.size();
}

std::string failure(BlockStream& stream) {
  Block block;
  try {
    while (stream.next(block)) {
    }
    return "no failure";
  } catch (const Error& error) {
    return error.code() == ExitCode::kIo ? error.what() : "wrong exit code";
  }
}

TEST(BlockStream, GivesTheLinesOfANaiveSplitter) {
  std::mt19937 random(3);
  for (int round = 0; round < 400; ++round) {
    const std::string text = random_text(random);
    std::string expected = text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
    if (!expected.empty() && expected.back() != '\n') {
      expected += '\n';
    }
    for (std::size_t block_bytes = 1; block_bytes < text.size() + 3; ++block_bytes) {
      const std::size_t max_line_bytes = round % 2 == 0 ? 1000 : random() % 40;
      const std::size_t most_at_once = random() % 3 == 0 ? 1 : 1 + random() % 50;
      const Lines got = read_lines(text, block_bytes, max_line_bytes, most_at_once);
      ASSERT_EQ(got.lines, split(expected)) << block_bytes << ' ' << max_line_bytes;
      EXPECT_LE(got.largest_block, std::max(block_bytes, max_line_bytes + 2) + 1);
      for (const std::string& line : got.oversized) {
        EXPECT_GT(length_without_newline(line), max_line_bytes);
      }
    }
  }
}

TEST(BlockStream, KeepsLastLineWithoutNewline) {
  EXPECT_EQ(read_lines("a\nb", 100, 100).lines, (std::vector<std::string>{"a\n", "b\n"}));
  EXPECT_EQ(read_lines("a\nb\n", 100, 100).lines, (std::vector<std::string>{"a\n", "b\n"}));
}

TEST(BlockStream, SkipsAByteOrderMarkOnlyAtTheStart) {
  const std::string mark = "\xef\xbb\xbf";
  const std::string marked_lines =
      "\xef\xbb\xbf"
      "a\n\xef\xbb\xbf"
      "b\n";
  for (const std::size_t most_at_once : {1U, 2U, 3U, 100U}) {
    EXPECT_EQ(read_lines(marked_lines, 1, 100, most_at_once).lines,
              (std::vector<std::string>{"a\n", mark + "b\n"}));
    EXPECT_TRUE(read_lines(mark, 1, 100, most_at_once).lines.empty());
    EXPECT_EQ(read_lines(mark + mark, 1, 100, most_at_once).lines.front(), mark + "\n");
    EXPECT_EQ(read_lines(mark.substr(0, 2), 1, 100, most_at_once).lines.front(),
              mark.substr(0, 2) + "\n");
  }
}

TEST(BlockStream, SkipsTheByteOrderMarkOfEveryInput) {
  const std::string mark = "\xef\xbb\xbf";
  const auto inputs = read_lines(reading({{"1", mark + "a\n"}, {"2", gzip(mark + "b\n")}}));
  EXPECT_EQ(inputs.at(0).lines.front(), "a\n");
  EXPECT_EQ(inputs.at(1).lines.front(), "b\n");
}

TEST(BlockStream, NeverMixesInputs) {
  const MemoryFiles files = {{"1", "a\nb"}, {"2", ""}, {"3", gzip("c\n")}, {"4", zstd("d")}};
  for (const std::size_t block_bytes : {1U, 2U, 3U, 100U}) {
    InputOptions options = reading(files);
    options.block_bytes = block_bytes;
    const auto inputs = read_lines(std::move(options));
    ASSERT_EQ(inputs.size(), 4U);
    EXPECT_EQ(inputs[0].lines, (std::vector<std::string>{"a\n", "b\n"}));
    EXPECT_TRUE(inputs[1].lines.empty());
    EXPECT_EQ(inputs[2].lines, std::vector<std::string>{"c\n"});
    EXPECT_EQ(inputs[3].lines, std::vector<std::string>{"d\n"});
  }
}

TEST(BlockStream, KeepsALineOfExactlyTheLimitWhole) {
  for (const char* const end : {"", "\n", "\r\n"}) {
    for (const std::size_t block_bytes : {1U, 7U, 19U, 20U, 21U, 22U}) {
      const std::string line = std::string(20, 'x') + end;
      EXPECT_TRUE(read_lines(line, block_bytes, 20).oversized.empty()) << block_bytes;
      EXPECT_EQ(read_lines("xxx" + line, block_bytes, 20).oversized.size(), 1U) << block_bytes;
    }
  }
}

TEST(BlockStream, GoesOnAfterAnOversizedLine) {
  const std::string text = "a\n" + std::string(100, 'x') + "\nb\n" + std::string(64, 'y');
  const Lines got = read_lines(text, 8, 16);
  EXPECT_EQ(got.lines, split(text + '\n'));
  EXPECT_EQ(got.oversized,
            (std::vector<std::string>{std::string(100, 'x') + '\n', std::string(64, 'y') + '\n'}));
}

TEST(BlockStream, HoldsABombInConstantMemory) {
  constexpr std::size_t kMegabyte = std::size_t{1} << 20;
  const std::string bomb = gzip(std::string(kMegabyte, '0'), 100);
  ASSERT_LT(bomb.size(), kMegabyte);
  InputOptions options = reading({{"bomb", bomb}});
  options.max_line_bytes = 4 * kMegabyte;
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  BlockStream stream(std::move(options));
  Block block;
  std::size_t bytes = 0;
  while (stream.next(block)) {
    EXPECT_NE(block.kind, Block::Kind::kLines);
    EXPECT_LE(block.capacity(), 5 * kMegabyte);
    bytes += block.bytes().size();
  }
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  EXPECT_EQ(bytes, 100 * kMegabyte + 1);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 50L << 10);  // in kilobytes
}

TEST(BlockStream, RefusesBinaryData) {
  for (const std::string& text : {std::string("\x7f"
                                              "ELF\0\0",
                                              6),
                                  std::string("a\nbc\n\0{\"", 8)}) {
    BlockStream stream(reading({{"log", text}}));
    EXPECT_EQ(failure(stream), "log: binary data, not JSON lines (NUL byte at offset " +
                                   std::to_string(text.find('\0')) + ")");
  }
  BlockStream marked(reading({{"log", std::string("\xef\xbb\xbfx\0", 5)}}));
  EXPECT_EQ(failure(marked), "log: binary data, not JSON lines (NUL byte at offset 4)");
}

TEST(BlockStream, TakesNulBytesAmongJsonLinesForBadLines) {
  const std::string nul_line("\0\n", 2);
  for (const char* const json : {"{\"a\":1}", " \t{}", "{ \"a\":1}"}) {
    std::string text = nul_line;
    text.append(json).append("\n").append(nul_line);
    BlockStream stream(reading({{"log", text}}));
    EXPECT_EQ(failure(stream), "no failure") << json;
  }
  BlockStream array(reading({{"log", nul_line + "{1\n[{\"a\"\n"}}));
  EXPECT_NE(failure(array), "no failure");
}

TEST(BlockStream, EndsForEveryoneAfterAFailure) {
  const std::string cut = gzip("a\n").substr(0, 15);
  BlockStream stream(reading({{"1", "a\n"}, {"2", cut}, {"3", "b\n"}}));
  EXPECT_EQ(failure(stream), "2: truncated gzip stream at byte 15");
  Block block;
  EXPECT_FALSE(stream.next(block));
  EXPECT_FALSE(stream.next(block));
}

TEST(BlockStream, GivesEveryBlockToExactlyOneThread) {
  std::string text;
  for (int line = 0; line < 20'000; ++line) {
    text += "{\"line\":" + std::to_string(line) + "}\n";
  }
  InputOptions options = reading({{"1", text}, {"2", gzip(text)}}, 1000);
  options.block_bytes = 777;
  BlockStream stream(std::move(options));
  std::map<std::uint64_t, std::string> taken[2];
  const auto work = [&stream](std::map<std::uint64_t, std::string>& mine) {
    Block block;
    std::uint64_t raw_bytes = 0;
    while (stream.next(block)) {
      EXPECT_TRUE(mine.emplace(block.serial, block.bytes()).second);
      EXPECT_GE(stream.raw_bytes_read(), raw_bytes);
      raw_bytes = stream.raw_bytes_read();
    }
  };
  std::thread other(work, std::ref(taken[1]));
  work(taken[0]);
  other.join();
  const std::size_t blocks = taken[0].size() + taken[1].size();
  taken[0].merge(taken[1]);
  EXPECT_TRUE(taken[1].empty());
  ASSERT_EQ(taken[0].size(), blocks);
  EXPECT_EQ(taken[0].rbegin()->first, blocks - 1);
  std::string all;
  for (const auto& [serial, bytes] : taken[0]) {
    all += bytes;
  }
  EXPECT_EQ(all, text + text);
}

TEST(BlockStream, LetsALastLineWait) {
  InputOptions options = reading({{"log", "a\nb"}});
  options.last_line = LastLine::kWaits;
  std::string head;
  options.on_input = [&](std::size_t, std::string_view lines) { head = lines; };
  BlockStream stream(std::move(options));
  std::string text;
  for (Block block; stream.next(block);) text += block.bytes();
  EXPECT_EQ(text, "a\n");
  EXPECT_EQ(head, "a\n");
  EXPECT_EQ(stream.history(0).bytes_waiting, 1U);
}

}  // namespace
}  // namespace seenby
