// From a path to decompressed bytes, and from bytes to blocks of whole lines. A `ByteSource` is a
// plain, gzip or zstd stream chosen by its first bytes, never by its name. `BlockStream` opens the
// inputs in order and hands out padded blocks, each to be parsed alone, so that threads share
// nothing but the stream. We read(2) and never mmap: a file truncated under an mmap is a SIGBUS.
// Limit: a line longer than `max_line_bytes` is never held in memory; it comes in pieces.
#pragma once

#include <array>
#include <atomic>
#include <compare>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seenby {

class Marks;

/// Compares content with what its compression noted of it, such as checksums.
class ContentCheck {
 public:
  ContentCheck() = default;
  ContentCheck(const ContentCheck&) = delete;
  ContentCheck& operator=(const ContentCheck&) = delete;
  virtual ~ContentCheck() = default;

  /// `bytes` are the content's behind its first `offset` bytes. Every byte that was read is to be
  /// given once, in pieces of any size, in any order and by any thread. Throws Error(kIo) where
  /// they complete what is not as it was noted; of several such stretches for the first only.
  virtual void check(std::uint64_t offset, std::string_view bytes) = 0;
};

/// A forward-only stream of decompressed bytes.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  /// Fills up to `size` bytes and returns how many; 0 only at the end. A short read is not the end.
  /// Throws Error(kIo) naming the input when it cannot be read, is truncated or corrupt.
  virtual std::size_t read(char* out, std::size_t size) = 0;

  /// Bytes taken so far from the file itself (compressed bytes for a compressed file).
  [[nodiscard]] virtual std::uint64_t raw_bytes_read() const = 0;

  struct LeftCheck {
    std::shared_ptr<ContentCheck> check;  ///< null: read() still checks all
    std::uint64_t offset = 0;             ///< of what is read next
  };
  /// Leaves the check of what is read from now on to the caller, who may have other threads do it.
  virtual LeftCheck leave_check() { return {}; }

  /// Whether reading takes much longer than copying.
  [[nodiscard]] virtual bool is_decoded() const { return false; }
};

/// One compression: add a row in src/input/codec.cpp and a source file.
struct Codec {
  std::string_view name;
  std::string_view magic;  ///< the bytes a stream of this codec begins with
  std::unique_ptr<ByteSource> (*open)(std::unique_ptr<ByteSource> raw, std::string input_name);
};
std::span<const Codec> codecs();

/// Opens a file, or standard input for `-`, decompressing by magic bytes.
/// Throws Error(kIo): no such file, a folder, no permission.
std::unique_ptr<ByteSource> open_input(const std::string& path);

struct InputOptions;
/// An input of these options, wherever its bytes come from.
std::unique_ptr<ByteSource> open_input(const InputOptions& options, const std::string& path);

/// Bytes readable behind a block's end, so that wide loads need no bound check.
inline constexpr std::size_t kBlockPadding = 128;

/// A run of whole lines of one input, or a piece of one oversized line. Reused from call to call:
/// its bytes live until the next `next()` with the same object.
struct Block {
  enum class Kind : std::uint8_t {
    kLines,           ///< every line ends with '\n'; one is added to a last line without it
    kOversizedStart,  ///< the first bytes of a line too long to hold
    kOversizedMore,   ///< further bytes of it; the last piece ends with '\n'
  };
  Kind kind = Kind::kLines;
  std::size_t input = 0;     ///< index into BlockStream::inputs
  std::uint64_t index = 0;   ///< 0, 1, 2 … within that input
  std::uint64_t serial = 0;  ///< 0, 1, 2 … over all inputs

  /// What reading has left unchecked: its bytes from `begin` to `end`.
  struct Unchecked {
    std::shared_ptr<ContentCheck> check;  ///< null: nothing
    std::uint64_t offset = 0;             ///< of `begin` in the content
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  Unchecked unchecked;
  /// Checks what is unchecked, as BlockStream::next() has. Throws Error(kIo) as ContentCheck does.
  void check();

  [[nodiscard]] std::string_view bytes() const { return {buffer_.get(), size_}; }
  char* data() { return buffer_.get(); }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  /// Makes room for `capacity` bytes plus kBlockPadding, keeping the first `keep`.
  void reserve(std::size_t capacity, std::size_t keep);
  /// Sets the size and zeroes the padding behind it.
  void resize(std::size_t size);

