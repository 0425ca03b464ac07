// The checksum of everything that is kept between runs: CRC-64/XZ (ECMA-182, reflected), computed
// by ISA-L. A CRC, since from its value at one place of a stream and the bytes up to another one
// gets the value there, so that a window can be checked without reading what is before it. Limit:
// it tells chance from sameness, not malice.
#pragma once

#include <cstdint>
#include <string_view>

namespace seenby {

/// The checksum of a stream of which `before` is the checksum up to `bytes`; that of nothing is 0.
std::uint64_t crc64(std::uint64_t before, std::string_view bytes);

}  // namespace seenby
