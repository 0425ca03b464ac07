// "Did you mean": the closest of the allowed words to a mistyped one, by Levenshtein distance.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace seenby {

/// Empty when nothing is close: more than a third of the letters differ.
std::string nearest(std::string_view given, std::span<const std::string_view> allowed);

/// `; did you mean 'x'?`, or nothing.
std::string did_you_mean(std::string_view given, std::span<const std::string_view> allowed);

}  // namespace seenby
