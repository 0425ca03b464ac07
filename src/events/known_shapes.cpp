#include "events/known_shapes.h"

#include <algorithm>

#include "events/structure.h"

namespace seenby {

bool KnownShapes::wants_chunk() {
  learned_ = 0;
  lines_ = 0;
  matched_ = 0;
  failed_ = 0;
  if (pause_ == 0) return true;
  --pause_;
  return false;
}

bool KnownShapes::begin_lines(const char* text, std::size_t size) {
  if (size > ByteIndex::kMostBytes) return false;
  text_ = text;
  index_.build(text, size);
  if (!index_.is_ascii() && !is_valid_utf8(text, size)) return false;
  find_special(0);
  marks_ = index_.marks();
  return true;
}

KnownShapes::Known* KnownShapes::match(const char* line, ShapedLines& lines) {
  const auto begin = static_cast<std::size_t>(line - text_);
  if (next_special_ < begin) find_special(begin);
  const Shape::Lines from_here{text_, begin, marks_, next_special_};
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    if (!Shape::may_match(shape_marks_[i], from_here)) continue;
    Known& known = shapes_[i];
    lines = known.shape->match(from_here);
    if (lines.count == 0) {
      ++failed_;
      continue;
    }
    marks_ += lines.count * lines.marks_per_line;
    lines_ += lines.count;
    matched_ += lines.count;
    known.matches += lines.count;
    // The more often a shape fits, the sooner it is tried.
    if (i == 0 || known.matches <= shapes_[i - 1].matches) return &known;
    std::swap(known, shapes_[i - 1]);
    std::swap(shape_marks_[i], shape_marks_[i - 1]);
    return &shapes_[i - 1];
  }
  return nullptr;
}

const char* KnownShapes::skip_line() {
  ++lines_;
  while (text_[*marks_] != '\n') ++marks_;
  return text_ + *marks_++ + 1;
}

/// The next special at or behind `begin`, or the chunk's end.
void KnownShapes::find_special(std::size_t begin) {
  next_special_ = std::min(index_.specials().next(begin), index_.size());
}

void KnownShapes::adopt() {
  while (!shapes_.empty() && shapes_.size() + learned_shapes_.size() > kMostShapes) {
    shapes_.pop_back();
    shape_marks_.pop_back();
  }
  for (Known& learned : learned_shapes_) {
    shape_marks_.push_back(learned.shape->marks());
    shapes_.push_back(std::move(learned));
  }
  learned_shapes_.clear();
}

void KnownShapes::end_chunk() {
  if (lines_ == 0) return;
  all_matched_ += matched_;
  // A walk saved is worth many shapes tried in vain.
  if (matched_ * 2 >= lines_ + failed_ / 8) {
    next_pause_ = 1;
    return;
  }
  // What was learned in this chunk gets one more to show its worth.
  pause_ = next_pause_ - 1;
  next_pause_ = std::min(next_pause_ * 2, kLongestPause);
}

void KnownShapes::offer(std::string_view line, const LineValues& values,
                        const RecordBuilder& builder) {
  if (pause_ > 0 || learned_ == kMostLearned) return;
  std::unique_ptr<Shape> shape = Shape::learn(line, values);
  if (shape == nullptr) return;
  ++learned_;
  std::optional<PlainLine> plain = builder.plain(*shape);
  learned_shapes_.push_back({std::move(shape), std::move(plain), 0});
}

}  // namespace seenby
