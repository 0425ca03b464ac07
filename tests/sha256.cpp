#include "sha256.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace seenby::test {
namespace {

/// The first 32 bits of the fraction of a root of the n-th prime: cube roots make the round
/// constants, square roots the initial state.
std::vector<std::uint32_t> root_bits(std::size_t count, long double exponent) {
  std::vector<std::uint32_t> bits;
  for (unsigned candidate = 2; bits.size() < count; ++candidate) {
    bool is_prime = true;
    for (unsigned d = 2; d * d <= candidate; ++d) is_prime &= candidate % d != 0;
    if (!is_prime) continue;
    const long double root = std::pow(static_cast<long double>(candidate), exponent);
    bits.push_back(static_cast<std::uint32_t>((root - std::floor(root)) * 4294967296.0L));
  }
  return bits;
}

void add_block(std::vector<std::uint32_t>& state, const unsigned char* block) {
  static const std::vector<std::uint32_t> kRounds = root_bits(64, 1.0L / 3);
  std::array<std::uint32_t, 64> w{};
  for (std::size_t i = 0; i < 64; ++i) {
    if (i < 16) {
      for (std::size_t b = 0; b < 4; ++b) w[i] = w[i] << 8 | block[4 * i + b];
      continue;
    }
    const std::uint32_t a = w[i - 15];
    const std::uint32_t b = w[i - 2];
    w[i] = w[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) + w[i - 7] +
           (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
  }
  std::vector<std::uint32_t> s = state;
  for (std::size_t i = 0; i < 64; ++i) {
    const std::uint32_t one = s[7] +
                              (std::rotr(s[4], 6) ^ std::rotr(s[4], 11) ^ std::rotr(s[4], 25)) +
                              ((s[4] & s[5]) ^ (~s[4] & s[6])) + kRounds[i] + w[i];
    const std::uint32_t two = (std::rotr(s[0], 2) ^ std::rotr(s[0], 13) ^ std::rotr(s[0], 22)) +
                              ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
    s = {one + two, s[0], s[1], s[2], s[3] + one, s[4], s[5], s[6]};
  }
  for (std::size_t i = 0; i < 8; ++i) state[i] += s[i];
}

}  // namespace

std::string sha256_base64(std::string_view text) {
  std::vector<unsigned char> bytes(text.begin(), text.end());
  bytes.push_back(0x80);
  while (bytes.size() % 64 != 56) bytes.push_back(0);
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<unsigned char>(std::uint64_t{text.size()} * 8 >> shift & 255));
  }
  std::vector<std::uint32_t> state = root_bits(8, 0.5L);
  for (std::size_t at = 0; at < bytes.size(); at += 64) add_block(state, bytes.data() + at);
  std::vector<unsigned> bits;
  for (const std::uint32_t word : state) {
    for (int bit = 31; bit >= 0; --bit) bits.push_back(word >> bit & 1);
  }
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  bits.resize(258);
  std::string base64;
  for (std::size_t at = 0; at < bits.size(); at += 6) {
    unsigned letter = 0;
    for (std::size_t i = 0; i < 6; ++i) letter = letter << 1 | bits[at + i];
    base64 += kLetters[letter];
  }
  return base64 + "=";
}

}  // namespace seenby::test
