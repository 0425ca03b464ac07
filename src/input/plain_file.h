// A regular file without compression, read where one likes: what is known to be counted need not be
// read again. Limit: such a file may be cut or rewritten at any time; whoever reads it has to
// check.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "seenby/input.h"

namespace seenby {

class PlainFile {
 public:
  /// Whether the file is regular and not of a codec. Throws Error(kIo).
  static bool is_plain(int descriptor, const std::string& name);

  /// Owns the descriptor. `name` is for messages.
  PlainFile(int descriptor, std::string name);
  ~PlainFile();
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  /// Fills up to `size` bytes and returns how many; 0 only at the end. Throws Error(kIo).
  std::size_t read_at(std::uint64_t offset, char* out, std::size_t size) const;
  [[nodiscard]] std::uint64_t size() const;

  /// The checksum of the bytes up to `to`, when that of those up to `from` is `before`; nothing
  /// when the file is shorter.
  [[nodiscard]] std::optional<std::uint64_t> checksum(std::uint64_t from, std::uint64_t to,
                                                      std::uint64_t before) const;

 private:
  int descriptor_;
  std::string name_;
};

/// The bytes from `offset` on. Bytes before it count as read.
std::unique_ptr<ByteSource> bytes_from(std::shared_ptr<const PlainFile> file, std::uint64_t offset);

}  // namespace seenby
