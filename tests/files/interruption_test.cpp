// Processes of their own that end by a signal: what they leave behind and how they end.
#include "files/interruption.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "cli/output.h"
#include "temporary_folder.h"

namespace seenby {
namespace {

using Names = std::vector<std::string>;

/// Runs `work` in a child with the handler installed. Returns the status of waitpid(2).
template <typename Work>
int status_of_child(const Work& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    clean_up_when_interrupted();
    work();
    ::_exit(0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

TEST(Interruption, RemovesTheHiddenFilesAndEndsByTheSignal) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    // Whoever runs the tests in the background may have it ignored.
    const auto before = std::signal(signal, SIG_DFL);
    const TemporaryFolder folder;
    folder.write("out", "old");
    const int status = status_of_child([&] {
      OutputFile out(folder.path("out"));
      OutputFile other(folder.path("other"));
      out.write(std::string(200'000, 'x'));
      if (folder.names().size() != 3) ::_exit(1);
      ::raise(signal);
    });
    std::signal(signal, before);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signal) << status;
    EXPECT_EQ(folder.names(), Names{"out"});
    EXPECT_EQ(folder.read("out"), "old");
  }
}

TEST(Interruption, KeepsWhatIsInPlace) {
  const TemporaryFolder folder;
  const int status = status_of_child([&] {
    OutputFile done(folder.path("done"));
    OutputFile other(folder.path("other"));
    done.write("new");
    done.commit();
    ::raise(SIGTERM);
  });
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM) << status;
  EXPECT_EQ(folder.names(), Names{"done"});
  EXPECT_EQ(folder.read("done"), "new");
}

TEST(Interruption, LeavesAnIgnoredSignalIgnored) {
  const TemporaryFolder folder;
  const auto before = std::signal(SIGINT, SIG_IGN);
  const int status = status_of_child([&] {
    OutputFile out(folder.path("out"));
    ::raise(SIGINT);
    out.write("new");
    out.commit();
  });
  std::signal(SIGINT, before);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_EQ(folder.read("out"), "new");
}

TEST(Interruption, LeavesOnlyTheIgnoredSignalAlone) {
  constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP};
  std::array<struct sigaction, kSignals.size()> before{};
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    ASSERT_EQ(::sigaction(kSignals[i], nullptr, &before[i]), 0);
    std::signal(kSignals[i], kSignals[i] == SIGHUP ? SIG_IGN : SIG_DFL);
  }
  clean_up_when_interrupted();
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    struct sigaction now {};
    ::sigaction(kSignals[i], &before[i], &now);
    EXPECT_EQ(now.sa_handler == SIG_IGN, kSignals[i] == SIGHUP);
    EXPECT_TRUE(now.sa_handler != SIG_DFL);
  }
}

TEST(TemporaryPath, IsRemovedAtOnceWhereAProcessHasToEnd) {
  const TemporaryFolder folder;
  {
    TemporaryPath one;
    TemporaryPath placed;
    TemporaryPath other;
    for (const auto& [file, name] :
         {std::pair(&one, "one"), {&placed, "hidden"}, {&other, "two"}}) {
      ::close(file->create(folder.path(name)));
    }
    EXPECT_TRUE(placed.put_in_place(folder.path("placed")));
    EXPECT_EQ(folder.names(), (Names{"one", "placed", "two"}));
    remove_temporary_files();
    EXPECT_EQ(folder.names(), Names{"placed"});
  }
  EXPECT_EQ(folder.names(), Names{"placed"});
}

TEST(TemporaryPath, StaysHiddenAndGoesWhereItCannotBePutInPlace) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path("target"));
  {
    TemporaryPath file;
    ::close(file.create(folder.path("hidden")));
    EXPECT_FALSE(file.put_in_place(folder.path("target")));
    EXPECT_EQ(errno, EISDIR);
    EXPECT_EQ(folder.names(), (Names{"hidden", "target"}));
  }
  EXPECT_EQ(folder.names(), Names{"target"});
}

}  // namespace
}  // namespace seenby
