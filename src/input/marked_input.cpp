// Opening: the first lines are shown, the content is searched for, and reading starts behind the
// point found. A stream is read only once, so what was read too far is given again.
#include "input/marked_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "input/codec.h"
#include "input/marks.h"
#include "input/raw_file.h"
#include "seenby/error.h"

namespace seenby {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{256} << 10;

/// Keeps what is read through it.
class Tee final : public ByteSource {
 public:
  Tee(ByteSource& source, std::string& kept) : source_(source), kept_(kept) {}
  std::size_t read(char* out, std::size_t size) override {
    const std::size_t got = source_.read(out, size);
    kept_.append(out, got);
    return got;
  }
  [[nodiscard]] std::uint64_t raw_bytes_read() const override { return source_.raw_bytes_read(); }

 private:
  ByteSource& source_;
  std::string& kept_;
};

std::uint64_t length_of(const Marks& marks, const std::optional<MarkSearch::Found>& found) {
  return found ? marks.all()[found->mark].points[found->point].length : 0;
}

}  // namespace

MarkedInput::MarkedInput(const InputOptions& options, std::size_t input)
    : options_(options), input_(input), path_(options.inputs[input]), name_(input_name(path_)) {
  open();
  show_first_lines();

  MarkSearch search(*options_.marks);
  std::unique_ptr<ByteSource> rest;
  if (file_ != nullptr) {
    search_file(search);
    const std::uint64_t length = length_of(*options_.marks, search.found());
    if (length > 0) file_->read_at(length - 1, &last_byte_, 1);
    rest = bytes_from(file_, length);
  } else {
    std::string held = search_stream(search);
    rest = replay(std::move(held), std::move(stream_));
  }

  LineRange range{LineRange::From::kStart, options_.last_line, &pen_};
  found_ = search.found();
  if (found_) {
    pen_ = MarkPen(options_.marks->all()[found_->mark], found_->point);
    range.from = last_byte_ == '\n' ? LineRange::From::kLine : LineRange::From::kInsideLine;
  }
  start_ = pen_.place();
  reader_ = std::make_unique<LineReader>(
      std::move(rest), name_, LineLimits{options_.block_bytes, options_.max_line_bytes}, range);
  reader_->start();
  lines_before_ = pen_.place().lines;
}

void MarkedInput::open() {
  if (options_.opened) stream_ = options_.opened(path_);
  if (stream_ != nullptr) return;
  if (options_.open || path_ == "-") {
    stream_ = open_input(options_, path_);
    return;
  }
  // A FIFO can be opened only once, so the file is looked at when it is open.
  const int descriptor = open_descriptor(path_);
  if (PlainFile::is_plain(descriptor, name_)) {
    file_ = std::make_shared<PlainFile>(descriptor, name_);
  } else {
    stream_ = decompress(raw_file_of(descriptor, name_), name_);
  }
}

void MarkedInput::show_first_lines() {
  if (!options_.on_input) return;
  std::string head;
  std::unique_ptr<ByteSource> start =
      file_ != nullptr ? bytes_from(file_, 0) : std::make_unique<Tee>(*stream_, head);
  LineReader reader(std::move(start), name_, {options_.block_bytes, options_.max_line_bytes},
                    {LineRange::From::kStart, options_.last_line});
  options_.on_input(input_, reader.first_lines(kSampleBytes));
  if (file_ == nullptr) stream_ = replay(std::move(head), std::move(stream_));
}

void MarkedInput::search_file(MarkSearch& search) const {
  std::vector<char> chunk(kWindowBytes);
  for (bool looked_at_ends = false; !search.is_over(); looked_at_ends = true) {
    const std::size_t got = file_->read_at(search.length(), chunk.data(), chunk.size());
    if (got == 0) return search.end();
    search.feed({chunk.data(), got});
    if (looked_at_ends) continue;
    std::vector<std::size_t> candidates = search.candidates();
    const auto& marks = options_.marks->all();
    std::sort(candidates.begin(), candidates.end(),
              [&](std::size_t a, std::size_t b) { return marks[a].length() > marks[b].length(); });
    const auto whole = std::find_if(candidates.begin(), candidates.end(),
                                    [&](std::size_t i) { return holds(marks[i], search); });
    if (whole != candidates.end()) search.jump(*whole);
    chunk.resize(kChunkBytes);
  }
}

/// Whether the file has what the mark has, by the first point behind what was searched and by the
/// last window.
bool MarkedInput::holds(const Mark& mark, const MarkSearch& search) const {
  if (mark.length() > file_->size()) return false;
  const MarkPoint& head = mark.first_point_from(search.length());
  if (file_->checksum(search.length(), head.length, search.checksum()) != head.checksum) {
    return false;
  }
  const std::uint64_t window = mark.length() - std::min(mark.length(), kWindowBytes);
  const MarkPoint& tail = std::max(head, mark.last_point_before(window));
  return file_->checksum(tail.length, mark.length(), tail.checksum) == mark.points.back().checksum;
}

std::string MarkedInput::search_stream(MarkSearch& search) {
  std::string held;
  std::uint64_t start = 0;  // of what is held
  for (bool has_ended = false; !has_ended && !search.is_over();) {
    const std::size_t size = held.size();
    held.resize(size + kChunkBytes);
    const std::size_t got = stream_->read(held.data() + size, kChunkBytes);
    held.resize(size + got);
    has_ended = got == 0;
    if (has_ended) {
      search.end();
    } else {
      search.feed(std::string_view(held).substr(size));
    }
    const std::size_t agreed = length_of(*options_.marks, search.found()) - start;
    if (agreed == 0) continue;
    last_byte_ = held[agreed - 1];
    held.erase(0, agreed);
    start += agreed;
  }
  return held;
}

void MarkedInput::close() {
  refuse_rewritten();
  const std::int64_t now = options_.seen_at;
  Marks& marks = *options_.marks;
  const bool has_news = pen_.place().length != start_.length;
  const bool ends_a_mark = found_ && found_->point + 1 == marks.all()[found_->mark].points.size();
  if (!has_news && found_) {
    marks.saw(found_->mark, found_->point, now);
  } else if (has_news && ends_a_mark) {
    marks.grow(found_->mark, pen_.mark(now));
  } else if (has_news) {
    marks.add(pen_.mark(now));
  }
}

/// A file cut and written anew past the place where we were has another start now. One that is
/// shorter now was cut: what we read of it is known again in the copy that was made of it.
void MarkedInput::refuse_rewritten() const {
  if (file_ == nullptr || file_->size() < pen_.place().length) return;
  const MarkPoint head = pen_.first_point_from(kWindowBytes);
  if (file_->checksum(0, head.length, 0) == head.checksum) return;
  throw Error(ExitCode::kIo, fmt::format("{}: was rewritten while it was read; nothing was "
                                         "counted; run again",
                                         name_));
}

InputHistory MarkedInput::history() const {
  return {.bytes_before = start_.length,
          .lines_before = lines_before_,
          .bytes_new = pen_.place().length - start_.length,
          .bytes_waiting = reader_->bytes_waiting()};
}

}  // namespace seenby
