// A temporary file for what does not fit into memory: extents are written, read back from any
// thread, and given back to the disk when they are no longer of use. The file loses its name as
// soon as it is there, so nobody else can open it and a crash leaves nothing behind.
// It stands in $TMPDIR, or in /var/tmp or /tmp: the first is the place for large temporary files,
// where the second is often memory.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>

namespace seenby {

/// Where something was written.
struct SpillExtent {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

class SpillFile {
 public:
  /// Nothing is opened before the first write. An empty `folder` is chosen as said above.
  /// `memory_bytes` stand in memory when something is written, for the message that says what the
  /// run needs.
  explicit SpillFile(std::uint64_t memory_bytes = 0, std::string folder = {})
      : folder_(std::move(folder)), memory_bytes_(memory_bytes) {}
  ~SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  // All from any thread. What fails throws Error(kIo) that names the folder.

  /// Room for `bytes`, to be filled by write().
  SpillExtent reserve(std::uint64_t bytes);
  void write(std::uint64_t offset, const void* from, std::size_t bytes);
  SpillExtent append(const void* from, std::size_t bytes);
  void read(std::uint64_t offset, void* to, std::size_t bytes) const;
  /// The extent is not read again.
  void release(const SpillExtent& extent) noexcept;

  /// How much of the input was read, for the same message; a `total` of 0 is unknown.
  void note_progress(std::uint64_t done, std::uint64_t total) noexcept;

  /// Reserved and not released.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  void open();
  [[noreturn]] void fail(const char* what, int error) const;
  [[nodiscard]] std::string needed_text() const;

  std::string folder_;
  std::mutex mutex_;            ///< guards opening
  std::atomic<int> file_ = -1;  ///< a descriptor
  std::atomic<std::uint64_t> end_ = 0;
  std::atomic<std::uint64_t> bytes_ = 0;
  std::atomic<std::uint64_t> done_ = 0;
  std::atomic<std::uint64_t> total_ = 0;
  std::uint64_t memory_bytes_;
};

}  // namespace seenby
