// Keys come from kAccountingTerms and the bad kinds' own table.
#include "cli/summary.h"

#include <fmt/format.h>

#include <iterator>

#include "render/json_text.h"
#include "seenby/selection.h"

namespace seenby {
namespace {

void append_kinds(std::string& out, const Accounting& accounting) {
  out += ",\"malformed_by_kind\":{";
  bool first = true;
  for (std::size_t i = 0; i < kBadKindCount; ++i) {
    if (accounting.malformed_by_kind[i] == 0) continue;
    if (!first) out += ',';
    first = false;
    append_json_string(out, bad_kind_text(static_cast<BadKind>(i)), JsonEscapes::kRequired);
    fmt::format_to(std::back_inserter(out), ":{}", accounting.malformed_by_kind[i]);
  }
  out += '}';
}

void append_bots(std::string& out, const Accounting& accounting) {
  fmt::format_to(std::back_inserter(out), ",\"gross\":{},\"net\":{},\"bot_by_name\":{{",
                 accounting.gross(), accounting.net());
  bool first = true;
  for (std::size_t i = 0; i < accounting.bot_by_name.size(); ++i) {
    if (accounting.bot_by_name[i] == 0) continue;
    if (!first) out += ',';
    first = false;
    append_json_string(out, bot_names()[i], JsonEscapes::kRequired);
    fmt::format_to(std::back_inserter(out), ":{}", accounting.bot_by_name[i]);
  }
  out += '}';
}

void append_accounting(std::string& out, const Accounting& accounting) {
  out += "\"accounting\":{";
  for (const AccountingTerm& term : kAccountingTerms) {
    fmt::format_to(std::back_inserter(out), "{}\"{}\":{}", out.back() == '{' ? "" : ",", term.key,
                   accounting.*term.value);
  }
  out += '}';
  append_kinds(out, accounting);
  append_bots(out, accounting);
}

}  // namespace

std::string summary_text(const Report& report) {
  std::string out = "{\"schema_version\":1,";
  append_accounting(out, report.accounting);
  out += ",\"inputs\":[";
  for (const InputAccounting& input : report.inputs) {
    if (out.back() != '[') out += ',';
    out += "{\"input\":";
    append_json_string(out, input.name, JsonEscapes::kRequired);
    out += ",\"mapping\":";
    append_json_string(out, input.mapping, JsonEscapes::kRequired);
    if (input.lines_before) {
      fmt::format_to(std::back_inserter(out), ",\"lines_before\":{},\"bytes_waiting\":{}",
                     *input.lines_before, input.bytes_waiting);
    }
    out += ',';
    append_accounting(out, input.accounting);
    out += '}';
  }
  out += "]}\n";
  return out;
}

}  // namespace seenby
