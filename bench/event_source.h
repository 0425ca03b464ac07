// A made-up audience that views, clicks and reacts: the events of a generated log, before they are
// text. Most clicks and reactions follow a recent impression of the same viewer and content, and
// contents differ in how often they are clicked, so that the columns of a report have something to
// say. Popularity is skewed; some events have no viewer, no content, or a name no mapping knows.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "splitmix.h"

namespace seenby::bench {

/// A generated event; numbers are ranks, turned to ids by the line writer.
struct Event {
  /// The three ways in which products write "no value".
  enum class Presence : std::uint8_t { kPresent, kAbsent, kNull, kEmptyText };

  std::int64_t time_ms = 0;  ///< since 1970, UTC
  std::uint64_t id = 0;
  std::string_view name;
  std::uint32_t viewer = 0;
  std::uint32_t content = 0;
  std::uint32_t cost_ten_micros = 0;  ///< hundred-thousandths of the currency unit
  Presence viewer_presence = Presence::kPresent;
  Presence content_presence = Presence::kPresent;
};

struct AudienceOptions {
  std::uint32_t viewers = 0;
  std::uint32_t contents = 0;
  std::uint32_t mean_gap_ms = 450;  ///< between two events
  std::uint32_t no_viewer_ppm = 20'000;
  std::uint32_t no_content_ppm = 2'000;
};

class EventSource {
 public:
  EventSource(const AudienceOptions& options, SplitMix& random);
  Event next();

 private:
  struct Sight {
    std::uint32_t viewer = 0;
    std::uint32_t content = 0;
  };
  Sight fresh_sight();
  Sight followed_sight();
  Event::Presence draw_presence(std::uint32_t missing_ppm);

  AudienceOptions options_;
  SplitMix& random_;
  std::int64_t time_ms_;
  std::array<Sight, 64> recent_{};
  std::size_t recent_next_ = 0;
};

}  // namespace seenby::bench
