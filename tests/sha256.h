// SHA-256 as FIPS 180-4 has it, in base 64, to check hashes that were made elsewhere.
#pragma once

#include <string>
#include <string_view>

namespace seenby::test {

std::string sha256_base64(std::string_view text);

}  // namespace seenby::test
