// How many threads are worth starting: the cores this process may run on, and no more than its
// container's share of processor time. In a container of two cores on a machine of ninety-six,
// ninety-six threads only wait for each other.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace seenby {

/// At least 1.
std::size_t usable_cores();

/// The cores that a cgroup's `cpu.max` allows, rounded up; nothing when it sets no limit or cannot
/// be read.
std::optional<std::size_t> cores_of_cpu_max(std::string_view text);

}  // namespace seenby
