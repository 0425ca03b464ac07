// Viewers as an Apache DataSketches Theta sketch: their 63-bit hashes below theta, which are all of
// them, or of very many a fair sample. Our viewer hash is the one that the library takes (seed
// 9001), so an image is what its own code would have written of the same viewers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace seenby {

struct ThetaSketch {
  static constexpr std::uint64_t kAll = (std::uint64_t{1} << 63) - 1;

  std::uint64_t theta = kAll;         ///< hashes are below it; kAll: none was left out
  std::vector<std::uint64_t> hashes;  ///< ascending, each once

  friend bool operator==(const ThetaSketch&, const ThetaSketch&) = default;
};

/// What a sketch holds without --reach approx=LG_K: 2^12 hashes.
inline constexpr unsigned kDefaultSketchLgK = 12;

/// The compact form, ordered, serial version 3.
std::string theta_image(const ThetaSketch& sketch);

/// Reads a compact image of version 3 or, with compressed hashes, 4. Throws Error(kIo) that says
/// what is wrong with it, but not where it stands.
ThetaSketch parse_theta_image(std::string_view image);

/// A row's viewers: all in reach, and all who clicked on it, in reach or not: a part of the data
/// may have the click of a viewer whose impression is in another.
struct RowSketches {
  ThetaSketch viewers;
  ThetaSketch clickers;
};

}  // namespace seenby
