// Marks as bytes: numbers are LEB128 in their only shortest form, lengths and lines are differences
// from the point before, checksums are 8 bytes, low byte first. Marks come in order of content.
//
//     count, then for each mark: last_seen, spacing_log, points,
//                                then for each point: length, 2 * lines + is_end, checksum
#include "input/marks.h"

#include <algorithm>
#include <utility>

#include "seenby/error.h"

namespace seenby {
namespace {

constexpr unsigned kBitsOfByte = 8;
constexpr unsigned kBitsOfDigit = 7;
constexpr std::uint8_t kMore = 0x80;
constexpr std::uint32_t kMostSpacingLog = 62;
constexpr std::size_t kChecksumBytes = 8;

[[noreturn]] void refuse() { throw Error(ExitCode::kIo, "the list of counted inputs is damaged"); }

void write_number(std::string& out, std::uint64_t number) {
  for (; number >= kMore; number >>= kBitsOfDigit) {
    out += static_cast<char>(static_cast<std::uint8_t>(number) | kMore);
  }
  out += static_cast<char>(number);
}

void write_checksum(std::string& out, std::uint64_t checksum) {
  for (std::size_t i = 0; i < kChecksumBytes; ++i, checksum >>= kBitsOfByte) {
    out += static_cast<char>(static_cast<std::uint8_t>(checksum));
  }
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t number() {
    std::uint64_t number = 0;
    for (unsigned shift = 0;; shift += kBitsOfDigit) {
      const std::uint8_t byte = next();
      const std::uint64_t digit = byte & (kMore - 1U);
      if (shift >= 64 || digit << shift >> shift != digit) refuse();
      number |= digit << shift;
      if (byte < kMore) {
        if (byte == 0 && shift != 0) refuse();
        return number;
      }
    }
  }

  std::uint64_t checksum() {
    std::uint64_t checksum = 0;
    for (unsigned shift = 0; shift < kChecksumBytes * kBitsOfByte; shift += kBitsOfByte) {
      checksum |= std::uint64_t{next()} << shift;
    }
    return checksum;
  }

  [[nodiscard]] std::size_t left() const { return bytes_.size(); }

 private:
  std::uint8_t next() {
    if (bytes_.empty()) refuse();
    const auto byte = static_cast<std::uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    return byte;
  }

  std::string_view bytes_;
};

std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
  if (a + b < a) refuse();
  return a + b;
}

void write_mark(std::string& out, const Mark& mark) {
  write_number(out, static_cast<std::uint64_t>(mark.last_seen));
  write_number(out, mark.spacing_log);
  write_number(out, mark.points.size());
  MarkPoint before;
  for (const MarkPoint& point : mark.points) {
    write_number(out, point.length - before.length);
    write_number(out, (point.lines - before.lines) << 1 | (point.is_end ? 1 : 0));
    write_checksum(out, point.checksum);
    before = point;
  }
}

Mark read_mark(Reader& reader) {
  Mark mark;
  mark.last_seen = static_cast<std::int64_t>(reader.number());
  const std::uint64_t spacing_log = reader.number();
  const std::uint64_t count = reader.number();
  if (mark.last_seen < 0 || spacing_log > kMostSpacingLog) refuse();
  if (count == 0 || count > Mark::kMostPoints) refuse();
  mark.spacing_log = static_cast<std::uint32_t>(spacing_log);
  MarkPoint point;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t length = reader.number();
    const std::uint64_t lines_and_end = reader.number();
    const std::uint64_t lines = lines_and_end >> 1;
    if (length == 0 || lines > length) refuse();
    point = {sum(point.length, length), sum(point.lines, lines), reader.checksum(),
             (lines_and_end & 1) != 0};
    mark.points.push_back(point);
  }
  if (!point.is_end) refuse();
  return mark;
}

