// The process's random seed, which hash tables over hostile text mix in.
#pragma once

#include <cstdint>

namespace seenby {

/// Random, fixed while the process lives.
std::uint64_t process_seed();

}  // namespace seenby
