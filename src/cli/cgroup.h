// Where limits of a container stand: in files of our cgroup and of every cgroup above it.
#pragma once

#include <string>

namespace seenby {

/// Calls `take` with `path`, such as `/a/b`, and with those above it up to the empty one.
template <typename Take>
void visit_upwards(std::string path, Take take) {
  while (true) {
    take(path);
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return;
    path.resize(slash);
  }
}

}  // namespace seenby
