// A writer appends to a log and rotates it in every way there is, between runs and within them;
// whatever it does, each line that it wrote is handed out once. Real files, real renames.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "input/compress.h"
#include "input/site.h"
#include "random_log.h"
#include "seenby/error.h"
#include "temporary_folder.h"

namespace seenby {
namespace {

namespace fs = std::filesystem;

/// Writes lines that are all different and deletes none, since what is deleted may not have been
/// read yet. The newest old log is log.1.
class Writer {
 public:
  Writer(Dice& dice, const TemporaryFolder& folder) : dice_(dice), folder_(folder) {
    put("log", "");
  }

  void act() {
    switch (dice_.below(12)) {
      case 0:  // rename and start anew
        return rotate([&] { fs::rename(path("log"), path("log.1")); });
      case 1:  // copytruncate
        return rotate([&] { put("log.1", get("log")); });
      case 2:
        return compress([](std::string_view text) { return gzip(text); });
      case 3:
        return compress([](std::string_view text) { return zstd(text); });
      case 4:
        return back_up();
      case 5:  // an archive restored, whole or from an earlier time
        return restore();
      default:
        return append(dice_.below(12));
    }
  }

  void append(std::size_t lines) {
    std::string text = std::exchange(rest_, "");
    for (; lines > 0; --lines) text += next_line();
    if (dice_.percent(40)) {
      rest_ = next_line();
      const std::size_t cut = 1 + dice_.below(rest_.size() - 1);
      text += rest_.substr(0, cut);
      rest_.erase(0, cut);
    }
    std::ofstream(path("log"), std::ios::binary | std::ios::app) << text;
  }

  void finish_line() {
    std::ofstream(path("log"), std::ios::binary | std::ios::app) << std::exchange(rest_, "");
  }

  [[nodiscard]] std::vector<std::string> logs() const {
    std::vector<std::string> paths;
    for (const std::string& name : folder_.names()) paths.push_back(path(name));
    return paths;
  }
  [[nodiscard]] std::size_t lines() const { return lines_; }

 private:
  [[nodiscard]] std::string path(const std::string& name) const { return folder_.path(name); }
  [[nodiscard]] std::string get(const std::string& name) const { return folder_.read(name); }
  void put(const std::string& name, const std::string& bytes) { folder_.write(name, bytes); }
  std::string next_line() { return "{\"n\":" + std::to_string(lines_++) + "}\n"; }

  void rotate(const std::function<void()>& move) {
    finish_line();
    std::size_t last = 1;
    while (fs::exists(path("log." + std::to_string(last)))) ++last;
    for (; last > 1; --last) {
      fs::rename(path("log." + std::to_string(last - 1)), path("log." + std::to_string(last)));
    }
    move();
    put("log", "");
  }

  void compress(const std::function<std::string(std::string_view)>& codec) {
    if (!fs::exists(path("log.1"))) return;
    const std::string text = get("log.1");
    if (!text.starts_with('{')) return;  // it is compressed
    put(".packing", codec(text));
    fs::rename(path(".packing"), path("log.1"));
  }

  /// Of a small log, which may grow large beside its copy.
  void back_up() {
    const std::string text = get("log");
    if (text.size() < kSmall && has_enough_lines(text))
      put("copy." + std::to_string(dice_.below(3)), text);
  }

  void restore() {
    if (!fs::exists(path("log.1"))) return;
    const std::string text = get("log.1");
    if (!text.starts_with('{') || text.size() > kSmall) return;
    const std::string shorter = text.substr(0, dice_.below(text.size()));
    put("restored", has_enough_lines(shorter) ? shorter : text);
  }

  /// To be known for the start of a longer log.
  static bool has_enough_lines(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n') >= std::ptrdiff_t{kFewestLines};
  }

  static constexpr std::size_t kSmall = 10'000;  ///< in bytes: has a point at each line end

  Dice& dice_;
  const TemporaryFolder& folder_;
  std::size_t lines_ = 0;
  std::string rest_;  ///< of a line whose start is written
};

/// The first lines not seen once, as `7: 2 times`; empty when there is none.
std::string mistakes(std::string_view text, std::size_t lines) {
  std::vector<int> times(lines);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t n = std::stoul(std::string(text.substr(5, end - 6)));
    if (text.substr(0, end) != "{\"n\":" + std::to_string(n) + "}") return "not a line";
    ++times.at(n);
    text.remove_prefix(end + 1);
  }
  std::string mistakes;
  for (std::size_t n = 0; n < lines && mistakes.size() < 100; ++n) {
    if (times[n] != 1) mistakes += std::to_string(n) + ": " + std::to_string(times[n]) + " times\n";
  }
  return mistakes;
}

TEST(Rotation, HandsOutEachLineOnceWhateverTheWriterDoes) {
  int rewritten = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Dice dice(seed);
    const TemporaryFolder folder;
    Writer writer(dice, folder);
    Site site;
    std::string counted;
    const auto run = [&] {
      const std::string before = site.marks.bytes();
      try {
        counted += site.run(writer.logs());
        return true;
      } catch (const Error& error) {
        // Nothing of such a run counts.
        site.marks = Marks::parse(before);
        EXPECT_NE(std::string_view(error.what()).find(": was rewritten"), std::string_view::npos);
        ++rewritten;
        return false;
      }
    };
    for (int round = 0; round < 15; ++round) {
      site.on_block = nullptr;
      if (dice.percent(10)) {
        // Copies made before are to be met before their log is too large for a point at each line.
        ASSERT_TRUE(run());
        writer.append(4000);
      }
      for (std::size_t acts = dice.below(6); acts > 0; --acts) writer.act();
      site.block_bytes = 1 + dice.below(dice.percent(50) ? 60 : 20'000);
      std::size_t acts_left = dice.below(8);
      if (dice.percent(60)) {
        site.on_block = [&](std::size_t) {
          for (; acts_left > 0 && dice.percent(70); --acts_left) writer.act();
        };
      }
      run();
    }
    site.on_block = nullptr;
    writer.finish_line();
    ASSERT_TRUE(run());
    ASSERT_EQ(mistakes(counted, writer.lines()), "") << seed;
    ASSERT_EQ(site.run(writer.logs()), "");
  }
  EXPECT_GT(rewritten, 0);
}

TEST(MarkedInput, NeedsNobodyToShowItsFirstLinesTo) {
  const std::string lines = "{\"n\":1}\n{\"n\":2}\n";
  Marks marks;
  for (const std::string& expected : {lines, std::string()}) {
    InputOptions options = reading({{"log", lines}}, 3);
    options.marks = &marks;
    BlockStream stream(std::move(options));
    std::string text;
    for (Block block; stream.next(block);) text += block.bytes();
    EXPECT_EQ(text, expected);
  }
}

TEST(MarkedInput, ReadsStandardInput) {
  int ends[2] = {};
  ASSERT_EQ(::pipe(ends), 0);
  const std::string lines = "{\"n\":1}\n{\"n\":2}\n";
  ASSERT_EQ(::write(ends[1], lines.data(), lines.size()), static_cast<ssize_t>(lines.size()));
  ::close(ends[1]);
  const int before = ::dup(STDIN_FILENO);
  ::dup2(ends[0], STDIN_FILENO);
  ::close(ends[0]);
  Site site;
  EXPECT_EQ(site.run({"-"}), lines);
  EXPECT_EQ(site.run_memory(lines), "") << "known by its content";
  ::dup2(before, STDIN_FILENO);
  ::close(before);
}

}  // namespace
}  // namespace seenby
