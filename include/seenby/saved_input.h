// What a run reads beside logs: something that was counted before, and says how. A tally has all of
// it (saved_tally.h), sketches have who the viewers are (saved_sketches.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "seenby/accounting.h"
#include "seenby/tally.h"
#include "seenby/tally_setting.h"

namespace seenby {

/// What a saved tally says of itself beside its counts.
struct TallyNotes {
  std::vector<TallySetting> settings{};  ///< in file order
  Accounting accounting{};
  std::string marks{};  ///< of a state: the content counted so far; else empty
};

class SavedInput {
 public:
  SavedInput() = default;
  SavedInput(const SavedInput&) = delete;
  SavedInput& operator=(const SavedInput&) = delete;
  virtual ~SavedInput() = default;

  [[nodiscard]] virtual const TallyNotes& notes() const = 0;
  /// How messages call the file.
  [[nodiscard]] virtual const std::string& name() const = 0;

  struct Contents {
    std::uint64_t waiting = 0;     ///< records with an id, counted once the tally is settled
    std::uint64_t checksum = 0;    ///< equal for equal files
    std::size_t group_values = 0;  ///< of each row; 0 when there are none
  };
  /// Adds everything, as input number `input`. Call once. Throws Error(kIo) when it is damaged or
  /// truncated; then the tally is of no use.
  virtual Contents add_to(TallyWriter& writer, std::size_t input) = 0;
};

}  // namespace seenby
