// The accounting terms, their sums and their JSON. Everything walks kAccountingTerms, so that a
// term cannot be printed but not added, or added but not printed.
#include "seenby/accounting.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "render/json_text.h"

namespace seenby {
namespace {

/// In the order of BadKind.
constexpr std::array<std::string_view, kBadKindCount> kBadKindTexts{
    "not a JSON object",
    "broken JSON structure",
    "unclosed string",
    "control character in a string",
    "invalid UTF-8",
    "bad escape in a string",
    "bad number",
    "unknown literal",
    "nested deeper than 1024",
    "text after the JSON object",
};

void append_terms(std::string& out, const Accounting& accounting) {
  std::string_view separator;
  for (const AccountingTerm& term : kAccountingTerms) {
    fmt::format_to(std::back_inserter(out), "{}\"{}\":{}", separator, term.key,
                   accounting.*term.value);
    separator = ",";
  }
}

}  // namespace

constinit const std::array<AccountingTerm, 12> kAccountingTerms{{
    {"lines", "lines", &Accounting::lines},
    {"blank", "blank", &Accounting::blank},
    {"malformed", "malformed", &Accounting::malformed},
    {"oversized", "oversized", &Accounting::oversized},
    {"parsed", "parsed", &Accounting::parsed},
    {"records", "records", &Accounting::records},
    {"counted", "counted", &Accounting::counted},
    {"duplicate", "duplicate", &Accounting::duplicate},
    {"filtered", "filtered", &Accounting::filtered},
    {"bot", "bot", &Accounting::bot},
    {"unmapped", "unmapped", &Accounting::unmapped},
    {"no_content", "no content", &Accounting::no_content},
}};

std::string_view bad_kind_text(BadKind kind) {
  return kBadKindTexts[static_cast<std::size_t>(kind)];
}

Accounting& Accounting::operator+=(const Accounting& other) {
  for (const AccountingTerm& term : kAccountingTerms) this->*term.value += other.*term.value;
  for (std::size_t kind = 0; kind < kBadKindCount; ++kind) {
    malformed_by_kind[kind] += other.malformed_by_kind[kind];
  }
  unreadable_cost += other.unreadable_cost;
  unreadable_time += other.unreadable_time;
  unreadable_weight += other.unreadable_weight;
  bot_by_name.resize(std::max(bot_by_name.size(), other.bot_by_name.size()));
  for (std::size_t i = 0; i < other.bot_by_name.size(); ++i) bot_by_name[i] += other.bot_by_name[i];
  return *this;
}

bool Accounting::balanced() const {
  return lines == blank + malformed + oversized + parsed &&
         records == counted + duplicate + filtered + bot + unmapped + no_content;
}

std::string accounting_json(const Accounting& total, const std::vector<InputAccounting>& inputs) {
  std::string out = "{";
  append_terms(out, total);
  out += ",\"inputs\":[";
  std::string_view separator;
  for (const InputAccounting& input : inputs) {
    out += separator;
    out += "{\"input\":";
    // A file name is hostile text too, and who asks for this object may print it on a terminal.
    append_json_string(out, input.name, JsonEscapes::kVisible);
    out += ',';
    append_terms(out, input.accounting);
    out += '}';
    separator = ",";
  }
  out += "]}";
  return out;
}

}  // namespace seenby
