// Real files in a temporary folder: lists of inputs, and outputs that would destroy a source.
#include "cli/paths.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/usage_error.h"
#include "seenby/error.h"
#include "temporary_folder.h"

namespace seenby {
namespace {

using Words = std::vector<std::string>;

std::string refusal_of(const Words& words) {
  return usage_error_of([&] { parse_command_line(words); });
}

TEST(PathList, SkipsBlankLinesAndTakesCrlfAndNoLastNewline) {
  const TemporaryFolder folder;
  const std::string list = folder.write("list", "a b.jsonl\r\n\n\r\n/c\nd");
  EXPECT_EQ(read_path_list(list), (Words{"a b.jsonl", "/c", "d"}));
}

TEST(PathList, AddsToTheInputsOfTheCommandLine) {
  const TemporaryFolder folder;
  const std::string list = folder.write("list", "b\n-\n");
  EXPECT_EQ(parse_command_line({"--files-from", list, "a"}).run.input.inputs,
            (Words{"a", "b", "-"}));
}

TEST(PathList, WithoutAPathIsRefusedRatherThanReadingStdin) {
  const TemporaryFolder folder;
  const std::string list = folder.write("list", "\n\r\n");
  EXPECT_EQ(refusal_of({"--files-from", list}), "--files-from " + list + ": no path in it");
}

TEST(PathList, ThatDoesNotExistIsAnIoError) {
  const TemporaryFolder folder;
  try {
    read_path_list(folder.path("none"));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kIo);
    EXPECT_NE(std::string(error.what()).find(folder.path("none")), std::string::npos);
  }
}

TEST(PathList, CannotShareStdinWithAnInput) {
  EXPECT_EQ(refusal_of({"--files-from", "-", "-"}),
            "stdin cannot be both an input and the list of --files-from");
}

TEST(Paths, AnOutputMayNotBeAnInputUnderAnyName) {
  const TemporaryFolder folder;
  const std::string log = folder.write("log", "{}\n");
  std::filesystem::create_symlink(log, folder.path("link"));
  std::filesystem::create_hard_link(log, folder.path("hard"));
  for (const std::string& output :
       {log, folder.path("./log"), folder.path("link"), folder.path("hard")}) {
    EXPECT_EQ(refusal_of({log, "-o", output}),
              "--output '" + output + "' is also an input; write to another file");
  }
  EXPECT_EQ(refusal_of({log, "--rejects", log}),
            "--rejects '" + log + "' is also an input; write to another file");
}

TEST(Paths, AnOutputMayNotBeTheListOrTheMapping) {
  const TemporaryFolder folder;
  const std::string list = folder.write("list", "a\n");
  EXPECT_EQ(refusal_of({"--files-from", list, "--summary", list}),
            "--summary '" + list + "' is also the --files-from list; write to another file");
  const std::string mapping = folder.write("m.toml", "");
  EXPECT_EQ(refusal_of({"-m", mapping, "-o", mapping}),
            "--output '" + mapping + "' is also the mapping; write to another file");
}

TEST(Paths, TwoOutputsMayNotBeOneFileEvenBeforeItExists) {
  const TemporaryFolder folder;
  const std::string out = folder.path("out");
  EXPECT_EQ(refusal_of({"-o", out, "--rejects", folder.path("./out")}),
            "--output and --rejects are the same file '" + folder.path("./out") + "'");
  EXPECT_EQ(refusal_of({"--summary", out, "--rejects", out}),
            "--rejects and --summary are the same file '" + out + "'");
}

TEST(Paths, RelativeNamesOfAFileToBeAreTheSameFile) {
  EXPECT_EQ(refusal_of({"-o", "no_such_out", "--summary", "./no_such_out"}),
            "--output and --summary are the same file './no_such_out'");
}

TEST(Paths, DevicesMayBeNamedTwice) {
  EXPECT_EQ(refusal_of({"/dev/null", "-o", "/dev/null", "--rejects", "/dev/null"}), "no error");
}

}  // namespace
}  // namespace seenby
