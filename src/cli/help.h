// The words of the help that are not in the flag table; the man page has the same.
#pragma once

#include <array>
#include <string_view>

namespace seenby {

inline constexpr std::string_view kSummary =
    "Says who has seen what: impressions, reach, frequency, CTR, engagement and cost from\n"
    "event logs in JSON lines, plain, gzip or zstd. An INPUT of - is stdin, as is no INPUT.\n";

struct Example {
  std::string_view command;
  std::string_view about;
};

/// The first is a crontab line, since that is where most copies of seenby run.
inline constexpr std::array kExamples = {
    Example{"15 6 * * *  seenby -q --max-bad 100 -f csv -o /srv/www/seen.csv "
            "/var/log/events/*.jsonl.gz",
            "a crontab line: every morning a new report, whole or not at all"},
    Example{
        "seenby events.jsonl.gz",
        "a table of all content; known exports (--list mappings) are told by their first lines"},
    Example{"zcat *.gz | seenby --by campaign --sort -ctr --top 10 -f tsv",
            "the ten campaigns with the best CTR, for a script"},
    Example{"seenby --event type --impression PushEvent --content .repo.name --viewer .actor.id "
            "log.jsonl",
            "any JSON: say which field is what, and which events are impressions"},
};

struct ExitCodeInfo {
  std::string_view code;
  std::string_view about;
};

inline constexpr std::array kExitCodes = {
    ExitCodeInfo{"0", "done"},
    ExitCodeInfo{"1", "a --fail-if condition holds; the report is written all the same"},
    ExitCodeInfo{"2", "the command line or a mapping makes no sense"},
    ExitCodeInfo{"3", "more bad lines than --max-bad allows"},
    ExitCodeInfo{"4", "an input or an output could not be read or written"},
};

}  // namespace seenby
