#include "events/known_shapes.h"

#include <algorithm>

#include "events/structure.h"

namespace seenby {

bool KnownShapes::wants_chunk() {
  learned_ = 0;
  if (pause_ == 0) return true;
  --pause_;
  return false;
}

bool KnownShapes::begin_chunk(const char* text, std::size_t size) {
  text_ = text;
  index_.build(text, size);
  if (!index_.is_ascii() && !is_valid_utf8(text, size)) return false;
  next_special_ = index_.specials().next(0);
  quotes_ = index_.quotes();
  lines_ = 0;
  matched_ = 0;
  return true;
}

const KnownShapes::Known* KnownShapes::match(const char* line, const char*& next) {
  if (!learned_shapes_.empty()) adopt();
  const auto begin = static_cast<std::size_t>(line - text_);
  const std::size_t newline = index_.newlines().next(begin);
  next = text_ + newline + 1;
  ++lines_;
  if (next_special_ < begin) next_special_ = index_.specials().next(begin);
  const Shape::Line found{text_, begin, newline, quotes_};
  for (std::size_t i = next_special_ < newline ? shapes_.size() : 0; i < shapes_.size(); ++i) {
    Known& known = shapes_[i];
    if (!known.shape->match(found, index_)) continue;
    quotes_ += known.shape->quotes();
    ++matched_;
    ++known.matches;
    // The more often a shape fits, the sooner it is tried.
    if (i == 0 || known.matches <= shapes_[i - 1].matches) return &known;
    std::swap(known, shapes_[i - 1]);
    return &shapes_[i - 1];
  }
  while (*quotes_ < newline) ++quotes_;
  return nullptr;
}

/// In place of the shapes that fit least.
void KnownShapes::adopt() {
  for (Known& learned : learned_shapes_) {
    if (shapes_.size() == kMostShapes) shapes_.pop_back();
    shapes_.push_back(std::move(learned));
  }
  learned_shapes_.clear();
}

void KnownShapes::end_chunk() {
  all_matched_ += matched_;
  if (matched_ * 2 >= lines_) {
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
  std::optional<PlainLine> plain = builder.plain(shape->values());
  learned_shapes_.push_back({std::move(shape), std::move(plain), 0});
}

}  // namespace seenby
