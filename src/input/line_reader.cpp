// Reads until a block is full, looks for its last newline and carries the rest. A block without any
// newline doubles until its line ends or cannot be within the limit any more; only then is it
// oversized and goes out in pieces. So a line's being oversized never depends on the block size.
#include "input/line_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "seenby/error.h"

namespace seenby {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kBlanks = " \t";

bool starts_like_object(std::string_view line) {
  const std::size_t brace = line.find_first_not_of(kBlanks);
  if (brace == std::string_view::npos || line[brace] != '{') {
    return false;
  }
  const std::size_t after = line.find_first_not_of(kBlanks, brace + 1);
  return after != std::string_view::npos && (line[after] == '"' || line[after] == '}');
}

bool any_line_starts_like_object(std::string_view text) {
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    if (starts_like_object(text.substr(0, newline))) {
      return true;
    }
    text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
  }
  return false;
}

// The bytes without a newline from which a line is surely over the limit: one more may be the
// carriage return before its newline, which is not part of the line.
std::size_t surely_oversized(std::size_t max_line_bytes) {
  constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max() / 4;
  return std::min(max_line_bytes, kMost) + 2;
}

}  // namespace

LineReader::LineReader(std::unique_ptr<ByteSource> source, std::string name, LineLimits limits,
                       LineRange range)
    : source_(std::move(source)), name_(std::move(name)), limits_(limits), range_(range) {
  limits_.block_bytes = std::max<std::size_t>(limits_.block_bytes, 1);
}

std::string_view LineReader::first_lines(std::size_t bytes) {
  start();
  const std::size_t oversized = surely_oversized(limits_.max_line_bytes);
  std::size_t newline = carried_.find('\n');
  while (!ended_ && (carried_.size() < bytes ||
                     (newline == std::string::npos && carried_.size() < oversized))) {
    const std::size_t size = carried_.size();
    const std::size_t wanted = size < bytes ? bytes - size : bytes;
    carried_.resize(size + wanted);
    const std::size_t got = source_->read(carried_.data() + size, wanted);
    ended_ = got == 0;
    carried_.resize(size + got);
    if (newline == std::string::npos) newline = carried_.find('\n', size);
  }
  const std::string_view read = carried_;
  if (newline != std::string::npos && newline >= bytes) return read.substr(0, newline + 1);
  if (ended_ && (newline == std::string::npos || read.size() <= bytes)) {
    return range_.last_line == LastLine::kCounted ? read : read.substr(0, read.rfind('\n') + 1);
  }
  const std::size_t last = read.substr(0, bytes).rfind('\n');
  return last == std::string::npos ? std::string_view() : read.substr(0, last + 1);
}

bool LineReader::next(Block& block) {
  start();
  if (inside_oversized_) {
    next_piece(block);
  } else if (!next_lines(block)) {
    return false;
  }
  if (blocks_ == 0 && range_.from == LineRange::From::kStart) {
    check_text(block);
  }
  block.index = blocks_++;
  return true;
}

void LineReader::start() {
  if (started_) return;
  started_ = true;
  switch (range_.from) {
    case LineRange::From::kStart:
      skip_byte_order_mark();
      break;
    case LineRange::From::kLine:
      break;
    case LineRange::From::kInsideLine:
      skip_rest_of_line();
      break;
  }
}

void LineReader::skip_byte_order_mark() {
  while (carried_.size() < kByteOrderMark.size() && kByteOrderMark.starts_with(carried_)) {
    std::array<char, kByteOrderMark.size()> bytes{};
    const std::size_t got = source_->read(bytes.data(), bytes.size() - carried_.size());
    if (got == 0) {
      ended_ = true;
      return;
    }
    carried_.append(bytes.data(), got);
  }
  if (carried_ == kByteOrderMark) {
    skipped_bytes_ = carried_.size();
    carried_.clear();
  }
}

void LineReader::skip_rest_of_line() {
  std::size_t newline = std::string::npos;
  while (!ended_ && newline == std::string::npos) {
    carried_.resize(kSampleBytes);
    carried_.resize(source_->read(carried_.data(), carried_.size()));
    ended_ = carried_.empty();
    newline = carried_.find('\n');
    const std::size_t rest = newline == std::string::npos ? carried_.size() : newline + 1;
    if (range_.pen != nullptr) range_.pen->add(std::string_view(carried_).substr(0, rest));
    carried_.erase(0, rest);
  }
}

