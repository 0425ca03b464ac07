// One value from four sources: which wins, what is told about mistakes, and that every flag of the
// table can be set from each of them.
#include "cli/settings.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/usage_error.h"
#include "temporary_folder.h"

namespace seenby {
namespace {

using Words = std::vector<std::string>;

class SettingsTest : public testing::Test {
 protected:
  /// Writes a config file and returns the flag and its path.
  Words config(std::string_view toml) { return {"--config", folder_.write("c.toml", toml)}; }

  static Words joined(Words a, const Words& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }

  std::string refusal_of(std::string_view toml) {
    std::string message = usage_error_of([&] { parse_command_line(config(toml)); });
    const std::string path = folder_.path("c.toml");
    if (message.starts_with(path)) message.replace(0, path.size(), "c.toml");
    return message;
  }

  static std::string refusal_of_environment(const Words& environment) {
    return usage_error_of([&] { parse_command_line({}, environment); });
  }

  TemporaryFolder folder_;
};

/// `key = value` of --print-config, without the comments.
std::string printed(Words words, const Words& environment = {}) {
  words.emplace_back("--print-config");
  const std::string text = parse_command_line(words, environment).about.value_or("");
  std::string settings;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    const std::string line = text.substr(begin, end - begin);
    if (!line.starts_with('#')) settings += line.substr(0, line.rfind("  # ")) + "\n";
    begin = end + 1;
  }
  return settings;
}

std::string whole(Words words, const Words& environment = {}) {
  words.emplace_back("--print-config");
  return parse_command_line(words, environment).about.value_or("");
}

TEST_F(SettingsTest, FlagsBeatEnvironmentBeatsConfigBeatsDefaults) {
  const Words file = config("sort = \"reach\"\ntop = 1\n");
  const auto top = [&](const Words& more, const Words& environment) {
    return parse_command_line(joined(file, more), environment).run.report.top;
  };
  EXPECT_EQ(parse_command_line({}).run.report.top, std::nullopt);
  EXPECT_EQ(top({}, {}), 1U);
  EXPECT_EQ(top({}, {"SEENBY_TOP=2"}), 2U);
  EXPECT_EQ(top({"--top", "3"}, {"SEENBY_TOP=2"}), 3U);
  EXPECT_EQ(parse_command_line(file).run.report.sort.column, "reach");
}

TEST_F(SettingsTest, AStrongerSourceReplacesAListAndATogglesWord) {
  const Words file =
      config("fail-if = [\"ctr<1%\", \"reach<2\"]\nno-dedup = true\ntotal = false\n");
  EXPECT_EQ(parse_command_line(file).run.report.fail_if.size(), 2U);
  EXPECT_EQ(parse_command_line(file).run.dedup, Dedup::kOff);
  EXPECT_EQ(parse_command_line(file).output.total, TotalRow::kHide);
  const CommandLine command =
      parse_command_line(joined(file, {"--fail-if", "clicks=0", "--total"}), {"SEENBY_NO_DEDUP=0"});
  ASSERT_EQ(command.run.report.fail_if.size(), 1U);
  EXPECT_EQ(command.run.report.fail_if[0].text, "clicks=0");
  EXPECT_EQ(command.run.dedup, Dedup::kById);
  EXPECT_EQ(command.output.total, TotalRow::kShow);
}

TEST_F(SettingsTest, TakesBothNamesOfAPair) {
  EXPECT_EQ(parse_command_line(config("no-total = true\n")).output.total, TotalRow::kHide);
  EXPECT_EQ(parse_command_line(config("no-total = false\n")).output.total, TotalRow::kShow);
  EXPECT_EQ(parse_command_line({}, {"SEENBY_NO_TOTAL=1"}).output.total, TotalRow::kHide);
  EXPECT_EQ(parse_command_line({}, {"SEENBY_TOTAL=yes"}).output.total, TotalRow::kShow);
  EXPECT_EQ(refusal_of("total = true\nno-total = true\n"),
            "c.toml:1:1: 'total' and 'no-total' are one setting; one is enough");
  EXPECT_EQ(refusal_of_environment({"SEENBY_TOTAL=1", "SEENBY_NO_TOTAL=1"}),
            "SEENBY_TOTAL and SEENBY_NO_TOTAL are both set; one is enough");
}

TEST_F(SettingsTest, TakesTheConfigFileFromTheEnvironmentToo) {
  const std::string path = config("top = 4\n")[1];
  EXPECT_EQ(parse_command_line({}, {"SEENBY_CONFIG=" + path}).run.report.top, 4U);
  const std::string other = folder_.write("other.toml", "top = 5\n");
  EXPECT_EQ(parse_command_line({"--config", other}, {"SEENBY_CONFIG=" + path}).run.report.top, 5U);
}

TEST_F(SettingsTest, AnEmptyVariableIsAsNone) {
  EXPECT_EQ(
      parse_command_line({}, {"SEENBY_TOP=", "SEENBY_QUIET=", "OTHER=1", "SEENBY"}).run.report.top,
      std::nullopt);
}

TEST_F(SettingsTest, AnEmptyFileSetsNothing) {
  EXPECT_EQ(printed(config("")), printed({}));
  EXPECT_EQ(printed(config("# nothing\n")), printed({}));
}

TEST_F(SettingsTest, SaysWhereInTheFileTheMistakeIs) {
  EXPECT_EQ(refusal_of("top = 1\ncolums = \"full\"\n"),
            "c.toml:2:1: unknown key 'colums'; did you mean 'columns'?");
  EXPECT_EQ(refusal_of("\n  top = \"x\"\n"),
            "c.toml:2:3: --top takes a whole number from 1 on, not 'x'");
  EXPECT_EQ(refusal_of("top = -1\n"), "c.toml:1:1: --top takes a whole number from 1 on, not '-1'");
  EXPECT_EQ(refusal_of("top = 1.5\n"), "c.toml:1:1: top takes a text in quotes or a whole number");
  EXPECT_EQ(refusal_of("top = true\n"), "c.toml:1:1: top takes a text in quotes or a whole number");
  EXPECT_EQ(refusal_of("top = [1]\n"), "c.toml:1:1: top takes one value, not a list");
  EXPECT_EQ(refusal_of("fail-if = []\n"), "c.toml:1:1: fail-if is an empty list");
  EXPECT_EQ(refusal_of("quiet = 1\n"), "c.toml:1:1: quiet is true or false");
  EXPECT_EQ(refusal_of("help = true\n"), "c.toml:1:1: unknown key 'help'");
  EXPECT_EQ(refusal_of("config = \"x\"\n").substr(0, 32), "c.toml:1:1: unknown key 'config'");
  EXPECT_EQ(refusal_of("[reports]\nformat = \"csv\"\n").substr(0, 33),
            "c.toml:1:2: unknown key 'reports'");
  EXPECT_EQ(refusal_of("[output]\nfile = \"x\"\n"),
            "c.toml:1:2: output takes a text in quotes or a whole number");
  EXPECT_EQ(refusal_of("top = \n").substr(0, 9), "c.toml:1:");
}

TEST_F(SettingsTest, SaysWhichVariableTheMistakeIsIn) {
  EXPECT_EQ(refusal_of_environment({"SEENBY_COLUMN=full"}),
            "unknown variable SEENBY_COLUMN in the environment; did you mean 'SEENBY_COLUMNS'?");
  EXPECT_EQ(refusal_of_environment({"SEENBY_HELP=1"}).substr(0, 28),
            "unknown variable SEENBY_HELP");
  EXPECT_EQ(refusal_of_environment({"SEENBY_TOP=x"}),
            "SEENBY_TOP: --top takes a whole number from 1 on, not 'x'");
  EXPECT_EQ(refusal_of_environment({"SEENBY_QUIET=maybe"}),
            "SEENBY_QUIET takes 1 or 0, true or false, not 'maybe'");
}

TEST_F(SettingsTest, RefusesToWriteOverTheConfigFile) {
  const Words file = config("top = 1\n");
  EXPECT_EQ(usage_error_of([&] {
              parse_command_line(joined(file, {"-o", file[1]}));
            }),
            "--output '" + file[1] + "' is also the --config file; write to another file");
}

TEST_F(SettingsTest, RefusesAFileThatIsNotThere) {
  try {
    parse_command_line({"--config", folder_.path("none.toml")});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kIo);
    EXPECT_EQ(error.what(), folder_.path("none.toml") + ": no such file");
  }
}

