#include "events/shape.h"

#include <algorithm>
#include <cstring>

#include "events/plain_decimal.h"
#include "events/text.h"

namespace seenby {
namespace {

constexpr std::size_t kMostGaps = 256;
constexpr std::size_t kLongestLine = 1 << 16;
constexpr std::string_view kScalarEnds = ",}] ";

Lanes load_lanes(const char* from) {
  Lanes lanes{};
  std::memcpy(&lanes, from, sizeof lanes);
  return lanes;
}

bool is_scalar(std::string_view text) {
  return read_plain_decimal(text) || is_json_number(text) || text == "null" || text == "true" ||
         text == "false";
}

/// The values of a good line without escapes and control characters, keys left out, in order. Two
/// of them never touch.
std::vector<std::string_view> find_gaps(std::string_view line) {
  std::vector<std::string_view> gaps;
  for (std::size_t at = 0; at < line.size();) {
    const char c = line[at];
    if (c == '"') {
      const std::size_t close = line.find('"', at + 1);
      const std::size_t next = line.find_first_not_of(' ', close + 1);
      if (line[next] != ':') gaps.push_back(line.substr(at + 1, close - at - 1));
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

void Shape::add_piece(std::string_view literal, Gap gap, Value* value) {
  const std::size_t blocks = (literal.size() + sizeof(Lanes) - 1) / sizeof(Lanes);
  quotes_ += static_cast<std::size_t>(std::count(literal.begin(), literal.end(), '"'));
  pieces_.push_back({static_cast<std::uint32_t>(literal.size()), static_cast<std::uint16_t>(blocks),
                     static_cast<std::uint16_t>(quotes_), gap, value});
  while (!literal.empty()) {
    const std::size_t size = std::min(sizeof(Lanes), literal.size());
    Block block{};
    std::memcpy(&block.bytes, literal.data(), size);
    std::memset(&block.mask, 0xFF, size);
    blocks_.push_back(block);
    literal.remove_prefix(size);
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
  const std::vector<std::string_view> gaps = find_gaps(line);
  if (gaps.empty() || gaps.size() > kMostGaps) return nullptr;
  std::unique_ptr<Shape> shape(new Shape(values));
  std::vector<Value*> places(gaps.size());
  if (!shape->place_values(line, gaps, places)) return nullptr;
  const char* done = line.data();
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const char* const begin = gaps[i].data();
    shape->add_piece({done, static_cast<std::size_t>(begin - done)},
                     begin[-1] == '"' ? Gap::kString : Gap::kScalar,
                     places[i] != nullptr ? places[i] : &shape->unwanted_);
    done = begin + gaps[i].size();
  }
  shape->add_piece({done, static_cast<std::size_t>(line.data() + line.size() - done)},
                   Gap::kLineEnd, nullptr);
  return shape->quotes_ < ByteIndex::kBeyond ? std::move(shape) : nullptr;
}

bool Shape::match(const Line& line, const ByteIndex& index) {
  const ByteSet scalar_ends = index.scalar_ends();
  Lanes difference{};
  std::size_t at = line.begin;
  const Block* block = blocks_.data();
  for (const Piece& piece : pieces_) {
    if (at + piece.size > line.newline + 1) return false;
    const char* from = line.text + at;
    const Block* const behind = block + piece.blocks;
    do {
      difference |= (load_lanes(from) ^ block->bytes) & block->mask;
      from += sizeof(Lanes);
    } while (++block != behind);
    const std::size_t begin = at + piece.size;
    if (piece.gap == Gap::kString) {
      at = line.quotes[piece.close];
    } else if (piece.gap == Gap::kScalar) {
      at = scalar_ends.next(begin);
      if (!is_scalar({line.text + begin, at - begin})) return false;
    } else {
      at = begin;
      break;
    }
    piece.value->data = line.text + begin;
    piece.value->size = static_cast<std::uint32_t>(at - begin);
  }
  return (difference[0] | difference[1]) == 0 && at == line.newline + 1;
}

}  // namespace seenby