/// The mark of an input that ended at that point of `mark`.
Mark cut_at(const Mark& mark, std::size_t point, std::int64_t last_seen) {
  Mark cut{{mark.points.begin(), mark.points.begin() + static_cast<std::ptrdiff_t>(point) + 1},
           mark.spacing_log,
           last_seen};
  cut.points.back().is_end = true;
  return cut;
}

/// What is enough to know a content again that another mark has all points of.
Mark ends_of(const Mark& mark) {
  const MarkPoint& head = mark.first_point_from(kWindowBytes);
  const std::uint64_t window = mark.length() - std::min(mark.length(), kWindowBytes);
  Mark ends{{}, mark.spacing_log, mark.last_seen};
  for (const MarkPoint& point :
       {mark.points.front(), head, mark.last_point_before(window), mark.points.back()}) {
    if (ends.points.empty() || point.length > ends.points.back().length) {
      ends.points.push_back(point);
    }
  }
  return ends;
}

}  // namespace

const MarkPoint& Mark::first_point_from(std::uint64_t from) const {
  const auto found = std::find_if(points.begin(), points.end(),
                                  [&](const MarkPoint& point) { return point.length >= from; });
  return found == points.end() ? points.back() : *found;
}

const MarkPoint& Mark::last_point_before(std::uint64_t to) const {
  const auto found = std::find_if(points.rbegin(), points.rend(),
                                  [&](const MarkPoint& point) { return point.length <= to; });
  return found == points.rend() ? points.front() : *found;
}

Marks Marks::parse(std::string_view bytes) {
  Reader reader(bytes);
  Marks marks;
  for (std::uint64_t left = reader.number(); left > 0; --left) {
    Mark mark = read_mark(reader);
    if (!marks.marks_.empty() && mark.points <= marks.marks_.back().points) refuse();
    marks.marks_.push_back(std::move(mark));
  }
  if (reader.left() != 0) refuse();
  marks.uses_.resize(marks.marks_.size());
  return marks;
}

std::string Marks::bytes() const {
  std::vector<const Mark*> in_order;
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    if (uses_[i] != Use::kOutgrown) in_order.push_back(&marks_[i]);
  }
  std::sort(in_order.begin(), in_order.end(), [](const Mark* a, const Mark* b) { return *a < *b; });
  std::string bytes;
  write_number(bytes, in_order.size());
  for (const Mark* mark : in_order) write_mark(bytes, *mark);
  return bytes;
}

void Marks::add(Mark mark) {
  changed_ = true;
  const auto same = std::find_if(marks_.begin(), marks_.end(),
                                 [&](const Mark& known) { return known.points == mark.points; });
  if (same == marks_.end()) {
    marks_.push_back(std::move(mark));
    uses_.push_back(Use::kSeen);
  } else {
    same->last_seen = std::max(same->last_seen, mark.last_seen);
    uses_[static_cast<std::size_t>(same - marks_.begin())] = Use::kSeen;
  }
}

void Marks::grow(std::size_t index, Mark mark) {
  if (uses_[index] == Use::kSeen) {
    marks_[index] = ends_of(marks_[index]);
  } else {
    uses_[index] = Use::kOutgrown;
  }
  add(std::move(mark));
}

void Marks::saw(std::size_t index, std::size_t point, std::int64_t now) {
  Mark& mark = marks_[index];
  if (point + 1 < mark.points.size()) {
    add(ends_of(cut_at(mark, point, now)));
    return;
  }
  if (uses_[index] == Use::kOutgrown) mark = ends_of(mark);
  uses_[index] = Use::kSeen;
  if (now - mark.last_seen < kSeenGrain) return;
  mark.last_seen = now;
  changed_ = true;
}

void Marks::forget(std::int64_t before) {
  for (std::size_t i = marks_.size(); i-- > 0;) {
    if (marks_[i].last_seen >= before) continue;
    marks_.erase(marks_.begin() + static_cast<std::ptrdiff_t>(i));
    uses_.erase(uses_.begin() + static_cast<std::ptrdiff_t>(i));
    changed_ = true;
  }
}

}  // namespace seenby
