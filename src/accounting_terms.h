// Accounting as names and numbers, so that a file means the same to versions that count more: the
// keys of kAccountingTerms, `malformed: KIND`, `unreadable_…` and `bot: NAME`. Zeros are left out.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "seenby/accounting.h"

namespace seenby {

using AccountingTerms = std::map<std::string, std::uint64_t>;

AccountingTerms terms_of(const Accounting& accounting);
/// Throws MalformedBytes where the sums do not hold, or a name is none. Names of bots that are not
/// known here stay in the sum alone.
Accounting accounting_of(AccountingTerms terms);

std::string accounting_bytes(const Accounting& accounting);
/// Throws MalformedBytes.
Accounting accounting_in(std::string_view bytes);

}  // namespace seenby
