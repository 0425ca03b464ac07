// Limits as the kernel writes them, in the places where it does.
#include "cli/memory_limit.h"

#include <gtest/gtest.h>

#include <map>

namespace seenby {
namespace {

using Files = std::map<std::string, std::string>;

std::optional<std::uint64_t> limit_of(std::string_view cgroups, const Files& files) {
  return cgroup_memory(cgroups, [&](const std::string& path) -> std::optional<std::string> {
    const auto file = files.find(path);
    if (file == files.end()) return std::nullopt;
    return file->second;
  });
}

TEST(CgroupMemory, IsTheLeastOfOursAndThoseAboveInVersion2) {
  const Files files = {{"/sys/fs/cgroup/a/b/memory.max", "max"},
                       {"/sys/fs/cgroup/a/b/memory.high", "3000"},
                       {"/sys/fs/cgroup/a/memory.max", "2000"},
                       {"/sys/fs/cgroup/other/memory.max", "1"}};
  EXPECT_EQ(limit_of("0::/a/b\n", files), 2000U);
  EXPECT_EQ(limit_of("0::/a/b/c\n", files), 2000U);
  Files throttled = files;
  throttled["/sys/fs/cgroup/a/b/memory.high"] = "1000";
  EXPECT_EQ(limit_of("0::/a/b", throttled), 1000U);
}

TEST(CgroupMemory, IsAtTheMountPointInAContainer) {
  EXPECT_EQ(limit_of("0::/\n", {{"/sys/fs/cgroup/memory.max", "4096"}}), 4096U);
  EXPECT_EQ(limit_of("7:memory:/docker/1f\n0::/\n",
                     {{"/sys/fs/cgroup/memory/memory.limit_in_bytes", "512"}}),
            512U);
}

TEST(CgroupMemory, IsThatOfTheMemoryControllerInVersion1) {
  const Files files = {{"/sys/fs/cgroup/memory/a/memory.limit_in_bytes", "700"},
                       {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712"},
                       {"/sys/fs/cgroup/memory/cpus/memory.limit_in_bytes", "1"}};
  EXPECT_EQ(limit_of("4:cpu,cpuacct:/cpus\n3:hugetlb,memory:/a\n", files), 700U);
}

TEST(CgroupMemory, IsNothingWhereNothingSaysSo) {
  const Files files = {{"/sys/fs/cgroup/memory.max", "max"}};
  for (const char* cgroups : {"", "\n", "0::/\n", "0::/a", "nonsense", "1:memory:/", "::", ":"}) {
    EXPECT_EQ(limit_of(cgroups, files), std::nullopt) << cgroups;
  }
}

TEST(DefaultMemory, IsEnoughToCountInOnThisMachine) {
  EXPECT_GT(default_memory(), std::uint64_t{1} << 25);
}

}  // namespace
}  // namespace seenby
