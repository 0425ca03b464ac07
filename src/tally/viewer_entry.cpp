#include "tally/viewer_entry.h"

#include "seenby/error.h"

namespace seenby {

void ViewerEntry::fail_overflow() {
  throw Error(ExitCode::kIo, "more than 1073741823 events of one viewer on one row");
}

}  // namespace seenby
