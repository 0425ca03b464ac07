#include "events/known_shapes.h"

#include <algorithm>
#include <cstring>

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

bool KnownShapes::begin_lines(std::string_view text, const char* readable_end) {
  if (text.size() > ByteIndex::kMostBytes) return false;
  text_ = text.data();
  traced_ = is_steady_ ? shapes_.front().shape : nullptr;
  if (traced_ != nullptr) {
    tracer_.begin(traced_->steps(), text, static_cast<std::size_t>(readable_end - text.data()));
    return tracer_.is_ascii() || is_valid_utf8(text.data(), text.size());
  }
  index_.build(text.data(), text.size());
  if (!index_.is_ascii() && !is_valid_utf8(text.data(), text.size())) return false;
  find_special(0);
  marks_ = index_.marks();
  return true;
}

KnownShapes::Known* KnownShapes::match(const char* line, ShapedLines& lines) {
  return traced_ != nullptr ? match_traced(line, lines) : match_indexed(line, lines);
}

KnownShapes::Known* KnownShapes::match_indexed(const char* line, ShapedLines& lines) {
  const auto begin = static_cast<std::size_t>(line - text_);
  if (next_special_ < begin) find_special(begin);
  const Shape::Lines from_here{text_, begin, marks_, next_special_};
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    if (!Shape::may_match(shape_marks_[i], from_here)) continue;
    lines = shapes_[i].shape->match(from_here);
    if (lines.count > 0) {
      marks_ += lines.count * lines.marks_per_line;
      return count(i, lines);
    }
    ++failed_;
  }
  return nullptr;
}

KnownShapes::Known* KnownShapes::match_traced(const char* line, ShapedLines& lines) {
  const auto begin = static_cast<std::size_t>(line - text_);
  // Asked of every line, so that the tracer keeps step.
  const LineTracer::Run run = tracer_.run(begin, traced_->worth_trying());
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    Shape& shape = *shapes_[i].shape;
    const LineTracer::Run found =
        &shape == traced_.get() ? run : tracer_.trace(shape.steps(), begin);
    if (found.count == 0) continue;
    lines = shape.match_traced(text_, found.marks, found.count);
    if (lines.count > 0) {
      tracer_.skip(lines.count);
      return count(i, lines);
    }
    ++failed_;
  }
  return nullptr;
}

/// Lines that fitted. The more often a shape fits, the sooner it is tried.
KnownShapes::Known* KnownShapes::count(std::size_t shape, const ShapedLines& lines) {
  Known& known = shapes_[shape];
  lines_ += lines.count;
  matched_ += lines.count;
  known.matches += lines.count;
  if (shape == 0) {
    steady_ += lines.count;
    return &known;
  }
  if (known.matches <= shapes_[shape - 1].matches) return &known;
  std::swap(known, shapes_[shape - 1]);
  std::swap(shape_marks_[shape], shape_marks_[shape - 1]);
  return &shapes_[shape - 1];
}

const char* KnownShapes::skip_line(const char* line) {
  ++lines_;
  if (traced_ != nullptr) {
    tracer_.skip(1);
    return static_cast<const char*>(rawmemchr(line, '\n')) + 1;
  }
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
  looked_at_ += lines_;
  if (looked_at_ >= kEnoughLines) {
    is_steady_ = steady_ >= looked_at_ - looked_at_ / kSteady;
    looked_at_ = steady_ = 0;
  }
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
