#include "render/bar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace seenby {

void append_bar(std::string& out, double share, std::size_t columns) {
  constexpr std::size_t kParts = 8;
  constexpr std::array<std::string_view, kParts> kEighths = {
      "", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589"};
  constexpr std::string_view kFull = "\u2588";
  const double all = static_cast<double>(columns * kParts);
  auto eighths = static_cast<std::size_t>(std::lround(std::clamp(share, 0.0, 1.0) * all));
  if (share > 0) eighths = std::max<std::size_t>(eighths, 1);
  for (std::size_t i = 0; i < eighths / kParts; ++i) out += kFull;
  out += kEighths[eighths % kParts];
  out.append(columns - (eighths + kParts - 1) / kParts, ' ');
}

}  // namespace seenby
