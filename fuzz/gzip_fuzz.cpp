// Any bytes as a gzip file, and as the deflated bytes of one whose ends are right, against zlib:
// what that takes we take, as the same bytes, however they come; what both take is the same.
#include <zlib.h>

#include "check.h"
#include "codec_bytes.h"

namespace {

using seenby::check;

/// zlib's reading of all members and the zeros behind them; nullopt when it refuses.
std::optional<std::string> inflate_all(std::string_view packed, int window_bits) {
  std::string bytes;
  while (!packed.empty()) {
    if (!bytes.empty() || window_bits < 0) {
      if (packed.find_first_not_of('\0') == std::string_view::npos && window_bits > 0) break;
    }
    z_stream stream{};
    if (inflateInit2(&stream, window_bits) != Z_OK) __builtin_trap();
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    int code = Z_OK;
    while (code == Z_OK && bytes.size() <= seenby::kMostDecoded) {
      char piece[4096];
      stream.next_out = reinterpret_cast<Bytef*>(piece);
      stream.avail_out = sizeof piece;
      code = inflate(&stream, Z_NO_FLUSH);
      bytes.append(piece, sizeof piece - stream.avail_out);
    }
    packed.remove_prefix(packed.size() - stream.avail_in);
    inflateEnd(&stream);
    if (bytes.size() > seenby::kMostDecoded) return bytes;
    if (code != Z_STREAM_END) return std::nullopt;
    if (window_bits < 0) return packed.empty() ? std::optional(bytes) : std::nullopt;
  }
  return bytes;
}

void append_word(std::string& out, std::uint32_t word) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(word >> shift);
}

/// The deflated bytes with gzip's header and the trailer that is right for them.
std::optional<std::string> wrapped(std::string_view deflated) {
  const auto bytes = inflate_all(deflated, -MAX_WBITS);
  if (!bytes || bytes->size() > seenby::kMostDecoded) return std::nullopt;
  std::string packed("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  packed += deflated;
  append_word(packed,
              static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(bytes->data()),
                                               static_cast<uInt>(bytes->size()))));
  append_word(packed, static_cast<std::uint32_t>(bytes->size()));
  return packed;
}

void compare(std::string_view packed) {
  const seenby::Decoded whole = seenby::decode(seenby::open_gzip, packed, packed.size() + 1, 65536);
  const seenby::Decoded pieces = seenby::decode(seenby::open_gzip, packed, 3, 17);
  const auto expected = inflate_all(packed, 15 + 16);
  const auto same = [](const std::string& one, const std::string& other) {
    const std::size_t size = std::min(one.size(), other.size());
    return one.substr(0, size) == other.substr(0, size) &&
           (one.size() == other.size() || size > seenby::kMostDecoded);
  };
  if (whole.is_cut() || pieces.is_cut()) return;
  check(whole.bytes.has_value() == pieces.bytes.has_value());
  if (whole.bytes) check(same(*whole.bytes, *pieces.bytes));
  if (expected && !packed.empty()) check(whole.bytes && same(*whole.bytes, *expected));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = seenby::text_of(data, size);
  compare(bytes);
  if (const auto packed = wrapped(bytes)) compare(*packed);
  return 0;
}