bool LineReader::next_lines(Block& block) {
  const std::size_t oversized = surely_oversized(limits_.max_line_bytes);
  std::size_t limit = std::max(limits_.block_bytes, carried_.size());
  std::size_t searched = 0;
  block.reserve(limit + 1, 0);
  std::size_t size = carried_.copy(block.data(), carried_.size());
  carried_.clear();
  for (;;) {
    size = fill(block, size, limit);
    if (size < limit) {  // the end of the input
      if (range_.last_line == LastLine::kWaits) {
        const std::size_t end = std::string_view(block.data(), size).rfind('\n') + 1;
        if (size - end < oversized) {
          check_here({block.data(), size}, end);
          bytes_waiting_ += size - end;
          size = end;
        }
      }
      if (size == 0) {
        return false;
      }
      finish_unended(block, Block::Kind::kLines, size);
      return true;
    }
    const std::string_view unsearched(block.data() + searched, size - searched);
    if (const std::size_t newline = unsearched.rfind('\n'); newline != std::string_view::npos) {
      const std::size_t end = searched + newline + 1;
      carried_.assign(block.data() + end, size - end);
      finish(block, Block::Kind::kLines, end);
      return true;
    }
    if (size >= oversized) {
      inside_oversized_ = true;
      finish(block, Block::Kind::kOversizedStart, size);
      return true;
    }
    searched = size;
    limit = std::min(limit * 2, oversized);
    block.reserve(limit + 1, size);
  }
}

void LineReader::next_piece(Block& block) {
  const std::size_t limit = std::max(limits_.block_bytes, carried_.size());
  block.reserve(limit + 1, 0);
  std::size_t size = carried_.copy(block.data(), carried_.size());
  carried_.clear();
  size = fill(block, size, limit);
  const std::size_t newline = std::string_view(block.data(), size).find('\n');
  if (newline != std::string_view::npos) {
    inside_oversized_ = false;
    carried_.assign(block.data() + newline + 1, size - newline - 1);
    size = newline + 1;
  } else if (size < limit) {  // the end of the input
    inside_oversized_ = false;
    finish_unended(block, Block::Kind::kOversizedMore, size);
    return;
  }
  finish(block, Block::Kind::kOversizedMore, size);
}

/// Reads behind the first `size` bytes until there are `limit`; fewer only at the end.
std::size_t LineReader::fill(Block& block, std::size_t size, std::size_t limit) {
  if (left_.check == nullptr) {
    left_ = source_->leave_check();
    checked_ = size;
  }
  while (size < limit && !ended_) {
    const std::size_t got = source_->read(block.data() + size, limit - size);
    ended_ = got == 0;
    size += got;
  }
  return size;
}

void LineReader::finish(Block& block, Block::Kind kind, std::size_t size) {
  draw({block.data(), size});
  leave_check(block, size);
  block.kind = kind;
  block.resize(size);
}

/// At the end of the input, where a newline may be missing.
void LineReader::finish_unended(Block& block, Block::Kind kind, std::size_t size) {
  finish(block, kind, size);
  if (size != 0 && block.data()[size - 1] == '\n') return;
  block.data()[size] = '\n';
  block.resize(size + 1);
}

/// To whoever takes the block.
void LineReader::leave_check(Block& block, std::size_t size) {
  const std::size_t begin = std::min(checked_, size);
  block.unchecked = {left_.check, left_.offset, begin, size};
  checked_ -= begin;
  left_.offset += size - begin;
}

/// What of a block's bytes, those from there on, is not handed out.
void LineReader::check_here(std::string_view bytes, std::size_t from) {
  if (left_.check == nullptr) return;
  from = std::max(from, checked_);
  left_.check->check(left_.offset + (from - checked_), bytes.substr(from));
}

void LineReader::draw(std::string_view bytes) {
  if (range_.pen == nullptr) return;
  // Bytes before the first line are consumed with it, not before.
  if (blocks_ == 0) range_.pen->add(kByteOrderMark.substr(0, skipped_bytes_));
  range_.pen->add(bytes);
}

void LineReader::check_text(const Block& block) const {
  const std::size_t nul = block.bytes().find('\0');
  if (nul != std::string_view::npos && !any_line_starts_like_object(block.bytes())) {
    throw Error(ExitCode::kIo,
                fmt::format("{}: binary data, not JSON lines (NUL byte at offset {})", name_,
                            nul + skipped_bytes_));
  }
}

}  // namespace seenby
