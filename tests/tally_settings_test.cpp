#include "tally_settings.h"

#include <gtest/gtest.h>

#include "seenby/error.h"

namespace seenby {
namespace {

std::string refusal_of(const std::vector<TallySetting>& settings, ExitCode code) {
  RunOptions options;
  try {
    adopt_settings(settings, "x", options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  return {};
}

TEST(TallySettings, OfANewerSeenbyAreRefused) {
  EXPECT_EQ(
      refusal_of({{"moon", "full"}}, ExitCode::kIo),
      "x: depends on 'moon', which this seenby does not know; use the newer seenby that wrote "
      "it");
}

TEST(TallySettings, ComeBackAsTheyWere) {
  RunOptions options;
  options.group_by = parse_group_by("content,day,.a.\"b,c\"");
  options.selection.time_zone = "Asia/Tokyo";
  options.selection.since_us = parse_instant("", "2026-01-02T03:04:05.25Z", "UTC");
  options.selection.until_us = parse_instant("", "2026-02-01", "Asia/Tokyo");
  options.selection.where = {parse_filter("country=DE"), parse_filter(".a~x,y")};
  options.selection.bots = Bots::kExcluded;
  options.dedup = Dedup::kOff;
  options.dedup_window_us = std::int64_t{36} * 3600 * 1'000'000;
  options.reach = ReachChoice{ReachMethod::kApproximate, 9};
  const std::vector<TallySetting> settings = tally_settings(options, {load_mapping("segment")});
  EXPECT_EQ(saved_mappings(settings, "x"), std::vector{load_mapping("segment")});
  RunOptions adopted;
  adopted.selection.time_zone.clear();
  adopt_settings(settings, "x", adopted);
  EXPECT_EQ(tally_settings(adopted, {load_mapping("segment")}), settings);
}

}  // namespace
}  // namespace seenby
