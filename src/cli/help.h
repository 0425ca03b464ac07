// The words of the help that are not in the flag table; the man page has the same.
#pragma once

#include <array>
#include <string_view>

namespace seenby {

inline constexpr std::string_view kSummary =
    "Says who has seen what: impressions, reach, frequency, CTR, engagement and cost\n"
    "from event logs in JSON lines, plain, gzip or zstd. No INPUT, or -, is stdin.\n";

struct Example {
  std::string_view command;
  std::string_view about;
};

/// The first is a crontab line, since that is where most copies of seenby run.
inline constexpr std::array kExamples = {
    Example{"5 * * * *  seenby -q --state /srv/seen.tally --by day -f html -o /srv/seen.html "
            "/srv/log/*.jsonl*",
            "a crontab line: each hour counts what is new in the logs, and reports all of it"},
    Example{
        "seenby events.jsonl.gz",
        "a table of all content; known exports (--list mappings) are told by their first lines"},
    Example{"zcat *.gz | seenby --by campaign --sort -ctr --top 10 -f tsv",
            "the ten campaigns with the best CTR, for a script"},
    Example{"seenby --event type --impression PushEvent --content .repo.name --viewer .actor.id "
            "log.jsonl",
            "any JSON: say which field is what, and which events are impressions"},
    Example{"seenby monday.tally tuesday.tally",
            "adds up what -f tally -o FILE saved of parts of a log; -f sketches goes as well"},
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
    ExitCodeInfo{"4", "an input, the state or an output could not be read or written"},
    ExitCodeInfo{"5", "another run uses the --state"},
};

}  // namespace seenby
