// yardstick: the least that any reader of these logs must do, as the measure of seenby's speed. It
// reads blocks, finds lines with memchr, and has simdjson On-Demand extract six or seven fields in
// the order in which they stand. It counts nothing and checks nothing: a field that is missing
// costs a search of the rest of its object and no more. yardstick_plain is this source compiled
// with YARDSTICK_PLAIN, which leaves the inlining to the compiler. Limit: a line must fit into a
// block.
#include <fcntl.h>
#include <fmt/format.h>
#include <simdjson.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

namespace {

using simdjson::ondemand::object;

constexpr std::size_t kBlockBytes = std::size_t{1} << 20;

struct Sums {
  std::uint64_t lines = 0;
  std::uint64_t bad = 0;
  std::uint64_t checksum = 0;
};

void add_text(object& fields, std::string_view key, Sums& sums) {
  std::string_view text;
  if (fields.find_field(key).get_string().get(text) == simdjson::SUCCESS) {
    sums.checksum += text.size();
  }
}

void add_number(object& fields, std::string_view key, Sums& sums) {
  double number = 0;
  if (fields.find_field(key).get_double().get(number) == simdjson::SUCCESS) {
    sums.checksum += static_cast<std::uint64_t>(number * 1e6);
  }
}

void extract_flat(object& fields, Sums& sums) {
  add_text(fields, "timestamp", sums);
  add_text(fields, "event_id", sums);
  add_text(fields, "event", sums);
  add_text(fields, "user_id", sums);
  add_text(fields, "content_id", sums);
  add_number(fields, "cost", sums);
}

void extract_nested(object& fields, Sums& sums) {
  add_text(fields, "timestamp", sums);
  add_text(fields, "messageId", sums);
  add_text(fields, "event", sums);
  add_text(fields, "userId", sums);
  object properties;
  if (fields.find_field("properties").get_object().get(properties) != simdjson::SUCCESS) return;
  add_text(properties, "content_id", sums);
  add_number(properties, "cost", sums);
}

/// A list of products gives the first one's id.
void extract_segment(object& fields, Sums& sums) {
  add_text(fields, "type", sums);
  add_text(fields, "event", sums);
  add_text(fields, "messageId", sums);
  add_text(fields, "userId", sums);
  add_text(fields, "anonymousId", sums);
  add_text(fields, "timestamp", sums);
  object properties;
  if (fields.find_field("properties").get_object().get(properties) != simdjson::SUCCESS) return;
  simdjson::ondemand::array products;
  if (properties.find_field("products").get_array().get(products) != simdjson::SUCCESS) {
    std::string_view text;
    if (properties["product_id"].get_string().get(text) == simdjson::SUCCESS) {
      sums.checksum += text.size();
    }
    return;
  }
  for (auto product : products) {
    object item;
    if (product.get_object().get(item) == simdjson::SUCCESS) add_text(item, "product_id", sums);
    return;
  }
}

/// An item's id counts for its event: the first one's.
void extract_ga4(object& fields, Sums& sums) {
  add_text(fields, "event_timestamp", sums);
  add_text(fields, "event_name", sums);
  add_text(fields, "user_id", sums);
  add_text(fields, "user_pseudo_id", sums);
  add_text(fields, "batch_page_id", sums);
  simdjson::ondemand::array items;
  if (fields.find_field("items").get_array().get(items) != simdjson::SUCCESS) return;
  for (auto element : items) {
    object item;
    if (element.get_object().get(item) == simdjson::SUCCESS) add_text(item, "item_id", sums);
    return;
  }
}

/// The fields of flat, in whatever order the line has them.
void extract_shuffled(object& fields, Sums& sums) {
  for (const std::string_view key : {"timestamp", "event_id", "event", "user_id", "content_id"}) {
    std::string_view text;
    if (fields[key].get_string().get(text) == simdjson::SUCCESS) sums.checksum += text.size();
  }
  double cost = 0;
  if (fields["cost"].get_double().get(cost) == simdjson::SUCCESS) {
    sums.checksum += static_cast<std::uint64_t>(cost * 1e6);
  }
}

// In the yardstick everything is inlined into the loop over lines: it must not be slower than need
// be. yardstick_plain is what the same code gives when nobody asks for that.
#ifdef YARDSTICK_PLAIN
#define SEENBY_YARDSTICK_INLINING
#else
#define SEENBY_YARDSTICK_INLINING [[gnu::flatten]]
#endif

/// A template, so that each kind's extraction can be inlined. Parses the whole lines of
/// [begin, end) and returns where the last, partial one begins. `readable_end` is past the padding
/// that simdjson may read into.
template <typename Extract>
SEENBY_YARDSTICK_INLINING const char* parse_lines(const char* begin, const char* end,
                                                  const char* readable_end,
                                                  simdjson::ondemand::parser& parser,
                                                  Extract extract, Sums& sums) {
  while (const void* newline = std::memchr(begin, '\n', static_cast<std::size_t>(end - begin))) {
    const char* const line_end = static_cast<const char*>(newline);
    auto document = parser.iterate(begin, static_cast<std::size_t>(line_end - begin),
                                   static_cast<std::size_t>(readable_end - begin));
    object fields;
    if (document.get_object().get(fields) == simdjson::SUCCESS) {
      extract(fields, sums);
    } else {
      ++sums.bad;
    }
    ++sums.lines;
    begin = line_end + 1;
  }
  return begin;
}

/// Nothing when the file cannot be read.
template <typename Extract>
std::optional<Sums> measure(int file, Extract extract) {
  std::vector<char> buffer(kBlockBytes + simdjson::SIMDJSON_PADDING);
  const char* const readable_end = buffer.data() + buffer.size();
  simdjson::ondemand::parser parser;
  if (parser.allocate(kBlockBytes) != simdjson::SUCCESS) return std::nullopt;
  Sums sums;
  std::size_t kept = 0;
  while (kept < kBlockBytes) {
    const ssize_t got = ::read(file, buffer.data() + kept, kBlockBytes - kept);
    if (got < 0) return std::nullopt;
    if (got == 0) return sums;
    const char* const end = buffer.data() + kept + got;
    const char* const rest = parse_lines(buffer.data(), end, readable_end, parser, extract, sums);
    kept = static_cast<std::size_t>(end - rest);
    std::memmove(buffer.data(), rest, kept);
  }
  return std::nullopt;
}

/// A row's `measure` has the kind's own extraction inlined.
struct Kind {
  std::string_view name;
  std::optional<Sums> (*measure)(int file);
};
constexpr std::array<Kind, 5> kKinds = {{
    {"flat",
     [](int file) { return measure(file, [](object& o, Sums& s) { extract_flat(o, s); }); }},
    {"nested",
     [](int file) { return measure(file, [](object& o, Sums& s) { extract_nested(o, s); }); }},
    {"segment",
     [](int file) { return measure(file, [](object& o, Sums& s) { extract_segment(o, s); }); }},
    {"ga4", [](int file) { return measure(file, [](object& o, Sums& s) { extract_ga4(o, s); }); }},
    {"shuffled",
     [](int file) { return measure(file, [](object& o, Sums& s) { extract_shuffled(o, s); }); }},
}};

}  // namespace

int main(int argc, char** argv) {
  const std::string_view name = argc == 4 ? argv[2] : "flat";
  const auto* const kind =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& row) { return row.name == name; });
  const bool understood = argc == 2 || (argc == 4 && std::string_view(argv[1]) == "--kind");
  if (!understood || kind == kKinds.end()) {
    fmt::print(stderr, "usage: yardstick [--kind flat|nested|segment|ga4|shuffled] FILE\n");
    return 2;
  }
  const char* const path = argv[argc - 1];
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  const std::optional<Sums> sums = file >= 0 ? kind->measure(file) : std::nullopt;
  if (!sums) {
    fmt::print(stderr, "yardstick: cannot read {}\n", path);
    return 4;
  }
  fmt::print("{} lines, {} bad, checksum {}\n", sums->lines, sums->bad, sums->checksum);
  return 0;
}
