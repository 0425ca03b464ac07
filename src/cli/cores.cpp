// Linux: sched_getaffinity(2), and the cpu.max of our cgroup and of every cgroup above it
// (https://docs.kernel.org/admin-guide/cgroup-v2.html). Version 1 hierarchies are not asked.
#include "cli/cores.h"

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <string>
#include <utility>

#include "cli/cgroup.h"

namespace seenby {
namespace {

/// Our cgroup's path below the mount point, such as `/user.slice`; empty when there is none.
std::string own_cgroup() {
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("0::/")) return line.substr(3);
  }
  return {};
}

std::optional<std::size_t> cgroup_cores(std::string path) {
  std::optional<std::size_t> least;
  visit_upwards(std::move(path), [&](const std::string& cgroup) {
    std::ifstream file("/sys/fs/cgroup" + cgroup + "/cpu.max");
    std::string line;
    if (!std::getline(file, line)) return;
    const auto cores = cores_of_cpu_max(line);
    if (cores) least = std::min(least.value_or(*cores), *cores);
  });
  return least;
}

}  // namespace

std::optional<std::size_t> cores_of_cpu_max(std::string_view text) {
  std::uint64_t quota = 0;
  std::uint64_t period = 0;
  const char* end = text.data() + text.size();
  const auto [blank, quota_failure] = std::from_chars(text.data(), end, quota);
  if (quota_failure != std::errc() || blank == end || *blank != ' ') return std::nullopt;
  if (std::from_chars(blank + 1, end, period).ec != std::errc()) return std::nullopt;
  if (quota == 0 || period == 0) return std::nullopt;
  return static_cast<std::size_t>((quota - 1) / period + 1);
}

std::size_t usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  // Fails on machines with more cores than cpu_set_t holds; one thread is right, if not fast.
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  const auto cores = static_cast<std::size_t>(CPU_COUNT(&set));
  return std::clamp<std::size_t>(cgroup_cores(own_cgroup()).value_or(cores), 1,
                                 std::max<std::size_t>(cores, 1));
}

}  // namespace seenby
