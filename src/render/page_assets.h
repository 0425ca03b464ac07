// The style and the script of the HTML page, embedded from src/render/page/ at build with their
// hashes, by which alone the page's Content-Security-Policy allows them.
#pragma once

#include <string_view>

namespace seenby {

struct PageAsset {
  std::string_view text;
  std::string_view sha256;  ///< of the text, in hexadecimal
};

extern const PageAsset kPageStyle;
extern const PageAsset kPageScript;

}  // namespace seenby
