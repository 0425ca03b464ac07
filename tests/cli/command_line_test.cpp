// Every flag: that it reaches the options, and what its mistakes are told.
#include "cli/command_line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/usage_error.h"

namespace seenby {
namespace {

using Words = std::vector<std::string>;

std::string refusal_of(const Words& words) {
  return usage_error_of([&] { parse_command_line(words); });
}

std::vector<std::string> path_texts(const std::optional<Sources>& paths) {
  std::vector<std::string> texts;
  for (const Source& source : paths.value()) texts.push_back(source_text(source));
  return texts;
}

TEST(CommandLine, HasADefaultForEverything) {
  const CommandLine command = parse_command_line({});
  EXPECT_TRUE(command.run.input.inputs.empty());
  EXPECT_EQ(command.run.mapping_choice, MappingChoice::kAuto);
  EXPECT_EQ(command.shows, Shows::kReport);
  EXPECT_TRUE(command.run.group_by.empty());  // a tally among the inputs may say
  EXPECT_EQ(command.run.dedup, Dedup::kById);
  EXPECT_EQ(command.run.report.sort.column, "impressions");
  EXPECT_EQ(command.run.report.sort.order, SortOrder::kDescending);
  EXPECT_FALSE(command.run.report.top);
  EXPECT_FALSE(command.run.max_bad.count || command.run.max_bad.share);
  EXPECT_GE(command.run.threads, 1U);
  EXPECT_EQ(command.output.format, &render_formats().front());
  EXPECT_EQ(command.output.file, "-");
  EXPECT_EQ(command.output.total, TotalRow::kByFormat);
  EXPECT_EQ(command.output.voice, Voice::kNormal);
  EXPECT_FALSE(command.about);
}

TEST(CommandLine, TakesInputsInOrderAmongFlags) {
  EXPECT_EQ(parse_command_line({"a", "-q", "-", "--top", "3", "b", "a"}).run.input.inputs,
            (Words{"a", "-", "b", "a"}));
}

TEST(CommandLine, TakesOddInputNamesAsTheyAre) {
  EXPECT_EQ(
      parse_command_line({"[a,b]", "{}", "a=b", "++", "--", "--top", "-q", "--"}).run.input.inputs,
      (Words{"[a,b]", "{}", "a=b", "++", "--top", "-q", "--"}));
}

TEST(CommandLine, RefusesAnEmptyInput) {
  EXPECT_EQ(refusal_of({"a", ""}), "an input is an empty word; - is standard input");
}

TEST(CommandLine, HasOneFlagForEachField) {
  for (std::size_t field = 0; field < kFieldCount; ++field) {
    const std::string flag(kFields[field].flag);
    const CommandLine command = parse_command_line({"-m", "generic", flag, "nowhere.a,.b"});
    EXPECT_EQ(path_texts(command.run.overrides.fields[field]), (Words{".nowhere.a", ".b"})) << flag;
    EXPECT_EQ(command.run.mapping.fields[field].size(), 2U) << flag << " is not applied";
  }
}

TEST(CommandLine, HasOneRepeatableFlagForEachEventClass) {
  for (std::size_t i = 0; i < kEventClassCount; ++i) {
    const std::string flag = "--" + std::string(kEventClassNames[i]);
    const CommandLine command =
        parse_command_line({"-m", "generic", flag, "one,two", flag + "=three\\,four"});
    EXPECT_EQ(command.run.overrides.names[i], (Words{"one", "two", "three,four"})) << flag;
    EXPECT_EQ(command.run.mapping.names[i], (Words{"one", "two", "three,four"})) << flag;
  }
}

TEST(CommandLine, ReadsEachInputAndCountingFlag) {
  const RunOptions run = parse_command_line({"--threads", "3", "--max-line=2K", "--block-size", "9",
                                             "--by", "campaign,.a.b", "--no-dedup"})
                             .run;
  EXPECT_EQ(run.threads, 3U);
  EXPECT_EQ(run.input.max_line_bytes, 2048U);
  EXPECT_EQ(run.input.block_bytes, 9U);
  ASSERT_EQ(run.group_by.size(), 2U);
  EXPECT_EQ(run.group_by[0].field, Field::kCampaign);
  EXPECT_EQ(run.group_by[1].name, ".a.b");
  EXPECT_EQ(run.dedup, Dedup::kOff);
}

TEST(CommandLine, ReadsTheClassesOfEngagement) {
  const auto engagement = [](const Words& words) {
    return parse_command_line(words).run.report.engagement;
  };
  EXPECT_EQ(engagement({}), ReportOptions().engagement);
  EXPECT_EQ(engagement({"--engagement", "save, click,save"}),
            event_class_set({EventClass::kClick, EventClass::kSave}));
  for (std::size_t i = 1; i < kEventClassCount; ++i) {
    EXPECT_EQ(engagement({"--engagement", std::string(kEventClassNames[i])}),
              event_class_set({static_cast<EventClass>(i)}));
  }
  const std::string allowed =
      "--engagement takes click, like, comment, share, save, conversion or viewable, not ";
  EXPECT_EQ(refusal_of({"--engagement", "like,chare"}), allowed + "'chare'; did you mean 'share'?");
  EXPECT_EQ(refusal_of({"--engagement", "impression"}).substr(0, allowed.size() + 12),
            allowed + "'impression'");
  EXPECT_EQ(refusal_of({"--engagement="}),
            "--engagement takes event names separated by commas, not ''");
}

TEST(CommandLine, ReadsEachReportFlag) {
  const ReportOptions report =
      parse_command_line({"--columns", "+reach,-ctr", "--sort", "reach", "--top", "5", "--fail-if",
                          "ctr<1%", "--fail-if=total:reach=0"})
          .run.report;
  ASSERT_EQ(report.fail_if.size(), 2U);
  EXPECT_EQ(report.fail_if[0].text, "ctr<1%");
  EXPECT_EQ(report.fail_if[1].text, "total:reach=0");
  EXPECT_EQ(report.columns, "+reach,-ctr");
  EXPECT_EQ(report.sort.column, "reach");
  EXPECT_EQ(report.sort.order, SortOrder::kAscending);
  EXPECT_EQ(report.top, 5U);
}

TEST(CommandLine, TakesValuesThatBeginWithADash) {
  for (const Words& words : {Words{"--sort", "-ctr"}, Words{"--sort=-ctr"}}) {
    const SortKey sort = parse_command_line(words).run.report.sort;
    EXPECT_EQ(sort.column, "ctr");
    EXPECT_EQ(sort.order, SortOrder::kDescending);
  }
  EXPECT_EQ(parse_command_line({"--columns", "-ctr,-reach"}).run.report.columns, "-ctr,-reach");
}

TEST(CommandLine, ReadsEachOutputFlag) {
  const OutputOptions output =
      parse_command_line({"-f", "csv", "-o", "out", "--no-header", "--csv-raw", "--color=never",
                          "--progress", "always", "-q"})
          .output;
  EXPECT_EQ(output.format, find_render_format("csv"));
  EXPECT_EQ(output.file, "out");
  EXPECT_EQ(output.header, Header::kHide);
  EXPECT_EQ(output.csv_text, CsvText::kRaw);
  EXPECT_EQ(output.color, When::kNever);
  EXPECT_EQ(output.progress, When::kAlways);
  EXPECT_EQ(output.voice, Voice::kQuiet);
}

TEST(CommandLine, TakesEveryFormat) {
  for (const RenderFormat& format : render_formats()) {
    EXPECT_EQ(parse_command_line({"--format", std::string(format.name)}).output.format, &format);
  }
}

TEST(CommandLine, ReadsEachFaultFlag) {
  const CommandLine command =
      parse_command_line({"--max-bad", "2%", "--rejects", "bad", "--summary=sum"});
  EXPECT_DOUBLE_EQ(command.run.max_bad.share.value(), 0.02);
  EXPECT_EQ(command.output.rejects_file, "bad");
  EXPECT_EQ(command.output.summary_file, "sum");
}

TEST(CommandLine, OfSeveralTheLastWins) {
  const CommandLine command = parse_command_line({"--top", "1", "-f", "csv", "--total", "-q", "-q",
                                                  "--no-total", "--top=2", "--format", "json"});
  EXPECT_EQ(command.run.report.top, 2U);
  EXPECT_EQ(command.output.format, find_render_format("json"));
  EXPECT_EQ(command.output.total, TotalRow::kHide);
  EXPECT_EQ(parse_command_line({"--no-total", "--total"}).output.total, TotalRow::kShow);
}

TEST(CommandLine, AnEmptyValueAfterEqualsDoesNotSwallowTheNextWord) {
  const CommandLine command = parse_command_line({"--columns=", "a.jsonl"});
  EXPECT_EQ(command.run.report.columns, "");
  EXPECT_EQ(command.run.input.inputs, Words{"a.jsonl"});
  EXPECT_EQ(refusal_of({"--output=", "a.jsonl"}), "--output takes a file, not ''");
}

TEST(CommandLine, RefusesAnUnknownFlagWithTheNearest) {
  EXPECT_EQ(refusal_of({"--colums", "a"}), "unknown flag '--colums'; did you mean '--columns'?");
  EXPECT_EQ(refusal_of({"--colums=a"}), "unknown flag '--colums'; did you mean '--columns'?");
  EXPECT_EQ(refusal_of({"--no-totl"}), "unknown flag '--no-totl'; did you mean '--no-total'?");
  EXPECT_EQ(refusal_of({"--xyzzy"}), "unknown flag '--xyzzy'; seenby --help lists them");
  EXPECT_EQ(refusal_of({"-x"}), "unknown flag '-x'; seenby --help lists them");
  EXPECT_EQ(refusal_of({"-5"}), "unknown flag '-5'; seenby --help lists them");
  EXPECT_EQ(refusal_of({"---"}), "unknown flag '---'; seenby --help lists them");
}

TEST(CommandLine, RefusesAFlagWithoutItsValueAndAValueWithoutUse) {
  EXPECT_EQ(refusal_of({"a", "--top"}), "--top needs a value: --top N");
  EXPECT_EQ(refusal_of({"-o"}), "--output needs a value: --output FILE");
  EXPECT_EQ(refusal_of({"--quiet=yes"}), "--quiet takes no value");
  EXPECT_EQ(refusal_of({"--no-total=no"}), "--no-total takes no value");
}

TEST(CommandLine, RefusesBadValuesByFlag) {
  EXPECT_EQ(refusal_of({"--top", "0"}), "--top takes a whole number from 1 on, not '0'");
  EXPECT_EQ(refusal_of({"--threads", "0"}),
            "--threads takes a whole number from 1 to 1024, not '0'");
  EXPECT_EQ(refusal_of({"--max-line", "3G"}),
            "--max-line takes a size from 1 to 2G, such as 512K or 16M, not '3G'");
  EXPECT_EQ(refusal_of({"--progress", "on"}), "--progress takes auto, always or never, not 'on'");
  EXPECT_EQ(refusal_of({"-f", "cvs"}),
            "unknown format 'cvs' (table, csv, tsv, json, jsonl, markdown, prometheus, html, "
            "sketches or tally); "
            "did you mean 'csv'?");
  EXPECT_EQ(
      refusal_of({"--list", "metric"}),
      "unknown list 'metric' (mappings, metrics, formats or fields); did you mean 'metrics'?");
}

TEST(CommandLine, RefusesStandardOutputForWhatIsNotTheReport) {
  EXPECT_EQ(refusal_of({"--rejects", "-"}),
            "--rejects takes a file, not '-': stdout is for the report");
  EXPECT_EQ(refusal_of({"--summary=-"}),
            "--summary takes a file, not '-': stdout is for the report");
}

TEST(CommandLine, KeepsAState) {
  const StateOptions none = parse_command_line({}).state;
  EXPECT_TRUE(none.file.empty());
  const StateOptions plain = parse_command_line({"--state", "s"}).state;
  EXPECT_EQ(plain.file, "s");
  EXPECT_EQ(plain.waits, Waits::kNo);
  EXPECT_EQ(plain.last_line, LastLine::kWaits);
  EXPECT_FALSE(plain.keep);
  const StateOptions full =
      parse_command_line({"--final", "--wait", "--keep", "2w", "--state", "s"}).state;
  EXPECT_EQ(full.waits, Waits::kYes);
  EXPECT_EQ(full.last_line, LastLine::kCounted);
  EXPECT_EQ(full.keep, std::chrono::hours(336));
}

TEST(CommandLine, RefusesFlagsOfAStateWithoutOne) {
  const auto refusal = [](const std::string& flag) {
    return flag + " is about what a state keeps; add --state FILE or drop " + flag;
  };
  EXPECT_EQ(refusal_of({"--wait"}), refusal("--wait"));
  EXPECT_EQ(refusal_of({"--final"}), refusal("--final"));
  EXPECT_EQ(refusal_of({"--keep", "3d"}), refusal("--keep"));
}

TEST(CommandLine, RefusesAStateThatIsAnythingElse) {
  EXPECT_EQ(refusal_of({"--state", ""}), "--state takes a file, not ''");
  EXPECT_EQ(refusal_of({"--state", "-"}),
            "--state takes a file, not '-': stdout is for the report");
  for (const Words& words :
       {Words{"--state", "s", "s"}, Words{"--state", "s", "-o", "s"},
        Words{"--state", "s", "--rejects", "./s"}, Words{"--state", "s", "--config", "s"}}) {
    EXPECT_NE(refusal_of(words), "no error");
  }
}

}  // namespace
}  // namespace seenby
