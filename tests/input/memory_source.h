// An input without a file: the bytes of a string, given out in reads as short as a test asks for.
#pragma once

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "input/codec.h"
#include "seenby/input.h"

namespace seenby {

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string bytes, std::size_t most_at_once = std::string::npos)
      : bytes_(std::move(bytes)), most_at_once_(most_at_once) {}

  std::size_t read(char* out, std::size_t size) override {
    const std::size_t count = std::min({size, most_at_once_, bytes_.size() - given_});
    std::memcpy(out, bytes_.data() + given_, count);
    given_ += count;
    return count;
  }

  [[nodiscard]] std::uint64_t raw_bytes_read() const override { return given_; }

 private:
  std::string bytes_;
  std::size_t most_at_once_;
  std::size_t given_ = 0;
};

using MemoryFiles = std::map<std::string, std::string>;

/// Options that read `files`, by name and in order, decompressing them like files on disk.
inline InputOptions reading(const MemoryFiles& files,
                            std::size_t most_at_once = std::string::npos) {
  InputOptions options;
  for (const auto& [name, bytes] : files) {
    options.inputs.push_back(name);
  }
  options.open = [files, most_at_once](const std::string& name) {
    return decompress(std::make_unique<MemorySource>(files.at(name), most_at_once), name);
  };
  return options;
}

}  // namespace seenby
