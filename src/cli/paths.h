// Where outputs may not go: over a file that is still being read, or two of them into one file.
// Files are told apart by what they are (device and inode), not by how they are spelled.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace seenby {

/// A path and the words for it in a message, such as `--output` or `an input`.
struct NamedPath {
  std::string_view role;
  std::string path;
};

/// Throws Error(kUsage) when an output is one of `sources`, or two outputs are the same file.
/// Standard streams (`-`), devices and pipes may be named as often as one likes.
void refuse_clashing_paths(const std::vector<NamedPath>& sources,
                           const std::vector<NamedPath>& outputs);

/// A whole input as text, `-` being stdin. Throws Error(kIo) when it cannot be read.
std::string read_text(const std::string& path);

/// The paths of a --files-from list, one on each line; blank lines do not count.
/// Throws Error(kIo) when it cannot be read and Error(kUsage) when it holds no path.
std::vector<std::string> read_path_list(const std::string& list_file);

}  // namespace seenby
