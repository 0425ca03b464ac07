#include "seenby/report_rows.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace seenby {

void ReportRows::amend(Amend amend) {
  if (!source_) {
    for (ReportRow& row : held_) amend(row);
  } else if (!amend_) {
    amend_ = std::move(amend);
  } else {
    amend_ = [first = std::move(amend_), second = std::move(amend)](ReportRow& row) {
      first(row);
      second(row);
    };
  }
}

void ReportRows::reorder(std::vector<std::uint32_t> from) {
  if (source_) {
    for (std::uint32_t& place : from) place = numbers_[place];
    numbers_ = std::move(from);
    return;
  }
  std::vector<ReportRow> rows;
  rows.reserve(from.size());
  for (const std::uint32_t place : from) rows.push_back(std::move(held_[place]));
  held_ = std::move(rows);
}

ReportRows ReportRows::first(std::size_t count) const {
  const auto end = static_cast<std::ptrdiff_t>(std::min(count, size()));
  if (!source_) return ReportRows(std::vector<ReportRow>(held_.begin(), held_.begin() + end));
  ReportRows rows(source_, {numbers_.begin(), numbers_.begin() + end});
  rows.amend_ = amend_;
  return rows;
}

std::vector<ReportRow>& ReportRows::held() {
  if (source_) {
    held_.reserve(numbers_.size());
    for (std::size_t place = 0; place < numbers_.size(); ++place) held_.push_back(made(place));
    numbers_.clear();
    amend_ = {};
    source_ = nullptr;
  }
  return held_;
}

}  // namespace seenby