TEST_F(SettingsTest, PrintsWhereEachSettingComesFrom) {
  const Words file = config("columns = \"full\"\n");
  const std::string text = whole(joined(file, {"--by", "campaign", "--click", "a", "--click", "b"}),
                                 {"SEENBY_TOP=7", "SEENBY_CSV_RAW=on"});
  for (const std::string& line :
       {"columns = \"full\"  # config " + file[1] + ":1:1",
        std::string("by = \"campaign\"  # flag"), std::string("top = 7  # environment SEENBY_TOP"),
        std::string("csv-raw = true  # environment SEENBY_CSV_RAW"),
        std::string("click = [\"a\", \"b\"]  # flag"), std::string("format = \"table\"  # default"),
        std::string("quiet = false  # default")}) {
    EXPECT_NE(text.find("\n" + line + "\n"), std::string::npos) << line << " in\n" << text;
  }
}

TEST_F(SettingsTest, PrintsHostileValuesSoThatTheyReadBack) {
  const Words odd = {
      "--viewer",  ".\"a\\\"b\"", "--mapping", "q\"\\ \t\n\x7f\x01 caf\u00e9 \u202e.toml",
      "--columns", "007",         "--top",     "18446744073709551615"};
  EXPECT_EQ(printed(config(whole(odd))), printed(odd));
  EXPECT_EQ(usage_error_of([] {
              whole({"--mapping", "\xff"});
            }),
            "--print-config: the value of --mapping, '\xff', is not UTF-8, which TOML has to be");
}

