// A tally as a file: Tally::save() writes one, SavedTally reads it back into another tally, where
// it adds like anything that was counted there. Equal content is equal bytes, whatever the threads,
// the order or the split it was counted in. docs/tally-format.md describes the bytes.
// Records with an id are saved as they wait, each once, since a record elsewhere may turn out to be
// the same event: who reads the file decides again which one counts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "seenby/input.h"
#include "seenby/saved_input.h"

namespace seenby {

/// Whether a stream that begins so is a saved tally.
bool is_saved_tally(std::string_view first_bytes);
/// How many bytes is_saved_tally() wants.
inline constexpr std::size_t kTallyMagicBytes = 8;
/// The first of them, which no log begins with.
inline constexpr char kTallyMagicFirst = '\x89';

/// A tally file to read.
struct TallyFile {
  std::unique_ptr<ByteSource> bytes;
  std::string name;                                                      ///< for messages
  std::string if_damaged = "take a copy of it or count the logs again";  ///< what to do then
};

class SavedTally : public SavedInput {
 public:
  /// Reads the notes. Throws Error(kIo) when the file is damaged, truncated or of another version.
  explicit SavedTally(TallyFile file);
  ~SavedTally() override;

  [[nodiscard]] const TallyNotes& notes() const override;
  [[nodiscard]] const std::string& name() const override;
  Contents add_to(TallyWriter& writer, std::size_t input) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace seenby
