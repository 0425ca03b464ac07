#include "events/shape_steps.h"

#include <algorithm>

namespace seenby {
namespace {

constexpr std::string_view kMarks = "\"\n";
/// A line gone along once more costs as much as the looks that many lines save.
constexpr std::size_t kSeldom = 64;

std::size_t count_marks(std::string_view text) {
  const auto is_mark = [](char c) { return kMarks.find(c) != kMarks.npos; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_mark));
}

}  // namespace

ShapeSteps::ShapeSteps(const std::vector<std::string_view>& literals,
                       const std::vector<bool>& is_wanted) {
  for (const std::string_view literal : literals) marks_ += count_marks(literal);
  // The newline's place is set last, so that it may stand for marks that are not there.
  const std::size_t no_mark = marks_ - 1;
  std::size_t mark = 0;
  for (std::size_t i = 0; i < literals.size(); ++i) {
    add(literals[i], mark, no_mark);
    mark += count_marks(literals[i]);
    steps_.back().is_wanted = i < is_wanted.size() && is_wanted[i];
  }
}

std::size_t ShapeSteps::size() const {
  std::size_t size = 0;
  for (const ShapeStep& step : steps_) size += step.size + step.looks * ShapeStep::kBytes;
  return size;
}

void ShapeSteps::learn_looks(std::size_t lines) const {
  for (const ShapeStep& step : steps_) {
    if (step.longer > lines / kSeldom) step.looks = step.longest;
    step.longest = step.looks;
    step.longer = 0;
  }
}

void ShapeSteps::add(std::string_view literal, std::size_t first_mark, std::size_t no_mark) {
  const std::size_t marks = count_marks(literal);
  if (!steps_.empty()) {
    ShapeStep& before = steps_.back();
    before.stop = static_cast<std::uint8_t>(literal.front());
    before.mark_behind = static_cast<std::uint16_t>(marks > 0 ? first_mark : no_mark);
    before.distance_behind = static_cast<std::uint16_t>(literal.find_first_of(kMarks));
  }
  for (std::size_t at = 0; at < literal.size(); at += ShapeStep::kBytes) {
    const std::string_view some = literal.substr(at, ShapeStep::kBytes);
    ShapeStep& step = steps_.emplace_back();
    step.size = static_cast<std::uint16_t>(some.size());
    std::copy(some.begin(), some.end(), step.bytes.begin());
    std::fill_n(step.mask.begin(), some.size(), std::uint8_t{0xFF});
  }
  ShapeStep& last = steps_.back();
  last.mark_before = static_cast<std::uint16_t>(marks > 0 ? first_mark + marks - 1 : no_mark);
  last.distance_before = static_cast<std::uint16_t>(literal.size() - literal.find_last_of(kMarks));
}

}  // namespace seenby
