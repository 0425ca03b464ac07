// Real files, devices and pipes: what is there after success, and what is still there after
// failure.
#include "cli/output.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "seenby/error.h"
#include "temporary_folder.h"

namespace seenby {
namespace {

/// The message of the Error(kIo) that `call` throws.
template <typename Call>
std::string io_error_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code() == ExitCode::kIo ? error.what() : "not an i/o error";
  }
  return "no error";
}

/// Puts `descriptor` in place of stdout while it lives.
class StandardOutput {
 public:
  explicit StandardOutput(int descriptor) : kept_(::dup(STDOUT_FILENO)) {
    ::dup2(descriptor, STDOUT_FILENO);
  }
  ~StandardOutput() {
    ::dup2(kept_, STDOUT_FILENO);
    ::close(kept_);
  }
  StandardOutput(const StandardOutput&) = delete;
  StandardOutput& operator=(const StandardOutput&) = delete;

 private:
  int kept_;
};

TEST(OutputFile, AppearsWholeAtCommitAndNotBefore) {
  const TemporaryFolder folder;
  OutputFile file(folder.path("out"));
  const std::string text(200'000, 'x');
  file.write(text);
  EXPECT_FALSE(std::filesystem::exists(folder.path("out")));
  file.write("end");
  file.commit();
  EXPECT_EQ(folder.read("out"), text + "end");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"out"});
}

TEST(OutputFile, KeepsTheOldFileWhenItIsNotCommitted) {
  const TemporaryFolder folder;
  folder.write("out", "old");
  {
    OutputFile file(folder.path("out"));
    file.write(std::string(200'000, 'x'));
    EXPECT_EQ(folder.names().size(), 2U);
  }
  EXPECT_EQ(folder.read("out"), "old");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"out"});
}

TEST(OutputFile, KeepsTheOldFileWhenTheDiskIsFull) {
  const TemporaryFolder folder;
  folder.write("out", "old");
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit little{4096, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &little), 0);
  const std::string message = io_error_of([&] {
    OutputFile file(folder.path("out"));
    file.write(std::string(8192, 'x'));
    file.commit();
  });
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(message, folder.path("out") + ": File too large");
  EXPECT_EQ(folder.read("out"), "old");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"out"});
}

TEST(OutputFile, FollowsALinkAndKeepsIt) {
  const TemporaryFolder folder;
  folder.write("target", "old");
  std::filesystem::create_symlink("target", folder.path("middle"));
  std::filesystem::create_symlink("middle", folder.path("link"));
  OutputFile file(folder.path("link"));
  file.write("new");
  file.commit();
  EXPECT_EQ(folder.read("target"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path("link")));
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path("middle")));
}

TEST(OutputFile, CreatesWhatADanglingLinkPointsTo) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("target", folder.path("link"));
  OutputFile file(folder.path("link"));
  file.write("new");
  file.commit();
  EXPECT_EQ(folder.read("target"), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path("link")));
}

TEST(OutputFile, HasTheModeThatTheUmaskAllows) {
  const TemporaryFolder folder;
  const mode_t before = ::umask(027);
  {
    OutputFile file(folder.path("out"));
    file.commit();
  }
  ::umask(before);
  struct stat status {};
  ASSERT_EQ(::stat(folder.path("out").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0640U);
}

TEST(OutputFile, TakesTheLongestNameThereIs) {
  const TemporaryFolder folder;
  const std::string name(255, 'n');
  OutputFile file(folder.path(name));
  file.write("text");
  file.commit();
  EXPECT_EQ(folder.read(name), "text");
}

TEST(OutputFile, RefusesAFolderAndAMissingFolder) {
  const TemporaryFolder folder;
  EXPECT_EQ(io_error_of([&] { OutputFile file(folder.path("")); }),
            folder.path("") + ": Is a directory");
  EXPECT_EQ(io_error_of([&] { OutputFile file(folder.path("none/out")); }),
            folder.path("none/out") + ": No such file or directory");
}

TEST(OutputFile, WritesToADeviceDirectly) {
  OutputFile file("/dev/null");
  file.write("text");
  file.commit();
  struct stat status {};
  ASSERT_EQ(::stat("/dev/null", &status), 0);
  EXPECT_TRUE(S_ISCHR(status.st_mode));
}

TEST(OutputFile, ReportsAFullDeviceAtTheLastWrite) {
  EXPECT_EQ(io_error_of([] {
              OutputFile file("/dev/full");
              file.write("text");
              file.commit();
            }),
            "/dev/full: No space left on device");
}

TEST(OutputFile, ReportsAFullStandardOutput) {
  const int full = ::open("/dev/full", O_WRONLY);
  std::string message;
  {
    const StandardOutput replaced(full);
    message = io_error_of([] {
      OutputFile file("-");
      file.write("text");
      file.commit();
    });
  }
  ::close(full);
  EXPECT_EQ(message, "standard output: No space left on device");
}

TEST(OutputFile, TellsAClosedPipeOnStandardOutputFromAFailure) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  const auto handler = std::signal(SIGPIPE, SIG_IGN);
  bool closed = false;
  {
    const StandardOutput replaced(ends[1]);
    try {
      OutputFile file("/dev/stdout");
      file.write("text");
      file.commit();
    } catch (const ClosedPipe&) {
      closed = true;
    }
  }
  EXPECT_TRUE(closed);
  const std::string other = "/dev/fd/" + std::to_string(ends[1]);
  EXPECT_EQ(io_error_of([&] {
              OutputFile file(other);
              file.write("text");
              file.commit();
            }),
            other + ": Broken pipe");
  std::signal(SIGPIPE, handler);
  ::close(ends[1]);
}

TEST(OutputFile, AppendsToWhatStandardOutputIsRatherThanReplacingIt) {
  const TemporaryFolder folder;
  folder.write("log", "old\n");
  const int log = ::open(folder.path("log").c_str(), O_WRONLY | O_APPEND);
  {
    const StandardOutput replaced(log);
    OutputFile file("/dev/stdout");
    file.write("new\n");
    file.commit();
  }
  ::close(log);
  EXPECT_EQ(folder.read("log"), "old\nnew\n");
}

}  // namespace
}  // namespace seenby
