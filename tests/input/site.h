// Runs that share marks, as those of one state do.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "input/marks.h"
#include "input/memory_source.h"
#include "seenby/input.h"

namespace seenby {

/// What runs share, and what a run came to.
struct Site {
  Marks marks;
  LastLine last_line = LastLine::kWaits;
  std::size_t block_bytes = std::size_t{1} << 18;
  std::size_t max_line_bytes = std::size_t{16} << 20;
  std::vector<InputHistory> histories;
  std::vector<std::string> heads;
  std::function<void(std::size_t block)> on_block;

  /// One run; what was handed out. Marks go through their bytes, as they do between runs.
  std::string run(InputOptions options) {
    marks = Marks::parse(marks.bytes());
    options.marks = &marks;
    options.last_line = last_line;
    options.block_bytes = block_bytes;
    options.max_line_bytes = max_line_bytes;
    options.seen_at = 1'800'000'000;
    heads.assign(options.inputs.size(), "");
    options.on_input = [&](std::size_t input, std::string_view lines) { heads[input] = lines; };
    BlockStream stream(std::move(options));
    std::string text;
    Block block;
    for (std::size_t blocks = 0; stream.next(block); ++blocks) {
      text += block.bytes();
      if (on_block) on_block(blocks);
    }
    histories.clear();
    for (std::size_t i = 0; i < stream.inputs().size(); ++i) {
      histories.push_back(stream.history(i));
    }
    return text;
  }
  std::string run(const std::vector<std::string>& paths) {
    InputOptions options;
    options.inputs = paths;
    return run(std::move(options));
  }
  /// How many marks the next run finds.
  [[nodiscard]] std::size_t kept() const { return Marks::parse(marks.bytes()).all().size(); }
  /// Of memory, in short reads.
  std::string run_memory(const std::string& bytes, std::size_t most_at_once = 3) {
    return run(reading({{"log", bytes}}, most_at_once));
  }
};

}  // namespace seenby
