// Random mappings, as odd as a mapping may be.
#pragma once

#include "random_log.h"
#include "seenby/mapping.h"

namespace seenby {

/// Everything that a mapping file can say; keys and values hold whatever text may.
Mapping random_mapping(Dice& dice);

}  // namespace seenby
