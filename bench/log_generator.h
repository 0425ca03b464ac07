// A whole generated log, line by line: events become text, one line in a hundred comes back later
// as an exact duplicate, and some lines are broken when the kind says so. The same kind, options
// and seed give the same bytes on every machine. Limit: the dirty lines of a log have no duplicate.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "line_writer.h"

namespace seenby::bench {

class LogGenerator {
 public:
  struct Counts {
    std::uint64_t lines = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t broken = 0;
  };

  LogGenerator(const LogKind& kind, const AudienceOptions& audience, std::uint64_t seed);
  LogGenerator(const LogGenerator&) = delete;
  LogGenerator& operator=(const LogGenerator&) = delete;

  /// Appends one line with its newline.
  void append_line(std::string& out);
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  const LogKind& kind_;
  SplitMix random_;
  EventSource events_;
  Counts counts_;
  std::string line_;
  std::string due_;  ///< a duplicate that is the next line
  std::array<std::string, 256> waiting_;
};

}  // namespace seenby::bench
