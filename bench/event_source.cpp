#include "event_source.h"

namespace seenby::bench {
namespace {

constexpr std::int64_t kStartMs = 1'767'225'600'000;  // 2026-01-01T00:00:00Z

constexpr std::uint32_t kRepeatedImpressionPpm = 80'000;

struct NameShare {
  std::string_view name;
  std::uint32_t ppm;
};
constexpr std::string_view kImpression = "impression";
// What is not in this table is an impression.
constexpr std::array<NameShare, 7> kReactions = {{{"click", 50'000},
                                                  {"like", 22'000},
                                                  {"comment", 7'000},
                                                  {"share", 8'000},
                                                  {"save", 5'000},
                                                  {"conversion", 3'000},
                                                  {"scroll", 5'000}}};

std::string_view draw_name(SplitMix& random) {
  std::uint32_t draw = random.below(1'000'000);
  for (const NameShare& reaction : kReactions) {
    if (draw < reaction.ppm) return reaction.name;
    draw -= reaction.ppm;
  }
  return kImpression;
}

/// How inviting a content is, 10 to 99 of 100.
std::uint32_t appeal(std::uint32_t content) {
  return 10 + static_cast<std::uint32_t>(SplitMix::mixed(content + 1) % 90);
}

}  // namespace

EventSource::EventSource(const AudienceOptions& options, SplitMix& random)
    : options_(options), random_(random), time_ms_(kStartMs) {
  for (Sight& sight : recent_) sight = fresh_sight();
}

Event EventSource::next() {
  Event event;
  time_ms_ += random_.below(2 * options_.mean_gap_ms);
  event.time_ms = time_ms_;
  event.id = random_.next();
  event.name = draw_name(random_);
  event.cost_ten_micros = 100 + random_.below(900);
  event.viewer_presence = draw_presence(options_.no_viewer_ppm);
  event.content_presence = draw_presence(options_.no_content_ppm);

  const bool is_impression = event.name == kImpression;
  const bool is_repeat = is_impression && random_.chance(kRepeatedImpressionPpm);
  const Sight sight = is_impression && !is_repeat ? fresh_sight() : followed_sight();
  if (is_impression) recent_[recent_next_++ % recent_.size()] = sight;
  event.viewer = sight.viewer;
  event.content = sight.content;
  return event;
}

EventSource::Sight EventSource::fresh_sight() {
  const std::uint32_t viewer = random_.skewed_below(options_.viewers, 2);
  const std::uint32_t content = random_.skewed_below(options_.contents, 3);
  return {viewer, content};
}

EventSource::Sight EventSource::followed_sight() {
  constexpr std::uint32_t kWithoutImpressionPpm = 50'000;
  constexpr int kLooks = 4;
  if (random_.chance(kWithoutImpressionPpm)) return fresh_sight();
  Sight sight;
  for (int look = 0; look < kLooks; ++look) {
    sight = recent_[random_.below(static_cast<std::uint32_t>(recent_.size()))];
    if (random_.below(100) < appeal(sight.content)) break;
  }
  return sight;
}

Event::Presence EventSource::draw_presence(std::uint32_t missing_ppm) {
  if (!random_.chance(missing_ppm)) return Event::Presence::kPresent;
  switch (random_.below(3)) {
    case 0:
      return Event::Presence::kAbsent;
    case 1:
      return Event::Presence::kNull;
    default:
      return Event::Presence::kEmptyText;
  }
}

}  // namespace seenby::bench
