// A small bar of block characters, an eighth of a column fine, to compare the numbers of a column
// at a glance.
#pragma once

#include <cstddef>
#include <string>

namespace seenby {

/// Appends a bar of `share` of `columns` screen columns and the blanks up to all of them. A share
/// above zero shows at least the thinnest bar; outside [0, 1] it is taken as the nearest of them.
void append_bar(std::string& out, double share, std::size_t columns);

}  // namespace seenby
