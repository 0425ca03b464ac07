// Several threads at several inputs: every line once, each input's blocks in its order, and a
// failure that does not depend on who met it.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "input/compress.h"
#include "input/memory_source.h"
#include "seenby/error.h"
#include "temporary_folder.h"

namespace seenby {
namespace {

std::string lines_of(std::mt19937& random, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += std::to_string(random()) + '\n';
  return text;
}

/// What several threads took from one stream.
struct Taken {
  struct Piece {
    std::size_t input;
    std::uint64_t index;
    std::string bytes;
  };
  std::mutex mutex;
  std::map<std::uint64_t, Piece> by_serial;
  std::vector<std::string> failures;
};

void take_all(BlockStream& stream, std::size_t threads, Taken& taken) {
  const auto work = [&] {
    try {
      for (Block block; stream.next(block);) {
        const std::lock_guard lock(taken.mutex);
        const bool is_new = taken.by_serial
                                .emplace(block.serial, Taken::Piece{block.input, block.index,
                                                                    std::string(block.bytes())})
                                .second;
        EXPECT_TRUE(is_new);
      }
    } catch (const Error& error) {
      const std::lock_guard lock(taken.mutex);
      taken.failures.emplace_back(error.what());
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(work);
  work();
}

/// The inputs' contents, put together in the order in which they were handed out.
std::vector<std::string> joined(const Taken& taken, std::size_t inputs) {
  std::vector<std::string> texts(inputs);
  std::vector<std::uint64_t> next_index(inputs);
  std::uint64_t next_serial = 0;
  for (const auto& [serial, piece] : taken.by_serial) {
    EXPECT_EQ(serial, next_serial++);
    EXPECT_EQ(piece.index, next_index[piece.input]++);
    texts[piece.input] += piece.bytes;
  }
  return texts;
}

TEST(SideBySide, GivesEveryLineOfEveryInputOnceAndInOrder) {
  std::mt19937 random(11);
  for (int round = 0; round < 60; ++round) {
    MemoryFiles files;
    std::vector<std::string> texts;
    const std::size_t inputs = 1 + random() % 6;
    for (std::size_t i = 0; i < inputs; ++i) {
      texts.push_back(lines_of(random, random() % 600));
      const std::string& text = texts.back();
      const std::size_t codec = random() % 3;
      files[std::to_string(i)] = codec == 0 ? text : codec == 1 ? gzip(text) : zstd(text);
    }
    InputOptions options = reading(files, 100 + random() % 5000);
    options.block_bytes = 1 + random() % 900;
    options.threads = 1 + random() % 5;
    options.order = random() % 2 == 0 ? InputOrder::kAny : InputOrder::kAsNamed;
    const bool keeps_order = options.order == InputOrder::kAsNamed;
    const std::size_t threads = options.threads;
    BlockStream stream(std::move(options));
    Taken taken;
    take_all(stream, threads, taken);
    EXPECT_TRUE(taken.failures.empty());
    ASSERT_EQ(joined(taken, inputs), texts);
    std::size_t input = 0;
    for (const auto& [serial, piece] : taken.by_serial) {
      EXPECT_TRUE(!keeps_order || piece.input >= input);
      input = piece.input;
    }
  }
}

TEST(SideBySide, ThrowsWhatTheFirstNamedInputFailsOfWhoeverMeetsIt) {
  std::mt19937 random(12);
  const std::string good = lines_of(random, 3000);
  const std::string cut = gzip(good).substr(0, 9000);
  for (int round = 0; round < 40; ++round) {
    // The later inputs fail at once, the first one at its end.
    InputOptions options = reading({{"1", good},
                                    {"2", cut},
                                    {"3", gzip("x").substr(0, 12)},
                                    {"4", std::string("\0\0", 2)},
                                    {"5", good}});
    options.block_bytes = 1000;
    options.threads = 2 + random() % 4;
    options.order = InputOrder::kAny;
    const std::size_t threads = options.threads;
    BlockStream stream(std::move(options));
    Taken taken;
    take_all(stream, threads, taken);
    ASSERT_EQ(taken.failures, std::vector<std::string>{"2: truncated gzip stream at byte 9000"});
    ASSERT_EQ(joined(taken, 5).front(), good);
    Block block;
    EXPECT_FALSE(stream.next(block));
  }
}

TEST(SideBySide, WhoeverFindsThatAChecksumDoesNotMatchTheFailureIsTheSame) {
  std::mt19937 random(14);
  const std::string text = lines_of(random, 3000);
  std::string damaged = gzip(text);
  damaged[damaged.size() - 8] ^= 1;
  const std::string name = "1: corrupt gzip stream at byte " + std::to_string(damaged.size()) +
                           ": checksum or length does not match";
  for (int round = 0; round < 200; ++round) {
    // What is read behind it is also bad, and met by whoever decodes while others check.
    InputOptions options = reading({{"1", damaged + gzip(text).substr(0, 9000)}, {"2", text}});
    options.block_bytes = 500 + random() % 3000;
    options.threads = 1 + random() % 4;
    options.order = random() % 2 == 0 ? InputOrder::kAny : InputOrder::kAsNamed;
    const std::size_t threads = options.threads;
    BlockStream stream(std::move(options));
    Taken taken;
    take_all(stream, threads, taken);
    ASSERT_EQ(taken.failures, std::vector<std::string>{name});
    Block block;
    EXPECT_FALSE(stream.next(block));
  }
}

TEST(SideBySide, WhatIsNotHandedOutIsCheckedToo) {
  std::string damaged = gzip("whole\nwaiting");
  InputOptions options = reading({{"1", damaged}});
  options.last_line = LastLine::kWaits;
  Block block;
  BlockStream good(options);
  ASSERT_TRUE(good.next(block));
  EXPECT_EQ(block.bytes(), "whole\n");
  EXPECT_FALSE(good.next(block));
  damaged[damaged.size() - 8] ^= 1;
  options.open = reading({{"1", damaged}}).open;
  BlockStream bad(options);
  EXPECT_THROW(while (bad.next(block)){}, Error);
}

/// More than a pipe holds.
constexpr std::size_t kManyLines = 40'000;

TEST(SideBySide, PipesThatAreWrittenOneAfterTheOtherAreReadSo) {
  const TemporaryFolder folder;
  std::mt19937 random(13);
  const std::vector<std::string> texts{lines_of(random, kManyLines), lines_of(random, kManyLines)};
  InputOptions options;
  for (const char* const name : {"first", "second"}) {
    options.inputs.push_back(folder.path(name));
    ASSERT_EQ(::mkfifo(options.inputs.back().c_str(), 0600), 0);
  }
  options.threads = 2;
  options.order = InputOrder::kAny;
  const std::jthread writer([paths = options.inputs, &texts] {
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const int pipe = ::open(paths[i].c_str(), O_WRONLY | O_CLOEXEC);
      std::string_view rest = texts[i];
      while (!rest.empty()) {
        const ssize_t written = ::write(pipe, rest.data(), rest.size());
        if (written <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(written));
      }
      ::close(pipe);
    }
  });
  BlockStream stream(std::move(options));
  Taken taken;
  take_all(stream, 2, taken);
  EXPECT_EQ(joined(taken, 2), texts);
}

}  // namespace
}  // namespace seenby
