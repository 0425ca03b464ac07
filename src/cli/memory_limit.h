// How much memory counting may take when nobody says: half of what there is to use, which is what
// the machine has, or less where a container or a limit on this process allows less.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace seenby {

/// Bytes.
std::uint64_t default_memory();

/// The first line of a file, or nothing.
using ReadLine = std::function<std::optional<std::string>(const std::string& path)>;

/// The least that the cgroups (version 1 or 2) of a process allow it, which are those that
/// `cgroups`, the text of /proc/self/cgroup, names and all above them. Nothing when there is no
/// limit.
std::optional<std::uint64_t> cgroup_memory(std::string_view cgroups, const ReadLine& read);

}  // namespace seenby
