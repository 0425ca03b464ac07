// The private side of the codec table: the opener each codec file defines, and the choice of a
// codec for bytes that do not come from a file. A new codec declares its opener here and adds its
// row in codec.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "seenby/input.h"

namespace seenby {

/// The codec whose magic agrees with `head` as far as both go, or null.
const Codec* codec_of(std::string_view head);

/// Gives `head`, then the rest.
std::unique_ptr<ByteSource> replay(std::string head, std::unique_ptr<ByteSource> rest);

/// Looks at the first bytes of `raw` and puts the codec they name before it, or none. Waits only
/// for as many bytes as can still become a magic; an input that ends inside one goes to that codec,
/// which reports it as truncated.
std::unique_ptr<ByteSource> decompress(std::unique_ptr<ByteSource> raw, std::string input_name);

std::unique_ptr<ByteSource> open_gzip(std::unique_ptr<ByteSource> raw, std::string input_name);
std::unique_ptr<ByteSource> open_zstd(std::unique_ptr<ByteSource> raw, std::string input_name);

}  // namespace seenby
