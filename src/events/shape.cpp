#include "events/shape.h"

#include <algorithm>
#include <bit>

#include "events/text.h"
#include "seenby/input.h"

namespace seenby {
namespace {

constexpr std::size_t kMostGaps = 256;
constexpr std::size_t kLongestLine = 1 << 16;
/// How far behind a mark of a line a block may begin, or a scalar: what is looked at there is
/// readable for any line.
constexpr std::size_t kFarthest = kBlockPadding - LiteralBlock::kBytes - 1;
constexpr std::string_view kScalarEnds = ",}] ";

/// The values of a good line without escapes and control characters, keys left out, in order. Two
/// of them never touch.
std::vector<std::string_view> find_gaps(std::string_view line,
                                        const std::vector<std::string_view>& entry_keys) {
  const auto is_entry_key = [&](const char* begin) {
    return std::any_of(entry_keys.begin(), entry_keys.end(),
                       [&](std::string_view key) { return key.data() == begin; });
  };
  std::vector<std::string_view> gaps;
  for (std::size_t at = 0; at < line.size();) {
    const char c = line[at];
    if (c == '"') {
      const std::size_t close = line.find('"', at + 1);
      const std::size_t next = line.find_first_not_of(' ', close + 1);
      const std::string_view inside = line.substr(at + 1, close - at - 1);
      if (line[next] != ':' && !is_entry_key(inside.data())) gaps.push_back(inside);
      at = close + 1;
    } else if (std::string_view("{}[]:, \n").find(c) != std::string_view::npos) {
      ++at;
    } else {
      const std::size_t end = line.find_first_of(kScalarEnds, at);
      gaps.push_back(line.substr(at, end - at));
      at = end;
    }
  }
  return gaps;
}

}  // namespace

/// False when it cannot be matched without looking far behind a mark.
bool Shape::add_literal(std::string_view text, Before before) {
  std::vector<std::size_t> marks;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' || text[i] == '\n') marks.push_back(i);
  }
  const auto first = static_cast<std::uint32_t>(marks_);
  marks_ += marks.size();
  if (before == Before::kScalar && marks.empty()) {
    scalars_.back().behind = text;
    return text.size() <= kFarthest;
  }
  if (before == Before::kScalar) {
    scalars_.back().mark_behind = first;
    scalars_.back().distance = static_cast<std::uint32_t>(marks.front());
  }
  if (before == Before::kLineBegin) first_mark_ = marks.front();
  // The first mark's place is known by itself, and a later one's by the blocks before it.
  std::size_t mark = 0;
  for (std::size_t at = 0; at < text.size(); at += LiteralBlock::kBytes) {
    while (mark + 1 < marks.size() && marks[mark + 1] < at) ++mark;
    if (at > marks[mark] + kFarthest) return false;
    literals_.add(text.substr(at, LiteralBlock::kBytes), first + mark,
                  static_cast<std::ptrdiff_t>(at) - static_cast<std::ptrdiff_t>(marks[mark]));
  }
  return true;
}

/// The gap behind the literal. False as of add_literal().
bool Shape::add_scalar(std::string_view literal) {
  const std::size_t last = literal.find_last_of('"');
  const bool has_mark = last != std::string_view::npos;
  const std::size_t offset = has_mark ? literal.size() - last : literal.size();
  Scalar scalar{};
  scalar.mark_before = has_mark ? static_cast<std::uint32_t>(marks_ - 1) : kNoMark;
  scalar.offset = static_cast<std::uint32_t>(offset);
  scalars_.push_back(scalar);
  return offset <= kFarthest;
}

/// Finds the gap of every value that the line holds.
bool Shape::place_values(std::string_view line, const std::vector<std::string_view>& gaps,
                         std::vector<Value*>& places) {
  for (ValueRows& rows : values_.scopes) {
    for (Value& value : rows.values) {
      if (value.data == nullptr) continue;
      if (value.data < line.data() || value.data >= line.data() + line.size()) return false;
      const auto gap = std::lower_bound(
          gaps.begin(), gaps.end(), value.data,
          [](std::string_view text, const char* data) { return text.data() < data; });
      if (gap == gaps.end() || gap->data() != value.data || gap->size() != value.size) return false;
      Value*& place = places[static_cast<std::size_t>(gap - gaps.begin())];
      if (place != nullptr) return false;
      place = &value;
    }
  }
  return true;
}

std::unique_ptr<Shape> Shape::learn(std::string_view line, const LineValues& values) {
  if (values.is_irregular || line.size() > kLongestLine) return nullptr;
  const auto never_matched = [](char c) {
    return c == '\\' || static_cast<unsigned char>(c) < 0x20;
  };
  if (std::any_of(line.begin(), line.end() - 1, never_matched)) return nullptr;
  const std::vector<std::string_view> gaps = find_gaps(line, values.entry_keys);
  if (gaps.empty() || gaps.size() > kMostGaps) return nullptr;
  std::unique_ptr<Shape> shape(new Shape(values));
  std::vector<Value*> places(gaps.size());
  if (!shape->place_values(line, gaps, places)) return nullptr;
  const char* done = line.data();
  auto before = Before::kLineBegin;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const char* const begin = gaps[i].data();
    const std::string_view literal(done, static_cast<std::size_t>(begin - done));
    if (!shape->add_literal(literal, before)) return nullptr;
    Place place{Place::Kind::kString, static_cast<std::uint16_t>(shape->marks_ - 1)};
    before = Before::kString;
    if (begin[-1] != '"') {
      place = {Place::Kind::kScalar, static_cast<std::uint16_t>(shape->scalars_.size())};
      before = Before::kScalar;
      if (!shape->add_scalar(literal)) return nullptr;
    }
    if (places[i] != nullptr) shape->wanted_.push_back({places[i], place});
    done = begin + gaps[i].size();
  }
  const std::string_view end(done, static_cast<std::size_t>(line.data() + line.size() - done));
  if (!shape->add_literal(end, before)) return nullptr;
  shape->found_.resize(shape->scalars_.size());
  return shape->marks_ < ByteIndex::kBeyond ? std::move(shape) : nullptr;
}

