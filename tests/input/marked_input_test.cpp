// Runs that remember: every line of every log is handed out once, whatever happens to the files
// between runs and within one.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "input/compress.h"
#include "input/marks.h"
#include "input/memory_source.h"
#include "input/site.h"
#include "random_log.h"
#include "seenby/error.h"
#include "temporary_folder.h"

namespace seenby {
namespace {

namespace fs = std::filesystem;

std::string lines_of(std::size_t first, std::size_t count) {
  std::string text;
  for (std::size_t i = first; i < first + count; ++i) {
    text += "{\"n\":" + std::to_string(i) + "}\n";
  }
  return text;
}

std::string large(std::size_t first, std::size_t count) {
  std::string text;
  for (std::size_t i = first; i < first + count; ++i) {
    text += "{\"n\":" + std::to_string(i * 7919) + ",\"filler\":\"" +
            std::string(80 + i % 37, 'x') + "\"}\n";
  }
  return text;
}

std::string failure_of(const std::function<void()>& action) {
  try {
    action();
    return "no failure";
  } catch (const Error& error) {
    return error.code() == ExitCode::kIo ? error.what() : "wrong exit code";
  }
}

std::string whole_lines(const std::string& text) { return text.substr(0, text.rfind('\n') + 1); }

TEST(MarkedInput, CountsEachLineOnceWhereverALogIsCutBetweenTwoRuns) {
  const TemporaryFolder folder;
  const std::string text = "\xef\xbb\xbf" + lines_of(0, 3) + "\n" + lines_of(3, 3);
  const std::string lines = text.substr(3);
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    const std::string start = text.substr(0, cut);
    using Runs = std::function<std::string(Site&, const std::string&)>;
    const std::vector<Runs> ways = {
        [&](Site& site, const std::string& bytes) {
          return site.run({folder.write("log", bytes)});
        },
        [](Site& site, const std::string& bytes) { return site.run_memory(bytes); },
        [](Site& site, const std::string& bytes) { return site.run_memory(gzip(bytes)); },
        [](Site& site, const std::string& bytes) { return site.run_memory(zstd(bytes)); },
    };
    for (const Runs& first : ways) {
      for (const Runs& second : ways) {
        Site site;
        site.block_bytes = 1 + cut % 40;
        const std::string got = first(site, start);
        const std::string whole = whole_lines(start);
        ASSERT_EQ(got, whole.empty() ? "" : whole.substr(3)) << cut;
        EXPECT_EQ(site.histories[0].bytes_waiting,
                  cut < 3 && cut > 0
                      ? cut
                      : start.size() - std::max<std::size_t>(whole.size(), 3 * (cut >= 3)));
        ASSERT_EQ(got + second(site, text), lines) << cut;
        EXPECT_EQ(site.histories[0].bytes_before, whole.size());
        EXPECT_EQ(site.histories[0].lines_before,
                  static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '\n')));
        EXPECT_EQ(site.histories[0].bytes_new, text.size() - whole.size());
        EXPECT_EQ(site.heads[0], lines);
        EXPECT_EQ(first(site, text), "");
        EXPECT_FALSE(site.marks.changed());
        EXPECT_EQ(site.kept(), 1U);
      }
    }
  }
}

