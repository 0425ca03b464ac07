// The keys that some lines have, as paths, for messages that say where a field might be instead.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace seenby {

/// Paths to scalars in the first lines that parse, in order of appearance, at most `most`.
std::vector<std::string> sample_keys(std::string_view lines, std::size_t most);

}  // namespace seenby
