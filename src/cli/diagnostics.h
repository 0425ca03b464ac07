// What seenby says on stderr about a run: the first bad lines, the warnings, and where every line
// went. Text only; whether it is printed is for the caller. Control and bidi characters of the data
// are spelled out, so that a log cannot repaint a terminal through its error messages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "seenby/pipeline.h"

namespace seenby {

/// `1,988`: for prose only, never for programs.
std::string grouped(std::uint64_t number);

/// `seenby: MESSAGE` as one line, with its newline.
std::string message_line(std::string_view message);

/// Everything there is to say about a finished run, a line each.
std::string diagnostics_text(const RunResult& result);

/// The message when there were more bad lines than `limit`.
std::string too_many_bad_lines_text(const Accounting& accounting, const BadLineLimit& limit);

/// The rows that crossed each --fail-if threshold, the first few and how many more.
std::string offences_text(const Report& report);

/// Writes to stderr in one piece. A failure is ignored: there is nowhere left to report it.
void print_error_text(std::string_view text);

}  // namespace seenby
