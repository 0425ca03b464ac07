#include "tally/viewer_entry.h"

#include "seenby/error.h"

namespace seenby {

ViewerEntry& ViewerEntry::operator+=(const ViewerEntry& other) {
  if (reached_ == other.reached_) {
    const std::uint64_t sum = std::uint64_t{count_} + other.count_;
    if (sum > kMostCount) {
      throw Error(ExitCode::kIo, "more than 1073741823 events of one viewer on one row");
    }
    count_ = static_cast<std::uint32_t>(sum) & kMostCount;
  } else if (other.reached()) {
    count_ = other.count_;
    reached_ = 1;
  }
  clicked_ |= other.clicked_;
  return *this;
}

}  // namespace seenby
