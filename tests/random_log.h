// Random small logs, as nasty as real ones: every kind of bad line, odd ids, aliases, duplicates,
// any key order. The same seed gives the same log everywhere: no distribution of the library is
// used, and no two throws of the dice stand in one list of arguments, whose order is the
// compiler's.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "seenby/mapping.h"
#include "seenby/selection.h"

namespace seenby {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : bits_(seed) {}
  /// 0 … count - 1.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(bits_() % count); }
  bool percent(std::size_t chance) { return below(100) < chance; }
  template <typename List>
  const auto& one_of(const List& list) {
    return *(std::begin(list) + static_cast<std::ptrdiff_t>(below(std::size(list))));
  }

 private:
  std::mt19937_64 bits_;
};

/// Has aliases, nested paths, and a path that is also the start of another.
Mapping random_log_mapping();
/// A condition that holds on some of its events.
Filter random_filter(Dice& dice);
/// One JSON object that the mapping reads, as valid as JSON goes.
std::string random_event(Dice& dice);
/// The line with something wrong, most of the time; never a newline in it.
std::string spoil(std::string line, Dice& dice);
/// Lines with their ends, to be joined.
std::vector<std::string> random_lines(Dice& dice, std::size_t count);

}  // namespace seenby
