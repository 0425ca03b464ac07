// Any bytes as a zstd file, against libzstd's decoder of whole buffers: what we take it takes, as
// the same bytes, however they come (it takes some that no encoder may write, such as blocks larger
// than their window). And any bytes compressed come back.
#include <zstd.h>

#include "check.h"
#include "codec_bytes.h"

namespace {

using seenby::check;

/// nullopt when it is refused or longer than kMostDecoded.
std::optional<std::string> decompress_at_once(std::string_view packed) {
  std::string bytes(seenby::kMostDecoded, '\0');
  const std::size_t size =
      ZSTD_decompress(bytes.data(), bytes.size(), packed.data(), packed.size());
  if (ZSTD_isError(size) != 0) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

void check_comes_back(std::string_view bytes) {
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 1);
  packed.resize(size);
  check(seenby::decode(seenby::open_zstd, packed, 3, 17).bytes == bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view packed = seenby::text_of(data, size);
  const seenby::Decoded whole = seenby::decode(seenby::open_zstd, packed, size + 1, 65536);
  const seenby::Decoded pieces = seenby::decode(seenby::open_zstd, packed, 3, 17);
  if (whole.is_cut() || pieces.is_cut()) return 0;
  check(whole.bytes.has_value() == pieces.bytes.has_value());
  const auto expected = decompress_at_once(packed);
  check_comes_back(packed);
  if (whole.bytes && whole.bytes->size() <= seenby::kMostDecoded) {
    check(*whole.bytes == *pieces.bytes);
    check(expected && *whole.bytes == *expected);
  }
  return 0;
}
