// "Did you mean": the known word nearest to a mistyped one, by edit distance, in which two letters
// in each other's place are one mistake. Flags, formats, columns, fields and mapping names all ask
// here, so that every message words it alike. Limit: what differs in more than a third of its
// letters is not offered, since a wild guess misleads more than none.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace seenby {

/// The allowed word nearest to `given`, the first of equals; empty when nothing is close.
/// Letter case and leading dashes do not count.
std::string nearest(std::string_view given, std::span<const std::string_view> allowed);

/// `; did you mean 'x'?` for the end of a message, or nothing when nothing is close.
std::string did_you_mean(std::string_view given, std::span<const std::string_view> allowed);

}  // namespace seenby
