// The one failure type of an operation that cannot go on: an input that cannot be read, a disk
// that is full, a flag that makes no sense. It carries a worded message and the exit code, is
// thrown anywhere below `main` and caught once in `main`. A bad line is not an Error: it is data,
// counted in the accounting. The library never prints and never exits.
#pragma once

#include <stdexcept>
#include <string>

namespace seenby {

/// The exit codes promised to scripts.
enum class ExitCode : int {
  kDone = 0,
  kThreshold = 1,  ///< a --fail-if threshold was crossed
  kUsage = 2,      ///< the command line or a mapping makes no sense
  kBadLines = 3,   ///< more bad lines than --max-bad allows
  kIo = 4,         ///< an input, the state or an output could not be read or written
  kLocked = 5,     ///< the state is locked by another run
};

/// `message` says what, where and what to do, without the leading `seenby: `.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] ExitCode code() const noexcept { return code_; }

 private:
  ExitCode code_;
};

}  // namespace seenby
