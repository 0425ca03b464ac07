// Walks kAccountingTerms for the two sums, so that a new term is printed without a change here.
#include "cli/diagnostics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <span>
#include <vector>

#include "cli/values.h"
#include "render/cell_text.h"
#include "render/display.h"

namespace seenby {
namespace {

/// `kAccountingTerms` is `lines` and its terms, then `records` and its terms.
constexpr std::size_t kLineTerms = 5;

std::string shown_name(const std::string& input) { return input == "-" ? "standard input" : input; }

std::string sum_text(const Accounting& accounting, std::span<const AccountingTerm> terms) {
  std::string text;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (i != 0) text += i == 1 ? " = " : " + ";
    text += fmt::format("{} {}", grouped(accounting.*terms[i].value), terms[i].text);
  }
  return text;
}

void append_kinds(std::string& text, const std::string& prefix, const Accounting& accounting) {
  std::string kinds;
  for (std::size_t i = 0; i < kBadKindCount; ++i) {
    if (accounting.malformed_by_kind[i] == 0) continue;
    kinds +=
        fmt::format("{}{} {}", kinds.empty() ? "" : ", ", grouped(accounting.malformed_by_kind[i]),
                    bad_kind_text(static_cast<BadKind>(i)));
  }
  if (!kinds.empty()) text += message_line(prefix + "malformed: " + kinds);
}

/// Gross, what was left out and by reason, net.
void append_bots(std::string& text, const std::string& prefix, const Accounting& accounting) {
  if (accounting.bot == 0) return;
  std::string names;
  for (std::size_t i = 0; i < accounting.bot_by_name.size(); ++i) {
    if (accounting.bot_by_name[i] == 0) continue;
    names += fmt::format("{}{} {}", names.empty() ? "" : ", ", grouped(accounting.bot_by_name[i]),
                         bot_names()[i]);
  }
  text += message_line(fmt::format("{}{} gross - {} bot = {} net; bots: {}", prefix,
                                   grouped(accounting.gross()), grouped(accounting.bot),
                                   grouped(accounting.net()), names));
}

void append_sums(std::string& text, const std::string& prefix, const Accounting& accounting) {
  const std::span terms(kAccountingTerms);
  append_kinds(text, prefix, accounting);
  text += message_line(prefix + sum_text(accounting, terms.first(kLineTerms)));
  text += message_line(prefix + sum_text(accounting, terms.subspan(kLineTerms)));
  append_bots(text, prefix, accounting);
}

void append_bad_lines(std::string& text, const InputAccounting& input) {
  const std::string name = shown_name(input.name);
  for (const BadLine& bad : input.first_bad_lines) {
    text += message_line(fmt::format("{}:{}: {}", name, bad.line, bad.text));
  }
  const std::uint64_t all = input.accounting.malformed + input.accounting.oversized;
  const std::uint64_t shown = input.first_bad_lines.size();
  if (shown != 0 && all > shown) {
    text += message_line(fmt::format("{}: … and {} more", name, grouped(all - shown)));
  }
}

void append_mapping(std::string& text, const InputAccounting& input) {
  if (input.mapping_reason.empty()) return;
  text += message_line(fmt::format("{}: mapping {} ({})", shown_name(input.name), input.mapping,
                                   input.mapping_reason));
}

/// What a run with a state found in its logs.
void append_news(std::string& text, const std::vector<InputAccounting>& inputs) {
  bool has_state = false;
  std::string news;
  for (const InputAccounting& input : inputs) {
    has_state = has_state || input.lines_before.has_value();
    if (!input.lines_before || input.accounting.lines + input.bytes_waiting == 0) continue;
    std::string line = fmt::format("{}: {} lines counted before, {} new", shown_name(input.name),
                                   grouped(*input.lines_before), grouped(input.accounting.lines));
    if (input.bytes_waiting != 0) {
      line +=
          fmt::format("; {} bytes wait for the end of their line", grouped(input.bytes_waiting));
    }
    news += message_line(line);
  }
  if (has_state) text += news.empty() ? message_line("nothing new") : news;
}

/// More digits than a table has, since the bound may be close.
std::string cell_text(const Cell& cell, Unit unit) {
  if (is_empty(cell)) return "empty";
  if (unit == Unit::kFraction) return fmt::format("{:.6g}%", std::get<double>(cell) * 100);
  std::string text;
  append_exact_number(text, cell);
  return text;
}

std::string row_text(const ReportRow& row, const std::vector<std::string>& group_by) {
  std::string text;
  for (std::size_t i = 0; i < group_by.size(); ++i) {
    text +=
        fmt::format("{}{}={}", i == 0 ? "" : ", ", group_by[i], row.group[i].value_or(kEmptyText));
  }
  return text;
}

}  // namespace

std::string grouped(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t i = digits.size(); i > 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

std::string message_line(std::string_view message) {
  std::string line = "seenby: ";
  append_visible(line, message);
  line += '\n';
  return line;
}

std::string diagnostics_text(const RunResult& result) {
  const Report& report = result.report;
  std::string text;
  for (const InputAccounting& input : report.inputs) append_mapping(text, input);
  for (const InputAccounting& input : report.inputs) append_bad_lines(text, input);
  for (const std::string& warning : result.warnings) text += message_line(warning);
  append_news(text, report.inputs);
  if (report.inputs.size() > 1) {
    for (const InputAccounting& input : report.inputs) {
      append_sums(text, shown_name(input.name) + ": ", input.accounting);
    }
  }
  append_sums(text, "", report.accounting);
  return text;
}

std::string too_many_bad_lines_text(const Accounting& accounting, const BadLineLimit& limit) {
  return fmt::format("more bad lines than --max-bad allows: {} of {} lines (limit {})",
                     grouped(accounting.malformed + accounting.oversized),
                     grouped(accounting.lines - accounting.blank), bad_line_limit_text(limit));
}

std::string offences_text(const Report& report) {
  std::string text;
  for (const Offence& offence : report.offences) {
    const std::string prefix = fmt::format("--fail-if '{}': ", offence.threshold.text);
    const Metric& metric = *offence.threshold.metric;
    const auto add = [&](const std::string& row, const RowCounts& counts) {
      const std::string value = cell_text(metric.formula(counts), metric.unit);
      text += message_line(fmt::format("{}{}: {} is {}", prefix, row, metric.name, value));
    };
    if (offence.threshold.scope == Scope::kTotal) add("total", report.total);
    for (const ReportRow& row : offence.first_rows) add(row_text(row, report.group_by), row.counts);
    const std::size_t more = offence.rows - offence.first_rows.size();
    if (more > 0) {
      text += message_line(
          fmt::format("{}… and {} more {}", prefix, grouped(more), more == 1 ? "row" : "rows"));
    }
  }
  return text;
}

void print_error_text(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace seenby
