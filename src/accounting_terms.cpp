#include "accounting_terms.h"

#include <functional>
#include <map>

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

std::string accounting_bytes(const Accounting& accounting) {
  std::map<std::string, std::uint64_t> terms;
  Accounting copy = accounting;
  visit(copy, [&](const std::string& name, std::uint64_t value) {
    if (value > 0) terms[name] = value;
  });
  ByteWriter bytes;
  for (const auto& [name, value] : terms) {
    bytes.text(name);
    bytes.number(value);
  }
  return bytes.bytes();
}

Accounting accounting_in(std::string_view bytes) {
  std::map<std::string, std::uint64_t> terms;
  bool has_bots = false;
  for (ByteReader reader(bytes); !reader.at_end();) {
    const std::string name(reader.text());
    if (!terms.empty() && name <= terms.rbegin()->first) throw MalformedBytes();
    has_bots |= name.starts_with(kBot);
    terms[name] = reader.number();
  }
  Accounting accounting;
  if (has_bots) accounting.bot_by_name.resize(bot_names().size());
  visit(accounting, [&](const std::string& name, std::uint64_t& value) {
    const auto found = terms.find(name);
    if (found == terms.end()) return;
    value = found->second;
    terms.erase(found);
  });
  for (const auto& [name, value] : terms) {
    if (!name.starts_with(kBot)) throw MalformedBytes();
  }
  if (!accounting.balanced()) throw MalformedBytes();
  return accounting;
}

}  // namespace seenby
