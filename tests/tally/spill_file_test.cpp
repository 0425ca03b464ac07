#include "tally/spill_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "random_log.h"
#include "seenby/error.h"
#include "temporary_folder.h"

namespace seenby {
namespace {

constexpr std::uint64_t kMegabyte = 1'000'000;

/// While it lives, files end at `bytes`.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

std::string failure_of(SpillFile& file, std::size_t bytes) {
  const std::vector<char> content(bytes, 'x');
  try {
    file.append(content.data(), content.size());
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kIo);
    return error.what();
  }
  return "nothing failed";
}

TEST(SpillFile, ReadsBackWhatAllThreadsWrote) {
  SpillFile file;
  constexpr std::size_t kThreads = 4;
  std::array<bool, kThreads> is_right{};
  std::vector<std::jthread> threads;
  for (std::size_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&file, &is_right, thread] {
      Dice dice(thread);
      std::vector<std::pair<SpillExtent, std::string>> written;
      for (int i = 0; i < 200; ++i) {
        std::string content(dice.below(50'000), static_cast<char>(dice.below(256)));
        written.emplace_back(file.append(content.data(), content.size()), content);
        if (dice.percent(30)) {
          file.release(written.front().first);
          written.erase(written.begin());
        }
      }
      is_right[thread] = true;
      for (const auto& [extent, content] : written) {
        std::string back(extent.bytes, '\0');
        file.read(extent.offset, back.data(), back.size());
        is_right[thread] = is_right[thread] && back == content;
      }
    });
  }
  threads.clear();
  for (const bool right : is_right) EXPECT_TRUE(right);
}

TEST(SpillFile, HasNoNameAndIsNotMadeBeforeItIsNeeded) {
  const TemporaryFolder folder;
  SpillFile file(0, folder.path());
  file.append("seen", 4);
  EXPECT_TRUE(folder.names().empty());
  const SpillFile unused(0, folder.path("missing"));
}

TEST(SpillFile, CountsWhatIsNotGivenBack) {
  SpillFile file;
  const SpillExtent first = file.append("12345", 5);
  file.append("678", 3);
  EXPECT_EQ(file.bytes(), 8U);
  file.release(first);
  EXPECT_EQ(file.bytes(), 3U);
}

TEST(SpillFile, SaysWhatTheRunNeedsWhenSpaceIsExhausted) {
  const TemporaryFolder folder;
  const FileSizeLimit limit(3 * kMegabyte);
  SpillFile file(kMegabyte, folder.path());
  file.append(std::string(2 * kMegabyte, 'x').data(), 2 * kMegabyte);
  file.note_progress(1, 4);  // by now 4 MB and the one in memory: 5 MB of a quarter
  EXPECT_EQ(failure_of(file, 2 * kMegabyte),
            "temporary space in " + folder.path() +
                " is exhausted after 4.0 MB; the run needs about 19.0 MB: set TMPDIR to a larger "
                "disk or raise --memory");
}

TEST(SpillFile, SaysThatItNeedsMoreWhenTheInputHasNoKnownEnd) {
  const TemporaryFolder folder;
  const FileSizeLimit limit(kMegabyte);
  SpillFile file(0, folder.path());
  file.note_progress(100, 0);
  EXPECT_EQ(failure_of(file, 2 * kMegabyte),
            "temporary space in " + folder.path() +
                " is exhausted after 2.0 MB; the run needs more: set TMPDIR to a larger disk or "
                "raise --memory");
}

TEST(SpillFile, SaysItInGigabytesWhereItIsMuch) {
  const TemporaryFolder folder;
  const FileSizeLimit limit(kMegabyte);
  SpillFile file(0, folder.path());
  file.note_progress(1, 2'000);
  EXPECT_EQ(failure_of(file, 2 * kMegabyte),
            "temporary space in " + folder.path() +
                " is exhausted after 2.0 MB; the run needs about 4.0 GB: set TMPDIR to a larger "
                "disk or raise --memory");
}

TEST(SpillFile, NamesNoNeedBeforeAnythingWasReadNorBehindTheEnd) {
  const TemporaryFolder folder;
  const FileSizeLimit limit(kMegabyte);
  for (const std::uint64_t done : {0U, 7U}) {
    SpillFile file(0, folder.path());
    file.note_progress(done, 7);
    EXPECT_NE(failure_of(file, 2 * kMegabyte).find("; the run needs more: "), std::string::npos);
  }
}

TEST(SpillFile, IsInAFolderForLargeOnesWithoutTmpdir) {
  const TemporaryFolder folder;
  const char* const given = std::getenv("TMPDIR");
  const std::string before = given != nullptr ? given : "";
  const std::string usual = ::access("/var/tmp", W_OK) == 0 ? "/var/tmp" : "/tmp";
  const FileSizeLimit limit(kMegabyte);
  const auto failure_in = [](const char* tmpdir) {
    ::setenv("TMPDIR", tmpdir, 1);
    SpillFile file;
    return failure_of(file, 2 * kMegabyte);
  };
  EXPECT_TRUE(failure_in("").starts_with("temporary space in " + usual + " is exhausted"));
  EXPECT_TRUE(failure_in(folder.path().c_str()).starts_with("temporary space in " + folder.path()));
  ::unsetenv("TMPDIR");
  if (given != nullptr) ::setenv("TMPDIR", before.c_str(), 1);
}

TEST(SpillFile, NamesTheFolderItCannotUse) {
  const TemporaryFolder folder;
  SpillFile file(0, folder.path("missing"));
  EXPECT_EQ(failure_of(file, 1),
            "a temporary file in " + folder.path("missing") +
                " cannot be made: No such file or directory; set TMPDIR to another folder or "
                "raise --memory");
}

TEST(SpillFile, RefusesToReadBeyondItsEnd) {
  SpillFile file;
  file.append("12", 2);
  std::array<char, 4> back{};
  EXPECT_THROW(file.read(0, back.data(), back.size()), Error);
}

}  // namespace
}  // namespace seenby
