// A tally as a file: Tally::save() writes one, SavedTally reads it back into another tally, where
// it adds like anything that was counted there. Equal content is equal bytes, whatever the threads,
// the order or the split it was counted in. docs/tally-format.md describes the bytes.
// Records with an id are saved as they wait, each once, since a record elsewhere may turn out to be
// the same event: who reads the file decides again which one counts.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "seenby/accounting.h"
#include "seenby/input.h"
#include "seenby/tally.h"

namespace seenby {

/// Something that a tally depends on, in words: `by` is `content,day`. Tallies add only where all
/// settings are equal.
struct TallySetting {
  std::string name;
  std::string value;
  friend bool operator==(const TallySetting&, const TallySetting&) = default;
};

/// What a saved tally says of itself beside its counts.
struct TallyNotes {
  std::vector<TallySetting> settings{};  ///< in file order
  Accounting accounting{};
  std::string marks{};  ///< of a state: the content counted so far; else empty
};

/// Whether a stream that begins so is a saved tally.
bool is_saved_tally(std::string_view first_bytes);
/// How many bytes is_saved_tally() wants.
inline constexpr std::size_t kTallyMagicBytes = 8;
/// The first of them, which no log begins with.
inline constexpr char kTallyMagicFirst = '\x89';

/// A tally file to read.
struct TallyFile {
  std::unique_ptr<ByteSource> bytes;
  std::string name;  ///< for messages
  std::string if_damaged = "take a copy of it or count the logs again";  ///< what to do then
};

class SavedTally {
 public:
  /// Reads the notes. Throws Error(kIo) when the file is damaged, truncated or of another version.
  explicit SavedTally(TallyFile file);
  ~SavedTally();
  SavedTally(const SavedTally&) = delete;
  SavedTally& operator=(const SavedTally&) = delete;

  [[nodiscard]] const TallyNotes& notes() const;
  [[nodiscard]] const std::string& name() const;

  struct Contents {
    std::uint64_t waiting = 0;   ///< records with an id, counted once the tally is settled
    std::uint64_t checksum = 0;  ///< equal for equal files
  };
  /// Adds everything, as input number `input`. Call once. Throws as the constructor does; then the
  /// tally is of no use.
  Contents add_to(TallyWriter& writer, std::size_t input);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace seenby
