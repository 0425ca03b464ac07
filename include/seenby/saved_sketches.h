// A file of -f sketches, read back: JSON lines, one a row, each with its counts and the Theta
// images of its viewers. The first line also says of what kind the file is and how it was counted,
// so that it adds only to what was counted alike. docs/interop.md describes the lines. What a
// sketch cannot say is how often each viewer saw a row, and which ids were counted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "seenby/input.h"
#include "seenby/saved_input.h"

namespace seenby {

/// What a file of sketches begins with.
inline constexpr std::string_view kSketchesMagic = "{\"seenby_sketches\":";
inline constexpr std::uint64_t kSketchesVersion = 1;

/// What a file of sketches says beside its settings and its accounting.
struct SketchNotes {
  unsigned lg_k = kDefaultSketchLgK;  ///< an image holds at most 2^lg_k viewers
  bool is_sample = false;             ///< some image leaves viewers out
  std::uint64_t rows = 0;             ///< in the file
  std::uint64_t rows_left_out = 0;    ///< by --top
  std::uint64_t ids = 0;              ///< records with an id that were counted
};

class SavedSketches : public SavedInput {
 public:
  /// Reads the first line. Throws Error(kIo) naming `name` when it is damaged or of another
  /// version.
  SavedSketches(std::unique_ptr<ByteSource> source, std::string name);
  ~SavedSketches() override;

  [[nodiscard]] const SketchNotes& sketch_notes() const;
  [[nodiscard]] const TallyNotes& notes() const override;
  [[nodiscard]] const std::string& name() const override;
  /// Throws Error(kIo) that begins with file and line.
  Contents add_to(TallyWriter& writer, std::size_t input) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// The counts that every line has, by class; with `anonymous_impressions` and, of data with a cost,
/// `spend`.
inline constexpr std::array<std::string_view, kEventClassCount> kSketchedCounts = {
    "impressions", "clicks", "likes", "comments", "shares", "saves", "conversions", "viewable"};

/// The last member of a line, with its comma: a checksum of what is before it.
std::string row_checksum_json(std::string_view before);

}  // namespace seenby
