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

/// Opens a path for reading, which may wait for a FIFO's writer. The caller owns the descriptor.
/// Throws Error(kIo).
int open_descriptor(const std::string& path);

/// The bytes from where the descriptor is; it is closed with them. `name` is for messages.
std::unique_ptr<ByteSource> raw_file_of(int descriptor, std::string name);

/// Throws Error(kIo) that words `error_number` for the input of that name.
[[noreturn]] void refuse_input(const std::string& name, int error_number);

}  // namespace seenby
