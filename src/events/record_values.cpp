#include "events/record_values.h"

#include <charconv>
#include <system_error>

namespace seenby {
namespace {

constexpr std::uint32_t kMostWeight = (std::uint32_t{1} << 30) - 1;

std::optional<std::uint32_t> parse_weight(std::string_view text) {
  std::uint32_t weight = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, weight);
  if (failure != std::errc() || stop != end || weight > kMostWeight) return std::nullopt;
  return weight;
}

}  // namespace

void set_weight(std::string_view text, Record& record, Accounting& accounting) {
  const auto weight = parse_weight(text);
  record.weight = weight.value_or(1);
  accounting.unreadable_weight += weight ? 0 : 1;
}

}  // namespace seenby
