// Each thread that asks for a block reads it itself, from an input that no other thread is reading.
// Where there are fewer inputs than threads, blocks of a plain file cost next to nothing to read,
// so the threads take turns; whoever decodes a compressed one goes on decoding for the others.
#include <cstring>
#include <optional>
#include <thread>
#include <utility>

#include "input/line_reader.h"
#include "input/marked_input.h"
#include "input/raw_file.h"
#include "seenby/input.h"

namespace seenby {
namespace {

/// How often a thread looks for a block before it sleeps, about a millisecond: most are there
/// sooner than a sleeping thread would wake.
constexpr int kLooks = 2000;

}  // namespace

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

void Block::check() {
  const Unchecked left = std::exchange(unchecked, {});
  if (left.check == nullptr) return;
  left.check->check(left.offset, bytes().substr(left.begin, left.end - left.begin));
}

/// An input that is being read, by one thread at a time.
struct BlockStream::OpenInput {
  std::size_t number = 0;
  std::unique_ptr<LineReader> unmarked;
  std::unique_ptr<MarkedInput> marked;
  LineReader* reader = nullptr;  ///< of one of them
  bool is_taken = false;
  std::uint64_t raw_bytes_read = 0;  ///< as far as they are in the sum

  OpenInput(const InputOptions& options, std::size_t input, InputHistory& history) : number(input) {
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

  /// At its end.
  void leave(InputHistory& history) {
    if (marked != nullptr) marked->close();
    // Others may be reading how many lines were before.
    history.bytes_waiting = reader->bytes_waiting();
    if (marked == nullptr) return;
    history.bytes_before = marked->history().bytes_before;
    history.bytes_new = marked->history().bytes_new;
  }
};

BlockStream::BlockStream(InputOptions options) : options_(std::move(options)) {
  if (options_.inputs.empty()) {
    options_.inputs.emplace_back("-");
  }
  histories_.resize(options_.inputs.size());
  is_file_.resize(options_.inputs.size(), true);
  if (options_.open) {
    return;
  }
  bool every_size_known = true;
  for (std::size_t i = 0; i < options_.inputs.size(); ++i) {
    const std::optional<std::uint64_t> size = check_input(options_.inputs[i]);
    is_file_[i] = size.has_value();
    every_size_known = every_size_known && size.has_value();
    raw_bytes_total_ += size.value_or(0);
  }
  if (!every_size_known) {
    raw_bytes_total_ = 0;
  }
}

BlockStream::~BlockStream() = default;

bool BlockStream::next(Block& block) {
  std::unique_lock lock(mutex_);
  while (take(block, lock)) {
    if (is_whole(block, lock)) return true;
  }
  return false;
}

bool BlockStream::take(Block& block, std::unique_lock<std::mutex>& lock) {
  for (;;) {
    if (free_input(block.input) == nullptr && may_open_next()) open_next();
    OpenInput* const input = free_input(block.input);
    // Decoding first: the others can only go on while somebody decodes.
    if (ready_count_ > 0 && (input == nullptr || !reads_ahead(*input))) {
      std::swap(block, ready_[first_ready_]);
      first_ready_ = (first_ready_ + 1) % ready_.size();
      --ready_count_;
      return true;
    }
    if (input != nullptr) {
      if (read(*input, block, lock)) return true;
    } else if (!open_.empty() || (failure_ && checking_ > 0)) {
      wait(lock);
    } else if (failure_) {
      std::rethrow_exception(std::exchange(failure_, nullptr));
    } else if (next_input_ == options_.inputs.size()) {
      return false;
    }
  }
}

/// Until something has changed. Whoever looks does not take the lock for it, so that those who work
/// do not have to wait for it.
void BlockStream::wait(std::unique_lock<std::mutex>& lock) {
  const std::uint64_t seen = changes_;
  lock.unlock();
  for (int looks = 0; looks < kLooks && changes_ == seen; ++looks) std::this_thread::yield();
  lock.lock();
  while (changes_ == seen) changed_.wait(lock);
}

/// An open input that no thread is reading, or null: the one that a thread had before, whose
/// decoder is in its cache, else the first.
BlockStream::OpenInput* BlockStream::free_input(std::size_t before) const {
  OpenInput* free = nullptr;
  for (const auto& input : open_) {
    if (input->is_taken) continue;
    if (input->number == before) return input.get();
    if (free == nullptr) free = input.get();
  }
  return free;
}

/// Never several pipes at once: whoever writes them may do so one by one.
bool BlockStream::may_open_next() const {
  if (next_input_ == options_.inputs.size()) return false;
  if (open_.empty()) return true;
  return options_.order == InputOrder::kAny && options_.marks == nullptr && is_file_[next_input_] &&
         open_.size() < options_.threads;
}

/// While a thread has no input of its own, the one that decodes does nothing else.
bool BlockStream::reads_ahead(const OpenInput& input) const {
  return input.reader->is_decoded() && open_.size() < options_.threads &&
         ready_count_ < ready_.size();
}

void BlockStream::open_next() {
  const std::size_t number = next_input_++;
  try {
    open_.push_back(std::make_unique<OpenInput>(options_, number, histories_[number]));
  } catch (...) {
    fail({number, Place::Step::kRead}, std::current_exception());
  }
}

/// Reads the next block of an input that is free. False when there is none; it is closed then.
bool BlockStream::read(OpenInput& input, Block& block, std::unique_lock<std::mutex>& lock) {
  input.is_taken = true;
  while (fill(input, block, lock)) {
    if (!reads_ahead(input)) {
      input.is_taken = false;
      ++changes_;
      changed_.notify_one();
      return true;
    }
    // What is swapped in is the buffer of a block handed out before.
    std::swap(block, ready_[(first_ready_ + ready_count_++) % ready_.size()]);
    ++changes_;
    // Waking a thread takes long, so it is to find more than one.
    if (ready_count_ >= ready_.size() / 2) changed_.notify_one();
  }
  std::erase_if(open_, [&input](const auto& open) { return open.get() == &input; });
  ++changes_;
  changed_.notify_all();
  return false;
}

/// Without the lock while it reads.
bool BlockStream::fill(OpenInput& input, Block& block, std::unique_lock<std::mutex>& lock) {
  bool is_filled = false;
  std::exception_ptr failure;
  lock.unlock();
  try {
    is_filled = input.reader->next(block);
    if (!is_filled) input.leave(histories_[input.number]);
  } catch (...) {
    failure = std::current_exception();
  }
  lock.lock();
  const std::uint64_t raw_bytes = input.reader->raw_bytes_read();
  raw_bytes_read_ += raw_bytes - std::exchange(input.raw_bytes_read, raw_bytes);
  if (failure) fail({input.number, Place::Step::kRead}, std::move(failure));
  if (!is_filled || (failure_ && failed_at_.input <= input.number)) return false;
  block.input = input.number;
  block.serial = blocks_++;
  return true;
}

/// Checks what reading the block has left, without the lock.
bool BlockStream::is_whole(Block& block, std::unique_lock<std::mutex>& lock) {
  if (block.unchecked.check == nullptr) return true;
  std::exception_ptr failure;
  ++checking_;
  lock.unlock();
  try {
    block.check();
  } catch (...) {
    failure = std::current_exception();
  }
  lock.lock();
  --checking_;
  if (failure) fail({block.input, Place::Step::kCheck}, failure);
  if (failure_) {
    ++changes_;
    changed_.notify_all();
  }
  return failure == nullptr;
}

/// Neither it nor inputs behind it are read on.
void BlockStream::fail(Place place, std::exception_ptr failure) {
  next_input_ = options_.inputs.size();
  if (failure_ && failed_at_ < place) return;
  failure_ = std::move(failure);
  failed_at_ = place;
}

}  // namespace seenby
