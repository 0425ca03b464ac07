#include "log_generator.h"

#include "broken_line.h"

namespace seenby::bench {
namespace {
constexpr std::uint32_t kDuplicatePpm = 10'000;
}  // namespace

LogGenerator::LogGenerator(const LogKind& kind, const AudienceOptions& audience, std::uint64_t seed)
    : kind_(kind), random_(seed), events_(audience, random_) {}

void LogGenerator::append_line(std::string& out) {
  ++counts_.lines;
  if (!due_.empty()) {
    ++counts_.duplicates;
    out += due_;
    due_.clear();
  } else {
    line_.clear();
    kind_.append(events_.next(), random_, line_);
    if (random_.chance(kind_.broken_ppm)) {
      ++counts_.broken;
      break_line(line_, random_);
    } else if (random_.chance(kDuplicatePpm)) {
      // Whoever waited in this slot goes: the delay is random and memory bounded.
      std::string& slot = waiting_[random_.below(static_cast<std::uint32_t>(waiting_.size()))];
      due_.swap(slot);
      slot = line_;
    }
    out += line_;
  }
  out += '\n';
}

}  // namespace seenby::bench
