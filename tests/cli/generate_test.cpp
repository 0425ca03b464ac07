// What --generate writes holds every flag, and of closed sets every word. Whether shells and man
// understand it is for tests/shells_test.
#include "cli/generate.h"

#include <gtest/gtest.h>

#include <string>

#include "cli/command_line.h"
#include "cli/usage_error.h"

namespace seenby {
namespace {

std::string generated(const std::string& what) {
  return parse_command_line({"--generate", what}).about.value_or("");
}

TEST(Generate, HoldsEveryFormatAndEveryMetricInEachOutput) {
  for (const Generator& generator : generators()) {
    const std::string text = generated(std::string(generator.name));
    for (const RenderFormat& format : render_formats()) {
      EXPECT_NE(text.find(format.name), std::string::npos) << generator.name << format.name;
    }
    for (const Metric& metric : metrics()) {
      EXPECT_NE(text.find(metric.name), std::string::npos) << generator.name << metric.name;
    }
  }
}

/// The help lists the flags independently of the generators.
TEST(Generate, HoldsEveryFlagOfTheHelpAndNoHiddenOne) {
  const std::string help = parse_command_line({"--help"}).about.value_or("");
  std::size_t flags = 0;
  for (std::size_t at = help.find(" --"); at != std::string::npos; at = help.find(" --", at + 1)) {
    const std::string name = help.substr(at + 3, help.find_first_of(" ,\n", at + 3) - at - 3);
    ++flags;
    EXPECT_NE(generated("complete-bash").find("--" + name), std::string::npos) << name;
    EXPECT_NE(generated("complete-zsh").find("--" + name), std::string::npos) << name;
    EXPECT_NE(generated("complete-fish").find(" -l " + name), std::string::npos) << name;
    std::string roff = "\\-\\-" + name;
    for (std::size_t i = 4; (i = roff.find('-', i)) != std::string::npos; i += 2) {
      roff.insert(i, "\\");
    }
    EXPECT_NE(generated("man").find(roff), std::string::npos) << name;
  }
  EXPECT_GT(flags, 30U);
  for (const Generator& generator : generators()) {
    const std::string text = generated(std::string(generator.name));
    EXPECT_EQ(text.find("block-size"), std::string::npos);
    EXPECT_EQ(text.find("block\\-size"), std::string::npos);
  }
}

TEST(Generate, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(usage_error_of([] {
              parse_command_line({"--generate", "complete-zhs"});
            }),
            "unknown output of --generate 'complete-zhs' (man, complete-bash, complete-zsh or "
            "complete-fish); did you mean 'complete-zsh'?");
}

TEST(Generate, QuotesForTheShell) {
  EXPECT_EQ(shell_quoted("a-b,c"), "a-b,c");
  EXPECT_EQ(shell_quoted(""), "''");
  EXPECT_EQ(shell_quoted("it's $x"), "'it'\\''s $x'");
}

}  // namespace
}  // namespace seenby
