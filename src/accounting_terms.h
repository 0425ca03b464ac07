// Accounting as names and numbers, so that a file means the same to versions that count more: the
// keys of kAccountingTerms, `malformed: KIND`, `unreadable_…` and `bot: NAME`. Zeros are left out.
#pragma once

#include <string>
#include <string_view>

#include "seenby/accounting.h"

namespace seenby {

std::string accounting_bytes(const Accounting& accounting);
/// Throws MalformedBytes. Names of bots that are not known here stay in the sum alone.
Accounting accounting_in(std::string_view bytes);

}  // namespace seenby
