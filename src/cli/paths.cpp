// std::filesystem with error codes throughout: a path that cannot be looked at is left to whoever
// opens it, with its better message.
#include "cli/paths.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <system_error>

#include "seenby/error.h"
#include "seenby/input.h"

namespace seenby {
namespace {

namespace fs = std::filesystem;

bool same_file(const std::string& a, const std::string& b) {
  // /dev/stderr is a regular file when it is redirected to one, but never replaced.
  if (a == "-" || b == "-" || a.starts_with("/dev/")) return false;
  std::error_code failure;
  const fs::file_status status = fs::status(a, failure);
  if (fs::exists(status)) return fs::is_regular_file(status) && fs::equivalent(a, b, failure);
  // Absolute first: of a relative path that does not exist, nothing would be made canonical.
  const fs::path canonical_a = fs::weakly_canonical(fs::absolute(a), failure);
  if (failure) return false;
  const fs::path canonical_b = fs::weakly_canonical(fs::absolute(b), failure);
  return !failure && canonical_a == canonical_b;
}

}  // namespace

void refuse_clashing_paths(const std::vector<NamedPath>& sources,
                           const std::vector<NamedPath>& outputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    for (const NamedPath& source : sources) {
      if (same_file(outputs[i].path, source.path)) {
        throw Error(ExitCode::kUsage, fmt::format("{} '{}' is also {}; write to another file",
                                                  outputs[i].role, outputs[i].path, source.role));
      }
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (same_file(outputs[i].path, outputs[j].path)) {
        throw Error(ExitCode::kUsage,
                    fmt::format("{} and {} are the same file '{}'", outputs[j].role,
                                outputs[i].role, outputs[i].path));
      }
    }
  }
}

std::string read_text(const std::string& path) {
  const std::unique_ptr<ByteSource> source = open_input(path);
  std::string text;
  std::array<char, 4096> piece{};
  while (const std::size_t size = source->read(piece.data(), piece.size())) {
    text.append(piece.data(), size);
  }
  return text;
}

std::vector<std::string> read_path_list(const std::string& list_file) {
  const std::string text = read_text(list_file);
  std::vector<std::string> paths;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string path = text.substr(begin, end - begin);
    if (path.ends_with('\r')) path.pop_back();
    if (!path.empty()) paths.push_back(std::move(path));
    begin = end + 1;
  }
  if (paths.empty()) {
    throw Error(ExitCode::kUsage, fmt::format("--files-from {}: no path in it", list_file));
  }
  return paths;
}

}  // namespace seenby
