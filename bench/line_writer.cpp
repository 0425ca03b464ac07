#include "line_writer.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <utility>

namespace seenby::bench {
namespace {

constexpr std::array<std::string_view, 3> kPlatforms = {"ios", "android", "web"};
constexpr std::array<std::string_view, 3> kModels = {"iPhone15,3", "Pixel 8", "Desktop"};
constexpr std::array<std::string_view, 6> kCountries = {"DE", "US", "FR", "IN", "BR", "JP"};
constexpr std::array<std::string_view, 8> kThemes = {"spring-sale", "new-arrivals", "travel-diary",
                                                     "recipe-week", "city-guide",   "trail-run",
                                                     "home-studio", "open-day"};
constexpr std::array<std::string_view, 5> kForms = {"video", "carousel", "story", "photo", "reel"};
constexpr std::array<std::string_view, 3> kCampaigns = {"launch", "awareness", "loyalty"};
constexpr std::uint32_t kCampaignNumbers = 50;

/// A viewer keeps one device and country; so does whoever is behind an event without an id.
template <std::size_t kSize>
std::string_view of_viewer(const std::array<std::string_view, kSize>& words, std::uint32_t viewer,
                           unsigned shift) {
  return words[(SplitMix::mixed(viewer) >> shift) % kSize];
}
constexpr unsigned kPlatformShift = 8;
constexpr unsigned kCountryShift = 24;

void append_time(std::int64_t time_ms, std::string& out) {
  using std::chrono::days;
  using std::chrono::milliseconds;
  const std::chrono::sys_time<milliseconds> time{milliseconds{time_ms}};
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss<milliseconds> clock{time - day};
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z"),
                 static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                 static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(),
                 clock.seconds().count(), clock.subseconds().count());
}

/// Appends `key` with its value and a comma; `append_value` is called when there is a value.
template <typename AppendValue>
void append_optional_text(std::string_view key, Event::Presence presence, std::string& out,
                          AppendValue append_value) {
  if (presence == Event::Presence::kAbsent) return;
  out += key;
  if (presence == Event::Presence::kNull) {
    out += "null,";
    return;
  }
  out += '"';
  if (presence == Event::Presence::kPresent) append_value();
  out += "\",";
}

enum class Ids : std::uint8_t { kNumbered, kReadable };

void append_content_id(std::uint32_t content, Ids ids, std::string& out) {
  if (ids == Ids::kNumbered) {
    fmt::format_to(std::back_inserter(out), FMT_COMPILE("c{}"), content);
    return;
  }
  const std::string_view theme = kThemes[content % kThemes.size()];
  const std::string_view form = kForms[content / kThemes.size() % kForms.size()];
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}-{}"), theme, form);
  const std::size_t round = content / (kThemes.size() * kForms.size());
  if (round > 0) fmt::format_to(std::back_inserter(out), FMT_COMPILE("-{}"), round + 1);
}

void append_campaign_id(std::uint32_t content, Ids ids, std::string& out) {
  if (ids == Ids::kReadable) {
    out += kCampaigns[content % kThemes.size() % kCampaigns.size()];
  } else {
    fmt::format_to(std::back_inserter(out), FMT_COMPILE("k{}"), content % kCampaignNumbers);
  }
}

enum class FlatField : std::uint8_t {
  kTime,
  kId,
  kName,
  kViewer,
  kContent,
  kCampaign,
  kPlatform,
  kCountry,
  kCost,
};
constexpr std::array<FlatField, 9> kFlatOrder = {
    FlatField::kTime,     FlatField::kId,      FlatField::kName,
    FlatField::kViewer,   FlatField::kContent, FlatField::kCampaign,
    FlatField::kPlatform, FlatField::kCountry, FlatField::kCost};

