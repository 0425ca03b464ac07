// Inputs on disk and on standard input: what is refused before anything is read, what progress can
// know, and files that change while being read.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>
#include <thread>

#include "input/compress.h"
#include "seenby/error.h"
#include "seenby/input.h"
#include "temporary_folder.h"

namespace seenby {
namespace {

std::string random_lines(std::size_t size) {
  std::mt19937_64 random(5);
  std::string text;
  while (text.size() < size) {
    text += "{\"id\":" + std::to_string(random()) + "}\n";
  }
  return text;
}

InputOptions inputs(std::vector<std::string> paths) {
  InputOptions options;
  options.inputs = std::move(paths);
  return options;
}

std::string rest_of(BlockStream& stream) {
  std::string text;
  Block block;
  while (stream.next(block)) {
    text += block.bytes();
  }
  return text;
}

template <typename Action>
std::string failure(Action action) {
  try {
    action();
    return "no failure";
  } catch (const Error& error) {
    return error.code() == ExitCode::kIo ? error.what() : "wrong exit code";
  }
}

std::string failure_of_start(std::vector<std::string> paths) {
  return failure([&] { const BlockStream stream(inputs(std::move(paths))); });
}

/// Puts `descriptor` in the place of standard input and closes it, until the end of the test.
class StandardInput {
 public:
  explicit StandardInput(int descriptor) : saved_(::dup(STDIN_FILENO)) {
    ::dup2(descriptor, STDIN_FILENO);
    ::close(descriptor);
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;
  ~StandardInput() {
    ::dup2(saved_, STDIN_FILENO);
    ::close(saved_);
  }

 private:
  int saved_;
};

TEST(Files, ReadsPlainGzipAndZstdWhateverTheirNames) {
  const TemporaryFolder folder;
  const std::string text = random_lines(3'000'000);
  BlockStream stream(inputs({folder.write("plain.gz", text), folder.write("gzip.txt", gzip(text)),
                             folder.write("zstd", zstd(text)), folder.write("empty", "")}));
  EXPECT_EQ(rest_of(stream), text + text + text);
}

TEST(Files, RefusesAMissingFileBeforeReadingAny) {
  const TemporaryFolder folder;
  const std::string missing = folder.path("missing");
  EXPECT_EQ(failure_of_start({folder.write("log", "a\n"), missing}), missing + ": no such file");
  EXPECT_EQ(failure([&] { open_input(missing); }), missing + ": no such file");
}

TEST(Files, RefusesAFolder) {
  const TemporaryFolder folder;
  const std::string expected = ": is a folder; name its files, or list them with --files-from";
  EXPECT_EQ(failure_of_start({folder.path()}), folder.path() + expected);
  EXPECT_EQ(failure([&] {
              char byte = 0;
              open_input(folder.path())->read(&byte, 1);
            }),
            folder.path() + expected);
  const StandardInput replaced(::open(folder.path().c_str(), O_RDONLY));
  EXPECT_EQ(failure_of_start({}), "standard input" + expected);
}

TEST(Files, RefusesAFileWithoutPermission) {
  if (::geteuid() == 0) {
    GTEST_SKIP() << "root may read everything";
  }
  const TemporaryFolder folder;
  const std::string path = folder.write("secret", "a\n");
  ASSERT_EQ(::chmod(path.c_str(), 0), 0);
  EXPECT_EQ(failure_of_start({path}), path + ": permission denied");
}

TEST(Files, WordsOtherFailuresAsTheSystemDoes) {
  const TemporaryFolder folder;
  const std::string path = folder.write("log", "a\n") + "/below";
  EXPECT_EQ(failure_of_start({path}), path + ": not a directory");
}

TEST(Files, KnowsTheTotalOnlyOfRegularFiles) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log", "a\nb\n");
  const std::string packed = folder.write("packed", gzip("a\n"));
  BlockStream stream(inputs({log, packed}));
  EXPECT_EQ(stream.raw_bytes_total(), 4 + std::filesystem::file_size(packed));
  EXPECT_EQ(stream.raw_bytes_read(), 0U);
  rest_of(stream);
  EXPECT_EQ(stream.raw_bytes_read(), stream.raw_bytes_total());
  EXPECT_EQ(BlockStream(inputs({log, "/dev/null"})).raw_bytes_total(), 0U);
}

TEST(Files, CountsRawBytesWhileReading) {
  const TemporaryFolder folder;
  const std::string text = random_lines(3'000'000);
  for (const std::string& bytes : {text, gzip(text), zstd(text)}) {
    InputOptions options = inputs({folder.write("log", bytes)});
    options.block_bytes = 100'000;
    BlockStream stream(std::move(options));
    Block block;
    ASSERT_TRUE(stream.next(block));
    EXPECT_GT(stream.raw_bytes_read(), 0U);
    EXPECT_LT(stream.raw_bytes_read(), stream.raw_bytes_total() / 2);
    while (block.index < 20 && stream.next(block)) {
    }
    EXPECT_GT(stream.raw_bytes_read(), stream.raw_bytes_total() / 2);
  }
}

TEST(Files, ReadsStandardInputWhenNothingIsNamed) {
  const TemporaryFolder folder;
  const std::string path = folder.write("log", "skipped\na\n");
  const int descriptor = ::open(path.c_str(), O_RDONLY);
  ASSERT_EQ(::lseek(descriptor, 8, SEEK_SET), 8);
  const StandardInput replaced(descriptor);
  BlockStream stream(inputs({}));
  EXPECT_EQ(stream.inputs(), std::vector<std::string>{"-"});
  EXPECT_EQ(stream.raw_bytes_total(), 2U);
  EXPECT_EQ(rest_of(stream), "a\n");
}

TEST(Files, CallsStandardInputByNameInMessages) {
  const TemporaryFolder folder;
  const std::string path = folder.write("log", gzip("a\n").substr(0, 12));
  const StandardInput replaced(::open(path.c_str(), O_RDONLY));
  BlockStream stream(inputs({"-"}));
  EXPECT_EQ(failure([&] { rest_of(stream); }), "standard input: truncated gzip stream at byte 12");
}

TEST(Files, WaitsForANonBlockingPipe) {
  int ends[2] = {};
  ASSERT_EQ(::pipe2(ends, O_NONBLOCK), 0);
  const StandardInput replaced(ends[0]);
  BlockStream stream(inputs({"-"}));
  EXPECT_EQ(stream.raw_bytes_total(), 0U);
  std::thread writer([&] {
    for (const char* piece : {"a", "\nb", "\n"}) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      EXPECT_GT(::write(ends[1], piece, std::char_traits<char>::length(piece)), 0);
    }
    ::close(ends[1]);
  });
  EXPECT_EQ(rest_of(stream), "a\nb\n");
  writer.join();
}

TEST(Files, ReadsAFifo) {
  const TemporaryFolder folder;
  const std::string path = folder.path("fifo");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  BlockStream stream(inputs({path}));
  EXPECT_EQ(stream.raw_bytes_total(), 0U);
  const std::string text = random_lines(300'000);
  std::thread writer([&] { std::ofstream(path, std::ios::binary) << gzip(text); });
  EXPECT_EQ(rest_of(stream), text);
  writer.join();
}

TEST(Files, SurvivesAFileCutWhileItIsRead) {
  const TemporaryFolder folder;
  const std::string text = random_lines(4'000'000);
  for (const std::string& bytes : {text, gzip(text)}) {
    const std::string path = folder.write("log", bytes);
    BlockStream stream(inputs({path}));
    Block block;
    ASSERT_TRUE(stream.next(block));
    const std::string start(block.bytes());
    const std::size_t cut = bytes.size() * 3 / 4;
    ASSERT_EQ(::truncate(path.c_str(), static_cast<off_t>(cut)), 0);
    if (bytes == text) {
      const std::string read = start + rest_of(stream);
      EXPECT_EQ(read.substr(0, cut), text.substr(0, cut));
      EXPECT_LE(read.size(), cut + 1);
    } else {
      EXPECT_EQ(failure([&] { rest_of(stream); }),
                path + ": truncated gzip stream at byte " + std::to_string(cut));
    }
  }
}

}  // namespace
}  // namespace seenby
