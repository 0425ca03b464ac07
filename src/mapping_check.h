// Whether the mapping fitted the input: a path that found nothing in the whole input is an error
// that shows the keys there are; what is only suspicious is a warning.
#pragma once

#include <string>
#include <vector>

#include "events/plan.h"
#include "ledger.h"
#include "seenby/pipeline.h"

namespace seenby {

/// Throws Error(kUsage) for a needed or user-given field that never had a value, Error(kIo) for an
/// input in which no line is a JSON object.
void check_mapping(const Plan& plan, const RunOptions& options, const Ledger& ledger);

/// Worded for stderr.
std::vector<std::string> warnings(const Plan& plan, const Ledger& ledger);

/// Malformed and oversized lines against the lines that are not blank.
bool exceeds(const BadLineLimit& limit, const Accounting& accounting);

}  // namespace seenby