/// A value that each placeholder's flags take and none has by default.
const std::map<std::string, std::string> kSamples = {
    {"FILE", "some file"},
    {"N", "3"},
    {"SIZE", "64M"},
    {"PATH", ".a.b,c"},
    {"NAMES", "x,y"},
    {"NAME|FILE", "generic"},
    {"CLASS", "click"},
    {"FIELD[,...]", ".k"},
    {"CLASS[,...]", "click"},
    {"LIST", "+reach"},
    {"[-]COLUMN", "-ctr"},
    {"CONDITION", "reach<9"},
    {"FORMAT", "csv"},
    {"WHEN", "never"},
    {"N|P%", "2%"},
    {"KIND", "frequency"},
    {"AGE", "3d"},
};

/// Each flag alone, from each source: all must come to the same.
TEST_F(SettingsTest, EveryFlagOfTheTableIsSetFromEverySource) {
  Draft draft;
  FlagTable table;
  add_input_flags(table, draft);
  add_mapping_flags(table, draft);
  add_counting_flags(table, draft);
  add_report_flags(table, draft);
  add_output_flags(table, draft);
  add_fault_flags(table, draft);
  add_state_flags(table, draft);
  for (const Flag& flag : table.flags) {
    if (flag.settable != Settable::kAnywhere) continue;
    const std::string name = flag.long_name();
    const std::string variable = variable_name(name) + "=";
    std::string toml = name + " = true\n";
    Words words = {"--" + name};
    Words environment = {variable + "1"};
    if (flag.takes_value()) {
      const auto sample = kSamples.find(flag.option->get_type_name());
      ASSERT_NE(sample, kSamples.end()) << name << " needs a sample for its placeholder";
      toml = name + " = \"" + sample->second + "\"\n";
      words.push_back(sample->second);
      environment = {variable + sample->second};
    }
    const std::string expected = printed(words);
    EXPECT_EQ(printed(config(toml)), expected) << name;
    EXPECT_EQ(printed({}, environment), expected) << name;
    EXPECT_EQ(printed(config(whole(words))), expected) << name;
    EXPECT_NE(expected, printed({})) << name;
  }
}

}  // namespace
}  // namespace seenby
