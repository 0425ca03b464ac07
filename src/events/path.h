// Paths as written on a command line, where a leading dot sets a path apart from a field's name.
#pragma once

#include <string_view>
#include <vector>

#include "seenby/mapping.h"

namespace seenby {

struct WrittenPath {
  Path path;
  bool is_word;  ///< one bare key without a leading dot, which may be a field's name
};

/// As parse_path_list().
std::vector<WrittenPath> parse_written_paths(std::string_view text);

/// A path's text as people write it: without the leading dot, where that reads back equal.
inline std::string_view without_dot(std::string_view text) {
  return text.size() > 1 && text[1] != '"' && text[1] != ' ' ? text.substr(1) : text;
}

}  // namespace seenby
