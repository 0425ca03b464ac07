#include "accounting_terms.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "coded_bytes.h"
#include "seenby/selection.h"

namespace seenby {
namespace {

constexpr std::string_view kBot = "bot: ";

using Take = std::function<void(const std::string& name, std::uint64_t& value)>;

/// Every number of an accounting with its name.
void visit(Accounting& accounting, const Take& take) {
  for (const AccountingTerm& term : kAccountingTerms) {
    take(std::string(term.key), accounting.*term.value);
  }
  for (std::size_t i = 0; i < kBadKindCount; ++i) {
    take("malformed: " + std::string(bad_kind_text(static_cast<BadKind>(i))),
         accounting.malformed_by_kind[i]);
  }
  take("unreadable_cost", accounting.unreadable_cost);
  take("unreadable_time", accounting.unreadable_time);
  take("unreadable_weight", accounting.unreadable_weight);
  for (std::size_t i = 0; i < accounting.bot_by_name.size(); ++i) {
    take(std::string(kBot) + bot_names()[i], accounting.bot_by_name[i]);
  }
}

}  // namespace

AccountingTerms terms_of(const Accounting& accounting) {
  AccountingTerms terms;
  Accounting copy = accounting;
  visit(copy, [&](const std::string& name, std::uint64_t value) {
    if (value > 0) terms[name] = value;
  });
  return terms;
}

Accounting accounting_of(AccountingTerms terms) {
  Accounting accounting;
  const auto is_bot = [](const auto& term) { return term.first.starts_with(kBot); };
  if (std::any_of(terms.begin(), terms.end(), is_bot)) {
    accounting.bot_by_name.resize(bot_names().size());
  }
  visit(accounting, [&](const std::string& name, std::uint64_t& value) {
    const auto found = terms.find(name);
    if (found == terms.end()) return;
    value = found->second;
    terms.erase(found);
  });
  if (!std::all_of(terms.begin(), terms.end(), is_bot)) throw MalformedBytes();
  if (!accounting.balanced()) throw MalformedBytes();
  return accounting;
}

std::string accounting_bytes(const Accounting& accounting) {
  ByteWriter bytes;
  for (const auto& [name, value] : terms_of(accounting)) {
    bytes.text(name);
    bytes.number(value);
  }
  return bytes.bytes();
}

Accounting accounting_in(std::string_view bytes) {
  AccountingTerms terms;
  for (ByteReader reader(bytes); !reader.at_end();) {
    const std::string name(reader.text());
    if (!terms.empty() && name <= terms.rbegin()->first) throw MalformedBytes();
    terms[name] = reader.number();
  }
  return accounting_of(std::move(terms));
}

}  // namespace seenby
