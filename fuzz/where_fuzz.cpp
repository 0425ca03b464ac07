// A condition of --where on the first line, values behind it: it is refused with an Error, or holds
// of a value exactly when its opposite does not, and of lines with any way of reading them.
#include "check.h"
#include "events/filter.h"
#include "events/parse_outcome.h"
#include "seenby/error.h"

namespace {

constexpr std::size_t kMaxLine = 200;

using seenby::check;
using seenby::FilterSign;

FilterSign opposite(FilterSign sign) {
  switch (sign) {
    case FilterSign::kEquals:
      return FilterSign::kDiffers;
    case FilterSign::kDiffers:
      return FilterSign::kEquals;
    case FilterSign::kMatches:
      return FilterSign::kMatchesNot;
    case FilterSign::kMatchesNot:
      return FilterSign::kMatches;
    case FilterSign::kLess:
      return FilterSign::kGreaterOrEqual;
    case FilterSign::kLessOrEqual:
      return FilterSign::kGreater;
    case FilterSign::kGreater:
      return FilterSign::kLessOrEqual;
    case FilterSign::kGreaterOrEqual:
      return FilterSign::kLess;
  }
  __builtin_unreachable();
}

bool is_by_size(FilterSign sign) { return sign >= FilterSign::kLess; }

void check_values(const seenby::Filter& filter, std::string_view values) {
  seenby::Filter other = filter;
  other.sign = opposite(filter.sign);
  const seenby::FilterTest test(filter);
  const seenby::FilterTest opposite_test(other);
  while (!values.empty()) {
    const std::string_view value = seenby::next_line(values);
    const bool neither =
        is_by_size(filter.sign) && !test.holds(value) && !opposite_test.holds(value);
    check(test.holds(value) != opposite_test.holds(value) || neither);
    if (filter.sign == FilterSign::kEquals && !value.empty()) {
      check(test.holds(value) == (value == filter.value));
    }
  }
  // A missing value meets only `!=` and `!~`.
  check(test.holds({}) ==
        (filter.sign == FilterSign::kDiffers || filter.sign == FilterSign::kMatchesNot));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = seenby::text_of(data, size);
  try {
    seenby::Selection selection;
    selection.where = {seenby::parse_filter(seenby::next_line(text))};
    check_values(selection.where[0], text);
    const seenby::Plan plan =
        seenby::compile_plan(seenby::load_mapping("generic"), {}, seenby::parse_group_by("content"),
                             seenby::IdUse::kDedup, selection);
    seenby::ParseOutcome speculating(plan, seenby::Speculation::kOn, kMaxLine);
    seenby::ParseOutcome walking(plan, seenby::Speculation::kOff, kMaxLine);
    const std::string lines = std::string(text) + '\n';
    for (int pass = 0; pass < 2; ++pass) check(speculating.of(lines) == walking.of(lines));
  } catch (const seenby::Error& error) {
    check(error.code() == seenby::ExitCode::kUsage);
  }
  return 0;
}