 private:
  std::unique_ptr<char[]> buffer_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// How much of each input is looked at before it is read.
inline constexpr std::size_t kSampleBytes = std::size_t{1} << 16;

/// What becomes of a last line without a newline.
enum class LastLine : std::uint8_t {
  kCounted,
  kWaits,  ///< it is still being written: neither handed out nor marked
};

/// In which order blocks of several inputs are handed out; those of one input always in its own.
enum class InputOrder : std::uint8_t {
  kAsNamed,  ///< an input's blocks come behind all of those before it
  kAny,      ///< files are read side by side
};

struct InputOptions {
  std::vector<std::string> inputs;  ///< paths; `-` is standard input; empty means standard input
  std::size_t block_bytes = std::size_t{1} << 18;
  std::size_t max_line_bytes = std::size_t{16} << 20;  ///< without its newline
  /// How many threads call next(). With more than one, a compressed input is read ahead.
  std::size_t threads = 1;
  InputOrder order = InputOrder::kAsNamed;  ///< with marks always as named
  /// Called with an input's number and its first whole lines, kSampleBytes or a longer first line,
  /// before its first block is handed out; under the stream's lock, so in input order.
  /// Also of an input of which nothing or only the end is new.
  std::function<void(std::size_t input, std::string_view first_lines)> on_input;
  LastLine last_line = LastLine::kCounted;
  /// What was counted before, or null: that part of an input is skipped. Marked when an input ends,
  /// so that a later one with the same content is known; of no use after a throw.
  Marks* marks = nullptr;
  std::int64_t seen_at = 0;  ///< what marks are stamped with, in seconds since 1970
  /// Asked first: gives an input that was opened already, which is possible once, or null.
  std::function<std::unique_ptr<ByteSource>(const std::string& input)> opened;
  /// Where bytes come from: open_input if empty. Tests and fuzzers feed memory here; `inputs` are
  /// then any names, nothing is looked up on disk and raw_bytes_total() is 0.
  std::function<std::unique_ptr<ByteSource>(const std::string& input)> open;
};

/// How an input was divided into bytes of earlier runs, of this one and of a later one.
struct InputHistory {
  std::uint64_t bytes_before = 0;   ///< decompressed, found to be counted and skipped
  std::uint64_t lines_before = 0;   ///< newlines among them
  std::uint64_t bytes_new = 0;      ///< handed out, or the rest of a line counted before
  std::uint64_t bytes_waiting = 0;  ///< of a last line that waits for its newline
};

/// Thread-safe: several workers call next() at once, each with its own Block.
class BlockStream {
 public:
  /// Fails early (Error kIo) when a named input does not exist or is a folder.
  explicit BlockStream(InputOptions options);
  ~BlockStream();

  /// False at the end of the last input. A UTF-8 byte order mark at an input's start is skipped.
  /// Throws Error(kIo) as ByteSource::read does, or when an input is binary: NUL bytes in its first
  /// block and no line in it that starts like a JSON object. Of several inputs that fail, the first
  /// named is what is thrown, when all before it are read; after it every call returns false.
  bool next(Block& block);

  [[nodiscard]] const std::vector<std::string>& inputs() const { return options_.inputs; }

  /// `lines_before` is known when an input's first block is handed out, the rest when next() has
  /// returned false. The bytes are known only with marks, but for those that wait.
  [[nodiscard]] const InputHistory& history(std::size_t input) const { return histories_[input]; }

  /// For progress; safe from another thread. The total is 0 when an input's size is unknown.
  [[nodiscard]] std::uint64_t raw_bytes_read() const { return raw_bytes_read_.load(); }
  [[nodiscard]] std::uint64_t raw_bytes_total() const { return raw_bytes_total_; }

 private:
  struct OpenInput;
  /// Of a failure. What was read before is checked before what is read next fails.
  struct Place {
    std::size_t input = 0;
    enum class Step : std::uint8_t { kCheck, kRead } step = Step::kCheck;
    // Its comparisons with 0 are the compiler's.
    auto operator<=>(const Place&) const = default;  // NOLINT(modernize-use-nullptr)
  };
  bool take(Block& block, std::unique_lock<std::mutex>& lock);
  void wait(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] OpenInput* free_input(std::size_t before) const;
  [[nodiscard]] bool may_open_next() const;
  [[nodiscard]] bool reads_ahead(const OpenInput& input) const;
  void open_next();
  bool read(OpenInput& input, Block& block, std::unique_lock<std::mutex>& lock);
  bool fill(OpenInput& input, Block& block, std::unique_lock<std::mutex>& lock);
  bool is_whole(Block& block, std::unique_lock<std::mutex>& lock);
  void fail(Place place, std::exception_ptr failure);

  InputOptions options_;
  std::vector<bool> is_file_;  ///< by input: nobody has to write it first
  std::mutex mutex_;           ///< guards what follows but for what is atomic
  std::condition_variable changed_;
  std::atomic<std::uint64_t> changes_{0};         ///< so often was there something new to find
  std::vector<std::unique_ptr<OpenInput>> open_;  ///< in the order of the inputs
  std::size_t next_input_ = 0;
  std::array<Block, 4> ready_;  ///< a ring of blocks read ahead and not handed out
  std::size_t first_ready_ = 0;
  std::size_t ready_count_ = 0;
  std::uint64_t blocks_ = 0;
  std::exception_ptr failure_;
  Place failed_at_;
  std::size_t checking_ = 0;  ///< so many blocks are being checked
  std::vector<InputHistory> histories_;
  std::atomic<std::uint64_t> raw_bytes_read_{0};
  std::uint64_t raw_bytes_total_ = 0;
};

}  // namespace seenby