/// Appends `"key":value,` or nothing.
void append_flat_field(FlatField field, const Event& event, Ids ids, std::string& out) {
  const auto to = std::back_inserter(out);
  switch (field) {
    case FlatField::kTime:
      out += R"("timestamp":")";
      append_time(event.time_ms, out);
      out += "\",";
      return;
    case FlatField::kId:
      fmt::format_to(to, FMT_COMPILE(R"("event_id":"{:016x}",)"), event.id);
      return;
    case FlatField::kName:
      fmt::format_to(to, FMT_COMPILE(R"("event":"{}",)"), event.name);
      return;
    case FlatField::kViewer:
      append_optional_text(R"("user_id":)", event.viewer_presence, out, [&] {
        if (ids == Ids::kNumbered)
          fmt::format_to(to, FMT_COMPILE("u{}"), event.viewer);
        else
          fmt::format_to(to, FMT_COMPILE("user-{:04}"), event.viewer);
      });
      return;
    case FlatField::kContent:
      append_optional_text(R"("content_id":)", event.content_presence, out,
                           [&] { append_content_id(event.content, ids, out); });
      return;
    case FlatField::kCampaign:
      out += R"("campaign_id":")";
      append_campaign_id(event.content, ids, out);
      out += "\",";
      return;
    case FlatField::kPlatform:
      fmt::format_to(to, FMT_COMPILE(R"("platform":"{}",)"),
                     of_viewer(kPlatforms, event.viewer, kPlatformShift));
      return;
    case FlatField::kCountry:
      fmt::format_to(to, FMT_COMPILE(R"("country":"{}",)"),
                     of_viewer(kCountries, event.viewer, kCountryShift));
      return;
    case FlatField::kCost:
      fmt::format_to(to, FMT_COMPILE(R"("cost":0.{:05},)"), event.cost_ten_micros);
      return;
  }
}

void append_in_order(std::span<const FlatField> order, const Event& event, Ids ids,
                     std::string& out) {
  out += '{';
  for (const FlatField field : order) append_flat_field(field, event, ids, out);
  out.back() = '}';
}

void append_flat(const Event& event, SplitMix& /*random*/, std::string& out) {
  append_in_order(kFlatOrder, event, Ids::kNumbered, out);
}

void append_small(const Event& event, SplitMix& /*random*/, std::string& out) {
  append_in_order(kFlatOrder, event, Ids::kReadable, out);
}

void append_shuffled(const Event& event, SplitMix& random, std::string& out) {
  std::array<FlatField, kFlatOrder.size()> order = kFlatOrder;
  for (std::size_t left = order.size(); left > 1; --left) {
    std::swap(order[left - 1], order[random.below(static_cast<std::uint32_t>(left))]);
  }
  append_in_order(order, event, Ids::kNumbered, out);
}

void append_nested(const Event& event, SplitMix& random, std::string& out) {
  const auto to = std::back_inserter(out);
  // Drawn one by one: the order in which a call's arguments are evaluated is the compiler's.
  const std::uint32_t version = random.below(10);
  const bool wifi = random.below(2) == 0;
  const std::uint32_t carrier = random.below(20);
  const std::uint32_t position = random.below(50);
  const std::uint32_t visible_ms = random.below(10'000);
  const bool muted = random.below(2) == 0;
  const std::uint32_t tag = random.below(9);
  out += R"({"timestamp":")";
  append_time(event.time_ms, out);
  fmt::format_to(to, FMT_COMPILE(R"(","messageId":"{:016x}","type":"track","event":"{}",)"),
                 event.id, event.name);
  append_optional_text(R"("userId":)", event.viewer_presence, out,
                       [&] { fmt::format_to(to, FMT_COMPILE("u{}"), event.viewer); });
  fmt::format_to(
      to,
      FMT_COMPILE(
          R"("context":{{"app":{{"name":"feed","version":"5.{}.1"}},)"
          R"("device":{{"type":"{}","model":"{}"}},"locale":"en-{}",)"
          R"("network":{{"wifi":{},"carrier":"carrier-{}"}},"campaign":{{"name":"k{}"}}}},)"),
      version, of_viewer(kPlatforms, event.viewer, kPlatformShift),
      of_viewer(kModels, event.viewer, kPlatformShift),
      of_viewer(kCountries, event.viewer, kCountryShift), wifi, carrier,
      event.content % kCampaignNumbers);
  out += R"("properties":{)";
  append_optional_text(R"("content_id":)", event.content_presence, out,
                       [&] { append_content_id(event.content, Ids::kNumbered, out); });
  fmt::format_to(to,
                 FMT_COMPILE(R"("cost":0.{:05},"position":{},"surface":"home","visible_ms":{},)"
                             R"("muted":{},"tags":["feed","v{}"]}}}})"),
                 event.cost_ten_micros, position, visible_ms, muted, tag);
}

