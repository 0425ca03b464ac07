// Linux: sysconf(3), RLIMIT_AS, memory.max and memory.high of version 2
// (https://docs.kernel.org/admin-guide/cgroup-v2.html), memory.limit_in_bytes of version 1. In a
// container the path that /proc/self/cgroup names is often the host's and not to be seen, but its
// limits are then at the mount point, which is above all of them.
#include "cli/memory_limit.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <limits>
#include <utility>

#include "cli/cgroup.h"

namespace seenby {
namespace {

constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();

/// A limit is a number of bytes; `max`, and in version 1 a number beyond any memory, is none.
std::uint64_t limit_in(const std::optional<std::string>& line) {
  std::uint64_t bytes = 0;
  if (!line) return kNone;
  const char* const end = line->data() + line->size();
  return std::from_chars(line->data(), end, bytes).ec == std::errc() ? bytes : kNone;
}

/// Of a cgroup, such as `/a/b`, and of those above it.
std::uint64_t least_limit(const std::string& mount, std::string path, std::string_view file,
                          const ReadLine& read) {
  std::uint64_t least = kNone;
  if (path == "/") path.clear();
  visit_upwards(std::move(path), [&](const std::string& cgroup) {
    least = std::min(least, limit_in(read(mount + cgroup + "/" + std::string(file))));
  });
  return least;
}

std::optional<std::string> first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  return line;
}

std::uint64_t address_space() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kNone;
  return limit.rlim_cur;
}

}  // namespace

std::optional<std::uint64_t> cgroup_memory(std::string_view cgroups, const ReadLine& read) {
  std::uint64_t least = kNone;
  while (!cgroups.empty()) {
    // hierarchy:controllers:path
    const std::string_view line = cgroups.substr(0, cgroups.find('\n'));
    cgroups.remove_prefix(std::min(line.size() + 1, cgroups.size()));
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', std::min(first, line.size() - 1) + 1);
    if (second == std::string_view::npos) continue;
    const std::string controllers =
        "," + std::string(line.substr(first + 1, second - first - 1)) + ",";
    const std::string path(line.substr(second + 1));
    if (controllers == ",,") {
      for (const char* file : {"memory.max", "memory.high"}) {
        least = std::min(least, least_limit("/sys/fs/cgroup", path, file, read));
      }
    } else if (controllers.find(",memory,") != std::string::npos) {
      const std::string mount = "/sys/fs/cgroup/memory";
      least = std::min(least, least_limit(mount, path, "memory.limit_in_bytes", read));
    }
  }
  return least == kNone ? std::nullopt : std::optional(least);
}

std::uint64_t default_memory() {
  const long pages = ::sysconf(_SC_PHYS_PAGES);
  const long page_bytes = ::sysconf(_SC_PAGESIZE);
  std::uint64_t memory = kNone;
  if (pages > 0 && page_bytes > 0) {
    memory = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(page_bytes);
  }
  std::ifstream file("/proc/self/cgroup");
  std::string cgroups;  // by lines: an iterator would throw where reading fails
  for (std::string line; std::getline(file, line);) cgroups += line + '\n';
  memory = std::min(memory, cgroup_memory(cgroups, first_line).value_or(kNone));
  return std::min(memory, address_space()) / 2;
}

}  // namespace seenby
