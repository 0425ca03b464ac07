// Random mappings, as odd as a mapping may be: to be written and read, not to be run.
#pragma once

#include "random_log.h"
#include "seenby/mapping.h"

namespace seenby {

/// Everything that a mapping file can say; keys and values hold whatever text may.
Mapping odd_mapping(Dice& dice);

}  // namespace seenby