/// What a product calls the events of a class.
struct ProductName {
  std::string_view ours;
  std::string_view theirs;
};
constexpr std::array<ProductName, 6> kSegmentNames = {{{"impression", "Product List Viewed"},
                                                       {"click", "Product Clicked"},
                                                       {"comment", "Product Reviewed"},
                                                       {"share", "Product Shared"},
                                                       {"save", "Product Added to Wishlist"},
                                                       {"conversion", "Order Completed"}}};

std::string_view product_name(std::span<const ProductName> names, std::string_view name,
                              std::string_view other) {
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const ProductName& row) { return row.ours == name; });
  return found == names.end() ? other : found->theirs;
}

/// A list shows one to three products, the event's own and the next ones; other events name one.
void append_segment(const Event& event, SplitMix& random, std::string& out) {
  const auto to = std::back_inserter(out);
  const std::uint32_t products = 1 + random.below(3);
  fmt::format_to(to, FMT_COMPILE(R"({{"type":"track","event":"{}","messageId":"ajs-{:016x}",)"),
                 product_name(kSegmentNames, event.name, "Page Scrolled"), event.id);
  append_optional_text(R"("userId":)", event.viewer_presence, out,
                       [&] { fmt::format_to(to, FMT_COMPILE("u{}"), event.viewer); });
  fmt::format_to(to, FMT_COMPILE(R"("anonymousId":"{:016x}","timestamp":")"),
                 SplitMix::mixed(event.viewer));
  append_time(event.time_ms, out);
  fmt::format_to(to,
                 FMT_COMPILE(R"(","context":{{"campaign":{{"name":"k{}"}},)"
                             R"("device":{{"type":"{}"}},"locale":"en-{}"}},"properties":{{)"),
                 event.content % kCampaignNumbers,
                 of_viewer(kPlatforms, event.viewer, kPlatformShift),
                 of_viewer(kCountries, event.viewer, kCountryShift));
  if (event.name == "impression" || event.name == "conversion") {
    out += R"("list_id":"hot_deals","products":[)";
    for (std::uint32_t i = 0; i < products; ++i) {
      fmt::format_to(to, FMT_COMPILE(R"({{"product_id":"c{}","position":{}}},)"), event.content + i,
                     i + 1);
    }
    out.back() = ']';
  } else {
    fmt::format_to(to, FMT_COMPILE(R"("product_id":"c{}","position":1)"), event.content);
  }
  out += "}}";
}

constexpr std::array<ProductName, 6> kGa4Names = {{{"impression", "view_item_list"},
                                                   {"click", "select_item"},
                                                   {"comment", "comment"},
                                                   {"share", "share"},
                                                   {"save", "add_to_wishlist"},
                                                   {"conversion", "purchase"}}};

constexpr std::string_view kUnset = "(not set)";

void append_ga4_item(std::uint32_t content, std::uint32_t index, std::string& out) {
  fmt::format_to(std::back_inserter(out),
                 FMT_COMPILE(R"({{"item_id":"c{}","item_name":"Item {}","item_brand":"brand-{}",)"
                             R"("item_variant":"{}","item_category":"category-{}",)"
                             R"("price":{}.5,"item_list_name":"feed","item_list_index":"{}"}},)"),
                 content, content, content % 7, kUnset, content % 11, 1 + content % 90, index);
}

/// A list shows one to three items, the event's own and the next ones; other events name one, and
/// those that no mapping knows none. 64-bit numbers are text, as BigQuery extracts them.
void append_ga4(const Event& event, SplitMix& random, std::string& out) {
  const auto to = std::back_inserter(out);
  const std::uint32_t items = 1 + random.below(3);
  const std::uint32_t session = random.below(1'000'000);
  const std::string_view name = product_name(kGa4Names, event.name, "user_engagement");
  fmt::format_to(to,
                 FMT_COMPILE(R"({{"event_date":"20260101","event_timestamp":"{}",)"
                             R"("event_name":"{}","event_params":[)"
                             R"({{"key":"ga_session_id","value":{{"int_value":"{}"}}}},)"
                             R"({{"key":"page_title","value":{{"string_value":"Feed"}}}}],)"),
                 event.time_ms * 1000 + static_cast<std::int64_t>(event.id % 1000), name, session);
  append_optional_text(R"("user_id":)", event.viewer_presence, out,
                       [&] { fmt::format_to(to, FMT_COMPILE("u{}"), event.viewer); });
  fmt::format_to(
      to,
      FMT_COMPILE(R"("user_pseudo_id":"{:016x}","device":{{"category":"{}","language":"en"}},)"
                  R"("geo":{{"continent":"{}","country":"{}"}},)"
                  R"("traffic_source":{{"name":"k{}","medium":"cpc","source":"feed"}},)"
                  R"("batch_page_id":"{}","batch_ordering_id":"1","batch_event_index":"1",)"
                  R"("items":[)"),
      SplitMix::mixed(event.viewer), of_viewer(kPlatforms, event.viewer, kPlatformShift), kUnset,
      of_viewer(kCountries, event.viewer, kCountryShift), event.content % kCampaignNumbers,
      event.id >> 12);
  if (name == "user_engagement") {
    out += "]}";
    return;
  }
  const bool lists = event.name == "impression" || event.name == "conversion";
  for (std::uint32_t i = 0; i < (lists ? items : 1); ++i) {
    append_ga4_item(event.content + i, i + 1, out);
  }
  out.back() = ']';
  out += '}';
}

constexpr AudienceOptions kMillions = {.viewers = 1'050'000, .contents = 20'000};
constexpr AudienceOptions kTensOfMillions = {.viewers = 50'000'000, .contents = 2'000'000};
constexpr AudienceOptions kThousands = {.viewers = 5'000, .contents = 40, .mean_gap_ms = 12'000};

constexpr std::array<LogKind, 8> kLogKinds = {{
    {"flat", "the same keys in the same order, about 200 bytes a line", 0, kMillions, append_flat},
    {"nested", "about 25 keys at depth, about 445 bytes a line", 0, kMillions, append_nested},
    {"segment", "Segment track calls that list products, about 350 bytes a line", 0, kMillions,
     append_segment},
    {"ga4", "Google Analytics 4 export with items, about 860 bytes a line", 0, kMillions,
     append_ga4},
    {"many", "flat with tens of millions of viewers and millions of contents", 0, kTensOfMillions,
     append_flat},
    {"shuffled", "flat with the keys of every line in another order", 0, kMillions,
     append_shuffled},
    {"dirty", "flat with one broken line in a hundred", 10'000, kMillions, append_flat},
    {"small", "flat with readable ids and a few broken lines", 200, kThousands, append_small},
}};

}  // namespace

std::span<const LogKind> log_kinds() { return kLogKinds; }

const LogKind* find_log_kind(std::string_view name) {
  const auto* const found = std::find_if(kLogKinds.begin(), kLogKinds.end(),
                                         [&](const LogKind& kind) { return kind.name == name; });
  return found == kLogKinds.end() ? nullptr : found;
}

}  // namespace seenby::bench
