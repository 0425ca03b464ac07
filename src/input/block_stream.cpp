// Walks the inputs in order under one mutex. Reading and decompressing are the serial part of a
// run; everything behind next() is done by the workers in parallel, each on its own block.
#include <cstring>
#include <optional>
#include <utility>

#include "input/line_reader.h"
#include "input/marked_input.h"
#include "input/raw_file.h"
#include "seenby/input.h"

namespace seenby {

void Block::reserve(std::size_t capacity, std::size_t keep) {
  if (buffer_ != nullptr && capacity <= capacity_) {
    return;
  }
  auto larger = std::make_unique_for_overwrite<char[]>(capacity + kBlockPadding);
  if (keep != 0) {
    std::memcpy(larger.get(), buffer_.get(), keep);
  }
  buffer_ = std::move(larger);
  capacity_ = capacity;
}

void Block::resize(std::size_t size) {
  reserve(size, size_);
  size_ = size;
  std::memset(buffer_.get() + size, 0, kBlockPadding);
}

/// The place in the inputs: `reader` is at input `input`, or null between two inputs.
struct BlockStream::Cursor {
  std::size_t input = 0;
  std::unique_ptr<LineReader> unmarked;
  std::unique_ptr<MarkedInput> marked;
  LineReader* reader = nullptr;  // of one of them
  std::uint64_t blocks = 0;
  std::uint64_t raw_bytes_before = 0;  // of the inputs already finished

  [[nodiscard]] std::uint64_t raw_bytes_read() const {
    return raw_bytes_before + (reader == nullptr ? 0 : reader->raw_bytes_read());
  }

  void open_reader(const InputOptions& options, InputHistory& history) {
    if (options.marks != nullptr) {
      marked = std::make_unique<MarkedInput>(options, input);
      reader = &marked->reader();
      history.lines_before = marked->history().lines_before;
      return;
    }
    const std::string& path = options.inputs[input];
    unmarked = std::make_unique<LineReader>(open_input(options, path), input_name(path),
                                            LineLimits{options.block_bytes, options.max_line_bytes},
                                            LineRange{LineRange::From::kStart, options.last_line});
    reader = unmarked.get();
    if (options.on_input) options.on_input(input, reader->first_lines(kSampleBytes));
  }

  void leave_input(InputHistory& history) {
    raw_bytes_before = raw_bytes_read();
    if (marked != nullptr) marked->close();
    // Others may be reading how many lines were before.
    history.bytes_waiting = reader->bytes_waiting();
    if (marked != nullptr) {
      history.bytes_before = marked->history().bytes_before;
      history.bytes_new = marked->history().bytes_new;
    }
    close_reader();
    ++input;
  }

  void close_reader() {
    reader = nullptr;
    unmarked.reset();
    marked.reset();
  }
};

BlockStream::BlockStream(InputOptions options)
    : options_(std::move(options)), cursor_(std::make_unique<Cursor>()) {
  if (options_.inputs.empty()) {
    options_.inputs.emplace_back("-");
  }
  histories_.resize(options_.inputs.size());
  if (options_.open) {
    return;
  }
  bool every_size_known = true;
  for (const std::string& path : options_.inputs) {
    const std::optional<std::uint64_t> size = check_input(path);
    every_size_known = every_size_known && size.has_value();
    raw_bytes_total_ += size.value_or(0);
  }
  if (!every_size_known) {
    raw_bytes_total_ = 0;
  }
}

BlockStream::~BlockStream() = default;

bool BlockStream::next(Block& block) {
  const std::lock_guard lock(mutex_);
  Cursor& cursor = *cursor_;
  try {
    while (cursor.input < options_.inputs.size()) {
      if (cursor.reader == nullptr) {
        cursor.open_reader(options_, histories_[cursor.input]);
      }
      const bool filled = cursor.reader->next(block);
      raw_bytes_read_.store(cursor.raw_bytes_read());
      if (filled) {
        block.input = cursor.input;
        block.serial = cursor.blocks++;
        return true;
      }
      cursor.leave_input(histories_[cursor.input]);
    }
    return false;
  } catch (...) {
    cursor.input = options_.inputs.size();
    cursor.close_reader();
    throw;
  }
}

}  // namespace seenby
