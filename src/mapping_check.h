// Whether the mapping fitted the input: a path that found nothing in the whole input is an error
// that shows the keys there are; what is only suspicious is a warning.
#pragma once

#include <string>
#include <vector>

#include "ledger.h"
#include "mapping_choice.h"
#include "seenby/pipeline.h"

namespace seenby {

/// Throws Error(kUsage) for a field that never had a value: one that a mapping needs, or one that
/// the user gave or groups by and no mapping found; Error(kIo) for an input in which no line is a
/// JSON object.
void check_mappings(const MappingChooser& mappings, const RunOptions& options,
                    const Ledger& ledger);

/// Worded for stderr.
std::vector<std::string> warnings(const MappingChooser& mappings, const Ledger& ledger);

/// Malformed and oversized lines against the lines that are not blank.
bool exceeds(const BadLineLimit& limit, const Accounting& accounting);

}  // namespace seenby