TEST(MarkedInput, ReadsOnlyTheEndsOfALargeFileThatHasGrown) {
  const TemporaryFolder folder;
  Site site;
  const std::string old = large(0, 40'000);
  ASSERT_EQ(site.run({folder.write("log", old)}), old);
  // Half of the old content is not there to be read.
  std::string holed = old;
  const std::size_t from = old.size() / 2;
  std::fill_n(holed.begin() + static_cast<std::ptrdiff_t>(from), 1000, '\0');
  EXPECT_EQ(site.run({folder.write("log", holed + lines_of(0, 5))}), lines_of(0, 5));
  EXPECT_EQ(site.histories[0].lines_before, 40'000U);
  // A change in either window is seen.
  for (const std::size_t at : {std::size_t{100}, std::size_t{60'000}, old.size() - 10}) {
    Site other;
    other.run({folder.write("log", old)});
    std::string changed = old;
    changed[at] = changed[at] == 'x' ? 'y' : 'x';
    const std::string got = other.run({folder.write("log", changed + lines_of(0, 5))});
    EXPECT_TRUE(got.ends_with(lines_of(0, 5)));
    EXPECT_NE(got.find(changed.substr(at, 18)), std::string::npos) << at;
    EXPECT_EQ(other.kept(), 2U);
  }
}

TEST(MarkedInput, KnowsALogByItsContentUnderAnyNameAndCompression) {
  const TemporaryFolder folder;
  for (const std::string& text : {lines_of(0, 20), large(0, 30'000)}) {
    Site site;
    const std::string log = folder.write("log", text);
    ASSERT_EQ(site.run({log}), text);
    fs::rename(log, folder.path("log.1"));
    EXPECT_EQ(site.run({folder.path("log.1")}), "");
    fs::copy_file(folder.path("log.1"), folder.path("copy"));
    fs::create_hard_link(folder.path("copy"), folder.path("hard"));
    EXPECT_EQ(site.run({folder.path("copy"), folder.path("hard")}), "");
    folder.write("log.1.gz", gzip(text));
    folder.write("log.1.zst", zstd(text));
    EXPECT_EQ(site.run({folder.path("log.1.gz"), folder.path("log.1.zst")}), "");
    // More in the archive than was counted of the log.
    EXPECT_EQ(site.run({folder.write("log.1.gz", gzip(text + lines_of(7, 3)))}), lines_of(7, 3));
    EXPECT_EQ(site.kept(), 1U);
    EXPECT_EQ(site.run({folder.write("log.1", text + lines_of(7, 4))}), lines_of(10, 1));
    for (const char* name : {"log.1", "copy", "hard"}) fs::remove(folder.path(name));
  }
}

TEST(MarkedInput, CountsTheSameContentOnceInOneRun) {
  const TemporaryFolder folder;
  Site site;
  const std::string text = lines_of(0, 50);
  EXPECT_EQ(site.run({folder.write("a", text), folder.write("b", gzip(text)),
                      folder.write("c", text + lines_of(50, 1)), folder.write("d", text)}),
            text + lines_of(50, 1));
  EXPECT_EQ(site.histories[1].bytes_before, text.size());
  EXPECT_EQ(site.histories[2].lines_before, 50U);
  EXPECT_EQ(site.kept(), 2U);
}

TEST(MarkedInput, KnowsACopyWhenTheLogBesideItHasGrownLarge) {
  const TemporaryFolder folder;
  for (const char* name : {"a copy", "x copy"}) {  // before the log and after it
    for (const std::size_t lines : {20U, 3000U}) {
      Site site;
      const std::string text = large(0, lines);
      std::vector<std::string> paths = {folder.write(name, text), folder.write("log", text)};
      std::sort(paths.begin(), paths.end());
      EXPECT_EQ(site.run(paths), text);
      EXPECT_EQ(site.kept(), 1U);
      EXPECT_EQ(site.run(paths), "");
      folder.write("log", large(0, 50'000));
      EXPECT_EQ(text + site.run(paths), large(0, 50'000));
      EXPECT_EQ(site.kept(), 2U);
      folder.write("log", large(0, 90'000));
      EXPECT_EQ(site.run(paths), large(50'000, 40'000));
      EXPECT_EQ(site.run(paths), "");
      EXPECT_EQ(site.kept(), 2U);
      // Of a log that others end before, few points are kept.
      EXPECT_LE(site.marks.bytes().size(), 14'000U);
      fs::remove(folder.path(name));
    }
  }
}

TEST(MarkedInput, CountsACopytruncatedLogAndItsCopy) {
  const TemporaryFolder folder;
  for (const bool same_first_line : {false, true}) {
    Site site;
    const std::string header = same_first_line ? "{\"start\":1}\n" : "";
    const std::string old = header + lines_of(0, 30);
    site.run({folder.write("log", old.substr(0, header.size() + 100))});
    folder.write("log.1", old);
    const std::string fresh = header + lines_of(30, 2);
    const std::string got = site.run({folder.write("log", fresh), folder.path("log.1")});
    const std::string whole = whole_lines(old.substr(0, header.size() + 100));
    EXPECT_EQ(got, fresh + old.substr(whole.size()));
    EXPECT_EQ(site.kept(), 2U);
    EXPECT_EQ(site.run({folder.path("log"), folder.path("log.1")}), "");
  }
}

TEST(MarkedInput, CountsNothingOfARestoredLog) {
  const TemporaryFolder folder;
  Site site;
  const std::string text = lines_of(0, 300);
  site.run({folder.write("log", text)});
  site.run({folder.write("log", lines_of(300, 4))});
  EXPECT_EQ(site.run({folder.write("log", text)}), "");
  // A shorter one has a point at each line end.
  for (std::size_t size = lines_of(0, kFewestLines).size(); size < text.size(); size += 7) {
    const std::string shorter = text.substr(0, size);
    EXPECT_EQ(site.run({folder.write("log", shorter)}), "");
    EXPECT_EQ(site.run_memory(gzip(shorter)), "");
    EXPECT_EQ(site.histories[0].bytes_before, whole_lines(shorter).size());
  }
  EXPECT_EQ(site.run({folder.write("log", text)}), "");
}

TEST(MarkedInput, CountsNothingOfALargeLogRestoredAsARunLeftIt) {
  const TemporaryFolder folder;
  Site site;
  constexpr std::size_t kLinesOfRun = 700;
  constexpr std::size_t kRuns = 40;
  for (std::size_t run = 1; run <= kRuns; ++run) {
    EXPECT_EQ(site.run({folder.write("log", large(0, run * kLinesOfRun))}),
              large((run - 1) * kLinesOfRun, kLinesOfRun));
  }
  for (std::size_t run = 1; run <= kRuns; run += 3) {
    const std::string old = large(0, run * kLinesOfRun);
    EXPECT_EQ(site.run({folder.write("old", old)}), "") << run;
    EXPECT_EQ(site.run_memory(gzip(old), 10'000), "");
  }
}

TEST(MarkedInput, CountsAtMostASpacingOfALargeLogRestoredShorter) {
  const TemporaryFolder folder;
  const std::string text = large(0, 60'000);
  for (const bool compressed : {false, true}) {
    Site site;
    site.run({folder.write("log", text)});
    const std::string shorter = whole_lines(text.substr(0, text.size() / 3));
    const std::string bytes = compressed ? gzip(shorter) : shorter;
    const std::string again = site.run({folder.write("old", bytes)});
    EXPECT_LT(again.size(), text.size() / 400);
    EXPECT_TRUE(shorter.ends_with(again));
    EXPECT_EQ(site.run({folder.write("old", bytes)}), "");
  }
}

TEST(MarkedInput, CountsFromWhereALogWentAnotherWay) {
  const TemporaryFolder folder;
  for (const bool in_memory : {false, true}) {
    Site site;
    const std::string shared = lines_of(0, 10);
    const auto run = [&](const std::string& text) {
      return in_memory ? site.run_memory(text, 1000) : site.run({folder.write("log", text)});
    };
    EXPECT_EQ(run(shared + lines_of(100, 5)), shared + lines_of(100, 5));
    EXPECT_EQ(run(shared + lines_of(200, 5)), lines_of(200, 5));
    EXPECT_EQ(site.histories[0].lines_before, 10U);
    EXPECT_EQ(run(shared + lines_of(100, 6)), lines_of(105, 1));
    EXPECT_EQ(run(shared + lines_of(200, 6)), lines_of(205, 1));
    EXPECT_EQ(run(shared), "");
    EXPECT_EQ(run(lines_of(1, 2)), lines_of(1, 2));
    EXPECT_EQ(site.kept(), 4U);
  }
}

TEST(MarkedInput, TakesFewCommonLinesForANewLog) {
  const TemporaryFolder folder;
  using Run = std::function<std::string(Site&, const std::string&)>;
  const std::vector<Run> ways = {
      [&](Site& site, const std::string& text) { return site.run({folder.write("b", text)}); },
      [](Site& site, const std::string& text) { return site.run_memory(text); },
      [](Site& site, const std::string& text) { return site.run_memory(gzip(text), 5000); },
  };
  for (const Run& run : ways) {
    for (std::size_t common = 0; common < kFewestLines + 3; ++common) {
      const bool is_new = common < kFewestLines;
      const std::string shared = lines_of(0, common);
      for (const std::string& rest : {std::string(), lines_of(90, 2)}) {
        Site site;
        site.run({folder.write("a", lines_of(0, 20))});
        EXPECT_EQ(run(site, shared + rest), is_new ? shared + rest : rest) << common;
        EXPECT_EQ(run(site, shared + rest), "");
        EXPECT_EQ(site.run({folder.path("a")}), "");
      }
      if (common == 0) continue;
      // As a run left it, or all that was ever counted, it is known however short.
      const std::string part = lines_of(common, 1).substr(0, 6);
      for (const std::string& copy : {shared, shared + part}) {
        Site site;
        site.run({folder.write("a", shared)});
        site.run({folder.write("a", lines_of(0, 20))});
        EXPECT_EQ(run(site, copy), "") << common;
      }
      Site site;
      site.run({folder.write("a", shared)});
      EXPECT_EQ(run(site, shared + lines_of(90, 2)), lines_of(90, 2));
      site.run({folder.write("a", lines_of(0, 20))});
      const std::string other = shared + lines_of(70, 3);
      EXPECT_EQ(run(site, other), is_new ? other : lines_of(70, 3)) << common;
    }
  }
}

TEST(MarkedInput, TakesALastLineWithFinalAndNothingOfItLater) {
  const TemporaryFolder folder;
  Site site;
  const std::string path = folder.write("log", "a\nb");
  EXPECT_EQ(site.run({path}), "a\n");
  EXPECT_EQ(site.histories[0].bytes_waiting, 1U);
  site.last_line = LastLine::kCounted;
  EXPECT_EQ(site.run({path}), "b\n");
  EXPECT_EQ(site.run({path}), "");
  EXPECT_EQ(site.run_memory(gzip("a\nb")), "");
  site.last_line = LastLine::kWaits;
  EXPECT_EQ(site.run({path}), "");
  EXPECT_EQ(site.run({folder.write("log", "a\nb\nc\n")}), "c\n");
  EXPECT_EQ(site.histories[0].lines_before, 2U);
  EXPECT_EQ(site.run_memory("a\nb\nc\nd"), "");
  EXPECT_EQ(site.run_memory("a\nb\nc\nd\n"), "d\n");
}

TEST(MarkedInput, CountsAnOversizedLineOnceThoughItGrows) {
  const TemporaryFolder folder;
  for (const std::size_t block_bytes : {3U, 64U}) {
    for (const bool in_memory : {false, true}) {
      Site site;
      site.block_bytes = block_bytes;
      site.max_line_bytes = 10;
      const auto run = [&](const std::string& text) {
        return in_memory ? site.run_memory(text) : site.run({folder.write("log", text)});
      };
      const std::string line(30, 'x');
      EXPECT_EQ(run("a\n" + line), "a\n" + line + "\n");
      EXPECT_EQ(run("a\n" + line), "");
      EXPECT_EQ(run("a\n" + line + line), "");
      EXPECT_EQ(run("a\n" + line + line + line + "\nb"), "");
      EXPECT_EQ(site.histories[0].lines_before, 2U);
      EXPECT_EQ(run("a\n" + line + line + line + "\nb\n"), "b\n");
      EXPECT_EQ(run("a\nxxxx\n"), "a\nxxxx\n");
    }
  }
}

TEST(MarkedInput, RefusesAFileThatWasRewrittenWhileItWasRead) {
  const TemporaryFolder folder;
  const std::string old = large(0, 5000);
  for (const std::size_t new_lines : {6000U, 100U}) {
    Site site;
    site.block_bytes = 10'000;
    const std::string path = folder.write("log", old);
    site.on_block = [&](std::size_t block) {
      if (block == 3) folder.write("log", large(9000, new_lines));
    };
    const std::string message = failure_of([&] { site.run({path}); });
    site.on_block = nullptr;
    if (new_lines == 6000) {
      EXPECT_EQ(message,
                path + ": was rewritten while it was read; nothing was counted; run again");
    } else {
      // It is shorter than what was read: its copy will be known.
      EXPECT_EQ(message, "no failure");
      EXPECT_EQ(site.run({path}), large(9000, 100));
      const std::string rest = site.run({folder.write("log.1", old)});
      EXPECT_TRUE(old.ends_with(rest));
      EXPECT_LT(rest.size(), old.size());
    }
  }
}

TEST(MarkedInput, ReadsAFifoOnce) {
  const TemporaryFolder folder;
  const std::string path = folder.path("fifo");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  Site site;
  const std::string text = large(0, 8000);
  std::string got;
  for (const std::size_t size : {text.size() / 2, text.size(), text.size()}) {
    std::thread writer(
        [&] { std::ofstream(path, std::ios::binary) << gzip(text.substr(0, size)); });
    got += site.run({path});
    writer.join();
  }
  EXPECT_EQ(got, text);
}

TEST(MarkedInput, RefusesBinaryDataOnlyAtTheStart) {
  Site site;
  const std::string nul("\0\n", 2);
  EXPECT_NE(failure_of([&] { site.run_memory(nul); }), "no failure");
  site.run_memory(lines_of(0, 1));
  EXPECT_EQ(site.run_memory(lines_of(0, 1) + nul), nul);
}

}  // namespace
}  // namespace seenby