/// Finds the scalars of lines of which the marks say where they are, from and to a distance from
/// them.
void Shape::find_scalars(const Scalar& scalar, const ShapedLines& lines, ScalarColumn& found) {
  const char* const text = lines.first.text;
  const std::size_t marks_per_line = lines.marks_per_line;
  const MarkPlace* before = lines.first.marks + scalar.mark_before;
  const MarkPlace* behind = lines.first.marks + scalar.mark_behind;
  const std::uint32_t offset = scalar.offset;
  const std::uint32_t distance = scalar.distance;
  for (std::size_t line = 0; line < lines.count; ++line) {
    const std::uint32_t begin = *before + offset;
    const std::uint32_t end = *behind;
    found.set(line, text, begin, end > begin + distance ? end - distance : begin);
    before += marks_per_line;
    behind += marks_per_line;
  }
}

/// Finds those between which there is no mark, or none behind them: elements of an array.
void Shape::search_scalars(std::size_t index, const ShapedLines& lines) {
  const Scalar& scalar = scalars_[index];
  ScalarColumn& found = found_[index];
  const char* const text = lines.first.text;
  const MarkPlace* marks = lines.first.marks;
  for (std::size_t line = 0; line < lines.count; ++line, marks += lines.marks_per_line) {
    const std::size_t from =
        scalar.mark_before != kNoMark ? marks[scalar.mark_before] : found_[index - 1].ends[line];
    const std::size_t begin = from + scalar.offset;
    std::size_t end = begin;
    if (scalar.mark_behind != kNoMark) {
      const std::size_t mark = marks[scalar.mark_behind];
      if (mark > begin + scalar.distance) end = mark - scalar.distance;
    } else {
      const std::string_view rest(text, marks[marks_ - 1]);
      const std::size_t stop = rest.find_first_of(kScalarEnds, begin);
      if (stop != rest.npos && rest.substr(stop).starts_with(scalar.behind)) end = stop;
    }
    found.set(line, text, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
  }
}

/// Returns how many lines have a proper scalar there, up to the first that does not.
std::size_t Shape::match_scalar(std::size_t index, const ShapedLines& lines) {
  const Scalar& scalar = scalars_[index];
  ScalarColumn& found = found_[index];
  if (scalar.mark_before != kNoMark && scalar.mark_behind != kNoMark) {
    find_scalars(scalar, lines, found);
  } else {
    search_scalars(index, lines);
  }
  found.decimals.read(lines.count);
  for (std::uint32_t others = found.decimals.others(); others != 0; others &= others - 1) {
    const auto line = static_cast<std::size_t>(std::countr_zero(others));
    if (!is_json_number(found.text(lines.first.text, line))) return line;
  }
  return lines.count;
}

ShapedLines Shape::match(const Lines& lines) {
  const char* const text = lines.text;
  ShapedLines fit{{text, lines.marks, found_.data(), 0}, marks_, 0};
  const std::size_t tried = worth_trying_;
  std::size_t first_mark = lines.begin + first_mark_;
  for (const MarkPlace* marks = lines.marks; fit.count < tried; ++fit.count) {
    if (marks[0] != first_mark || !ends_line(lines, marks)) break;
    marks += fit.marks_per_line;
    first_mark = marks[-1] + std::size_t{1} + first_mark_;
  }
  for (std::size_t i = 0; i < scalars_.size() && fit.count > 0; ++i) {
    fit.count = match_scalar(i, fit);
  }
  const std::uint32_t differing = literals_.differing_lines(text, lines.marks, marks_, fit.count);
  if (differing != 0) fit.count = static_cast<std::size_t>(std::countr_zero(differing));
  worth_trying_ = fit.count == tried ? std::min(tried * 2, Literals::kMostLines)
                                     : std::max<std::size_t>(fit.count, 1);
  return fit;
}

const LineValues& Shape::fill_in(const ShapedLine& line) {
  for (const Wanted& wanted : wanted_) {
    const std::string_view text = line.at(wanted.place);
    wanted.value->data = text.data();
    wanted.value->size = static_cast<std::uint32_t>(text.size());
  }
  return values_;
}

Place Shape::place_of(const Value& value) const {
  const auto found = std::find_if(wanted_.begin(), wanted_.end(),
                                  [&](const Wanted& wanted) { return wanted.value == &value; });
  return found != wanted_.end() ? found->place : Place();
}

}  // namespace seenby
