// Help and lists are read back from the tables they come from.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "seenby/version.h"

namespace seenby {
namespace {

std::string about(const std::vector<std::string>& words) {
  return parse_command_line(words).about.value_or("");
}

TEST(About, AnswersBeforeOtherMistakesAreLookedAt) {
  EXPECT_EQ(about({"--top", "0", "--xyzzy", "--version"}),
            "seenby " + std::string(kVersion) + "\n");
  EXPECT_EQ(about({"-m", "no such mapping", "-h"}), short_help());
}

TEST(About, LongHelpShowsEveryFieldAndClassFlagAndNoHiddenOne) {
  const std::string help = about({"--help"});
  for (const FieldInfo& field : kFields) {
    EXPECT_NE(help.find(std::string(field.flag) + " PATH"), std::string::npos) << field.flag;
  }
  for (const std::string_view name : kEventClassNames) {
    EXPECT_NE(help.find("--" + std::string(name) + " NAMES"), std::string::npos) << name;
  }
  EXPECT_EQ(help.find("--block-size"), std::string::npos);
}

TEST(About, LongHelpBeginsItsExamplesWithACrontabLine) {
  const std::string help = about({"--help"});
  EXPECT_NE(help.find("\nexamples:\n  5 * * * *  seenby "), std::string::npos);
}

TEST(About, HelpFitsATerminal) {
  struct Terminal {
    const char* flag;
    std::size_t width;
    std::size_t height;
  };
  constexpr std::size_t kScrolls = 1000;
  for (const auto& [flag, width, height] : {Terminal{"-h", 80, 24}, {"--help", 100, kScrolls}}) {
    const std::string help = about({flag});
    std::size_t widest = 0;
    EXPECT_LE(std::count(help.begin(), help.end(), '\n'), height) << flag;
    for (std::size_t begin = 0; begin < help.size();) {
      const std::size_t end = help.find('\n', begin);
      ASSERT_NE(end, std::string::npos) << "the last line does not end";
      widest = std::max(widest, end - begin);
      begin = end + 1;
    }
    EXPECT_LE(widest, width) << flag;
  }
}

TEST(About, ListsEveryRowOfEachTable) {
  for (const BuiltinMapping& mapping : builtin_mappings()) {
    EXPECT_NE(("\n" + about({"--list", "mappings"})).find("\n" + std::string(mapping.name) + " "),
              std::string::npos);
  }
  for (const Metric& metric : metrics()) {
    EXPECT_NE(("\n" + about({"--list", "metrics"})).find("\n" + std::string(metric.name) + " "),
              std::string::npos);
  }
  for (const RenderFormat& format : render_formats()) {
    EXPECT_NE(("\n" + about({"--list", "formats"})).find("\n" + std::string(format.name) + " "),
              std::string::npos);
  }
  for (const FieldInfo& field : kFields) {
    EXPECT_NE(("\n" + about({"--list", "fields"})).find("\n" + std::string(field.name) + " "),
              std::string::npos);
  }
}

}  // namespace
}  // namespace seenby
