// ISA-L inverts before and after, so its values go on from each other as they are.
#include "checksum.h"

#include <isa-l/crc64.h>

namespace seenby {

std::uint64_t crc64(std::uint64_t before, std::string_view bytes) {
  return ::crc64_ecma_refl(before, reinterpret_cast<const unsigned char*>(bytes.data()),
                           bytes.size());
}

}  // namespace seenby
