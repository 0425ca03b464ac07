// What a tally depends on, as settings of its file: how it was grouped, in which time zone, of
// which records, by which mapping. Tallies add only where all of it is equal. What a run leaves
// open it takes from the tallies among its inputs; what it says otherwise than they do is refused.
#pragma once

#include <string>
#include <vector>

#include "seenby/mapping.h"
#include "seenby/pipeline.h"
#include "seenby/saved_tally.h"

namespace seenby {

/// `mappings` are those that some line was read with.
std::vector<TallySetting> tally_settings(const RunOptions& options,
                                         const std::vector<Mapping>& mappings);

/// The mappings among settings. Throws Error(kIo) naming `file` when one cannot be read.
std::vector<Mapping> saved_mappings(const std::vector<TallySetting>& settings,
                                    const std::string& file);

/// Takes into `options` what they leave open. Throws Error(kUsage) that says what differs.
void adopt_settings(const std::vector<TallySetting>& settings, const std::string& file,
                    RunOptions& options);

/// Whether the records of a tally are those of a window of time.
bool has_window(const std::vector<TallySetting>& settings);

/// What is still open: --by content, in UTC, exact reach.
void settle_defaults(RunOptions& options);

/// A file's settings. No mapping, where no line was read with one, agrees with any.
struct SettingsOfFile {
  const std::vector<TallySetting>& settings;
  const std::string& file;
};
/// Throws Error(kUsage) that says what differs.
void check_same_settings(const SettingsOfFile& one, const SettingsOfFile& other);

/// The first difference of two mappings in words.
std::string mapping_difference(const Mapping& one, const Mapping& other);

}  // namespace seenby
