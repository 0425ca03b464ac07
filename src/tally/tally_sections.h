// The frame of a tally file: magic, version, then sections, each a kind, a length, its bytes and a
// checksum of everything up to there, so that nothing can be lost, changed or moved unseen. The
// last section is `END `, and nothing follows it. docs/tally-format.md has it for other readers.
// Limit: checksums are no signature.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "seenby/saved_tally.h"

namespace seenby {

inline constexpr std::string_view kTallyMagic = "\x89seenby\n";
inline constexpr std::uint32_t kTallyVersion = 1;

/// In the order in which they stand in a file; all but the first and the last may be missing, and
/// those of what grows with the data may come several times.
enum class SectionKind : std::uint8_t {
  kSettings,
  kAccounting,
  kMarks,
  kGroups,
  kViewers,
  kIds,
  kEnd,
};
inline constexpr std::array<std::string_view, 7> kSectionNames = {"SETT", "ACCT", "MARK", "GRPS",
                                                                  "VIEW", "IDS ", "END "};

class SectionWriter {
 public:
  using Write = std::function<void(std::string_view)>;
  /// Writes the magic and the version.
  explicit SectionWriter(Write write);

  void section(SectionKind kind, std::string_view bytes);

 private:
  void put(std::string_view bytes);

  Write write_;
  std::uint64_t checksum_ = 0;
};

class SectionReader {
 public:
  /// Throws Error(kIo) when it is no tally of our version.
  explicit SectionReader(TallyFile file);

  struct Section {
    SectionKind kind;
    std::string_view bytes;  ///< until the next call
  };
  /// Checked; kEnd once, and not to be called after it. Throws Error(kIo) when it is truncated,
  /// damaged, or out of order.
  const Section& next();
  /// The checksum of all that was read.
  [[nodiscard]] std::uint64_t checksum() const { return checksum_; }
  [[nodiscard]] const std::string& name() const { return file_.name; }
  [[noreturn]] void fail_damaged() const;

 private:
  /// Appends `size` bytes to `bytes_`.
  void read(std::uint64_t size);
  [[nodiscard]] SectionKind kind_named(std::string_view name) const;

  TallyFile file_;
  std::string bytes_;
  Section section_{SectionKind::kSettings, {}};
  std::uint64_t checksum_ = 0;
  std::uint64_t offset_ = 0;
};

}  // namespace seenby
