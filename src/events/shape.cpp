#include "events/shape.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

#include "events/text.h"
#include "seenby/input.h"

namespace seenby {
namespace {

constexpr std::size_t kMostGaps = 256;
constexpr std::size_t kLongestLine = ByteIndex::kMostBytes;
/// How far behind a mark of a line a block may begin, or a scalar: what is looked at there is
/// readable for any line.
constexpr std::size_t kFarthest = kBlockPadding - LiteralBlock::kBytes - 1;
constexpr std::string_view kScalarEnds = ",}] ";
/// Lines of which the numbers are read side by side.
constexpr std::size_t kFewest = 3;

bool is_json_scalar(std::string_view text) {
  return is_json_number(text) || text == "true" || text == "false" || text == "null";
}

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

/// False when it cannot be matched without looking far behind a mark, or before the line of a mark.
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
  // So many marks stand before this one in any line, but the literal reaches back further.
  if (marks.front() > first_mark_ + first) return false;
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

void Shape::add_wanted(Value* value, Place place) {
  wanted_.push_back({value, place});
  if (place.kind == Place::Kind::kScalar) {
    scalars_[place.index].numbers = PlainDecimals::Numbers::kWanted;
  }
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
  std::vector<std::string_view> literals;
  std::vector<bool> is_wanted;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const char* const begin = gaps[i].data();
    const std::string_view literal(done, static_cast<std::size_t>(begin - done));
    if (!shape->add_literal(literal, before)) return nullptr;
    literals.push_back(literal);
    is_wanted.push_back(places[i] != nullptr || begin[-1] != '"');
    Place place{Place::Kind::kString, static_cast<std::uint16_t>(shape->marks_ - 1)};
    before = Before::kString;
    if (begin[-1] != '"') {
      place = {Place::Kind::kScalar, static_cast<std::uint16_t>(shape->scalars_.size())};
      before = Before::kScalar;
      if (!shape->add_scalar(literal)) return nullptr;
    }
    if (places[i] != nullptr) shape->add_wanted(places[i], place);
    done = begin + gaps[i].size();
  }
  const std::string_view end(done, static_cast<std::size_t>(line.data() + line.size() - done));
  if (!shape->add_literal(end, before)) return nullptr;
  literals.push_back(end);
  shape->steps_.emplace(literals, is_wanted);
  shape->found_.resize(shape->scalars_.size());
  return shape->marks_ < ByteIndex::kBeyond ? std::move(shape) : nullptr;
}

/// Finds the scalars of lines of which the marks say where they are, from and to a distance from
/// them. What search_scalars() finds too, but in a loop that has nothing to decide.
void Shape::find_scalars(const Scalar& scalar, const ShapedLines& lines, ScalarColumn& found) {
  const std::uint32_t offset = scalar.offset;
  const std::uint32_t distance = scalar.distance;
  const MarkPlace* before = lines.marks[0] + scalar.mark_before;
  const MarkPlace* behind = lines.marks[0] + scalar.mark_behind;
  for (std::size_t line = 0; line < lines.count; ++line) {
    const std::uint32_t begin = *before + offset;
    const std::uint32_t end = *behind;
    found.set(lines.first + line, lines.text, begin,
              end > begin + distance ? end - distance : begin);
    before += lines.marks_per_line;
    behind += lines.marks_per_line;
  }
}

/// Finds those between which there is no mark, or none behind them: elements of an array.
void Shape::search_scalars(std::size_t index, const ShapedLines& lines) {
  const Scalar& scalar = scalars_[index];
  ScalarColumn& found = found_[index];
  for (std::size_t line = 0; line < lines.count; ++line) {
    const MarkPlace* const marks = lines.marks[line];
    const std::size_t column = lines.first + line;
    const std::size_t from =
        scalar.mark_before != kNoMark ? marks[scalar.mark_before] : found_[index - 1].ends[column];
    const std::size_t begin = from + scalar.offset;
    std::size_t end = begin;
    if (scalar.mark_behind != kNoMark) {
      const std::size_t mark = marks[scalar.mark_behind];
      if (mark > begin + scalar.distance) end = mark - scalar.distance;
    } else {
      const std::string_view rest(lines.text, marks[marks_ - 1]);
      const std::size_t stop = rest.find_first_of(kScalarEnds, begin);
      if (stop != rest.npos && rest.substr(stop).starts_with(scalar.behind)) end = stop;
    }
    found.set(column, lines.text, static_cast<std::uint32_t>(begin),
              static_cast<std::uint32_t>(end));
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
  // One number takes as long as several side by side.
  if (lines.count < kFewest) {
    found.decimals.leave(lines.first, lines.count);
  } else {
    found.decimals.read(lines.first, lines.count, scalar.numbers);
  }
  const std::uint64_t those = lowest_bits(lines.count);
  for (std::uint64_t others = found.decimals.others() >> lines.first & those; others != 0;
       others &= others - 1) {
    const auto line = static_cast<std::size_t>(std::countr_zero(others));
    if (!is_json_scalar(found.text(lines.text, lines.first + line))) return line;
  }
  return lines.count;
}

ShapedLines Shape::match(const Lines& from) {
  assert(!is_full());
  ShapedLines fit = lines(from.text, gathered_, 0);
  std::size_t first_mark = from.begin + first_mark_;
  if (from.marks[0] != first_mark || literals_.differs_again(from.text, from.marks)) return fit;
  text_ = from.text;
  const MarkPlace** const marks_of = marks_of_.data() + gathered_;
  const MarkPlace* marks = from.marks;
  for (; fit.count < worth_trying_; ++fit.count) {
    if (marks[0] != first_mark || !ends_line(from, marks, marks_)) break;
    marks_of[fit.count] = marks;
    marks += marks_;
    first_mark = marks[-1] + std::size_t{1} + first_mark_;
  }
  const std::size_t tried = fit.count;
  const std::uint32_t differing = literals_.differing_lines(from.text, from.marks, marks_, tried);
  if (differing != 0) fit.count = static_cast<std::size_t>(std::countr_zero(differing));
  if (fit.count == 0) {
    literals_.suspect(from.text, from.marks);
    return fit;
  }
  fit = match_scalars(fit);
  learn_from(tried, fit.count);
  return fit;
}

/// Trying in vain costs only where marks or literals alone do not tell.
void Shape::learn_from(std::size_t tried, std::size_t fit) {
  if (fit < tried) {
    worth_trying_ = std::max<std::size_t>(fit, 1);
  } else if (tried == worth_trying_) {
    worth_trying_ = std::min(tried * 2, Literals::kMostLines);
  }
}

/// Of lines with all literals, those up to the first that has no proper scalar in some gap.
ShapedLines Shape::match_scalars(ShapedLines lines) {
  for (std::size_t i = 0; i < scalars_.size() && lines.count > 0; ++i) {
    lines.count = match_scalar(i, lines);
  }
  return lines;
}

ShapedLines Shape::match_traced(const char* text, const MarkPlace* marks, std::size_t count) {
  text_ = text;
  for (std::size_t i = 0; i < count; ++i) marks_of_[gathered_ + i] = marks + i * marks_;
  const ShapedLines fit = match_scalars(lines(text, gathered_, count));
  learn_from(count, fit.count);
  return fit;
}

ShapedLines Shape::take_gathered() { return lines(text_, 0, std::exchange(gathered_, 0)); }

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
