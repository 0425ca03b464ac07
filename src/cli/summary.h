// The file of --summary: where every line went, as one JSON object for scripts, with what JSON
// reports do not have: each input's own account, the malformed lines by kind, bots by name.
#pragma once

#include <string>

#include "seenby/report.h"

namespace seenby {

/// `{"schema_version":1,"accounting":{…},"inputs":[{"input":"a.jsonl","accounting":{…}}]}` and a
/// newline.
std::string summary_text(const Report& report);

}  // namespace seenby
