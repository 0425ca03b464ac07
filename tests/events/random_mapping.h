// Random mappings that use every operator, and random nested documents over the same few keys, so
// that paths meet what they look for, or nearly.
#pragma once

#include <string>

#include "random_log.h"
#include "seenby/mapping.h"

namespace seenby {

Mapping random_mapping(Dice& dice);
std::vector<GroupField> random_grouping(Dice& dice);
/// A JSON object, now and then with white space; never a newline in it.
std::string random_document(Dice& dice);
/// One in which `$` and `#` stand for a string's inside and another scalar, of which each line has
/// its own.
std::string random_outline(Dice& dice);
std::string fill_outline(const std::string& outline, Dice& dice);

}  // namespace seenby
