// Bytes of a file, pipe or standard input as they are, before any decompression, and what can be
// said of an input before it is read. Only read(2): a pipe works, a file cut short while being read
// is a short input and never a signal.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "seenby/input.h"

namespace seenby {

/// How messages call an input: its path, or `standard input` for `-`.
std::string input_name(const std::string& path);

/// Checks without opening (opening a FIFO would wait for its writer) that `path` can be read.
/// Returns the bytes left to read of a regular file, nothing for other kinds. Throws Error(kIo).
std::optional<std::uint64_t> check_input(const std::string& path);

/// Opens a path, or standard input for `-`. Throws Error(kIo).
std::unique_ptr<ByteSource> open_raw_file(const std::string& path);

}  // namespace seenby
