// Files whose checksums are right and whose contents no seenby wrote: refused as damaged, each for
// one thing that is wrong with it.
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "accounting_terms.h"
#include "coded_bytes.h"
#include "input/memory_source.h"
#include "seenby/error.h"
#include "seenby/saved_tally.h"
#include "tally/tally_entries.h"
#include "tally/tally_sections.h"

namespace seenby {
namespace {

/// The sections of a small good file, to be spoiled.
struct Parts {
  std::string settings;
  std::string accounting;
  std::string groups;
  std::string viewers;
  std::string ids;
  std::string end;
};

Parts good() {
  Accounting accounting;
  accounting.lines = accounting.parsed = accounting.records = accounting.counted = 3;
  Parts parts;
  parts.accounting = accounting_bytes(accounting);
  ByteWriter groups;
  GroupCoder group_coder;
  for (const std::string_view key : {"\x02"
                                     "a",
                                     "\x02"
                                     "b"}) {
    group_coder.write({key, {}, 0}, groups);
  }
  parts.groups = groups.bytes();
  ByteWriter viewers;
  ViewerCoder viewer_coder;
  viewer_coder.write({.viewer = 7, .group = 1, .count = 2, .reached = true}, viewers);
  parts.viewers = viewers.bytes();
  ByteWriter ids;
  IdCoder id_coder;
  id_coder.write({.key = 5, .time_us = 1, .group = 0}, ids);
  parts.ids = ids.bytes();
  ByteWriter end;
  for (const std::uint64_t number : {2, 1, 1, 0}) end.number(number);
  parts.end = end.bytes();
  return parts;
}

std::string file_of(const Parts& parts) {
  std::string file;
  SectionWriter out([&file](std::string_view bytes) { file += bytes; });
  out.section(SectionKind::kSettings, parts.settings);
  out.section(SectionKind::kAccounting, parts.accounting);
  out.section(SectionKind::kGroups, parts.groups);
  out.section(SectionKind::kViewers, parts.viewers);
  out.section(SectionKind::kIds, parts.ids);
  out.section(SectionKind::kEnd, parts.end);
  return file;
}

/// What reading says; empty when the file is taken.
std::string refusal_of(const std::string& file) {
  try {
    Tally tally(1);
    TallyWriter writer(tally);
    SavedTally saved({std::make_unique<MemorySource>(file), "x"});
    saved.add_to(writer, 0);
    writer.close();
    tally.settle(1);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kIo);
    return error.what();
  }
  return {};
}

std::string spoiled(const std::function<void(Parts&)>& spoil) {
  Parts parts = good();
  spoil(parts);
  return refusal_of(file_of(parts));
}

template <typename Coder, typename Entry>
std::string coded(const Entry& entry) {
  ByteWriter out;
  Coder().write(entry, out);
  return out.bytes();
}

TEST(MalformedTally, IsToldFromTheGoodOneItWasMadeOf) {
  EXPECT_EQ(refusal_of(file_of(good())), "");
}

TEST(MalformedTally, IsRefusedWhateverIsWrong) {
  const std::string damaged = "x: damaged tally, found before byte ";
  const auto expect_refused = [&](const char* what, const std::function<void(Parts&)>& spoil) {
    EXPECT_TRUE(spoiled(spoil).starts_with(damaged)) << what << ": " << spoiled(spoil);
  };
  expect_refused("a setting without a value", [](Parts& p) {
    p.settings =
        "\x01"
        "a";
  });
  expect_refused("sums that do not hold", [](Parts& p) {
    Accounting accounting;
    accounting.lines = 1;
    p.accounting = accounting_bytes(accounting);
  });
  expect_refused("an unknown term", [](Parts& p) { p.accounting = "\x01x\x01"; });
  expect_refused("terms out of order", [](Parts& p) { p.accounting += p.accounting; });
  expect_refused("fewer counted than wait", [](Parts& p) { p.accounting.clear(); });
  expect_refused("the same row twice", [](Parts& p) {
    const std::string one =
        coded<GroupCoder>(SavedGroup{"\x02"
                                     "a",
                                     {},
                                     0});
    p.groups = one + one;
  });
  expect_refused("a ceiling without a sample", [](Parts& p) {
    p.groups =
        coded<GroupCoder>(SavedGroup{"\x02"
                                     "a",
                                     {},
                                     9});
  });
  expect_refused("a row without a key", [](Parts& p) {
    p.groups = coded<GroupCoder>(SavedGroup{"", {}, 0});
  });
  const auto with_keys = [](std::initializer_list<std::string_view> keys) {
    ByteWriter out;
    GroupCoder coder;
    for (const std::string_view key : keys) coder.write(SavedGroup{key, {}, 0}, out);
    return [groups = out.bytes()](Parts& p) { p.groups = groups; };
  };
  using namespace std::string_view_literals;
  expect_refused("a row whose value is cut", with_keys({"\x03"
                                                        "a",
                                                        "\x03"
                                                        "b"}));
  expect_refused("a row whose value's length is cut", with_keys({"\x02"
                                                                 "a",
                                                                 "\x02"
                                                                 "b\x81"}));
  expect_refused("a row whose value's length is beyond 64 bits",
                 with_keys({"\x02"
                            "a",
                            "\x82\x80\x80\x80\x80\x80\x80\x80\x80\x02"
                            "b"}));
  expect_refused("a row whose value's length is longer than needed", with_keys({"\x02"
                                                                                "a",
                                                                                "\x82\0b"sv}));
  expect_refused("rows of one value and of two", with_keys({"\x02"
                                                            "a",
                                                            "\x02"
                                                            "b\0"sv}));
  expect_refused("a viewer of no row", [](Parts& p) {
    p.viewers =
        coded<ViewerCoder>(SavedViewer{.viewer = 7, .group = 2, .count = 1, .reached = true});
  });
  expect_refused("a viewer who did nothing", [](Parts& p) {
    p.viewers = coded<ViewerCoder>(SavedViewer{.viewer = 7, .group = 1, .count = 1});
  });
  expect_refused("a viewer of no event", [](Parts& p) {
    p.viewers = coded<ViewerCoder>(SavedViewer{.viewer = 7, .group = 1, .reached = true});
  });
  expect_refused("a viewer beyond every hash", [](Parts& p) {
    p.viewers = coded<ViewerCoder>(
        SavedViewer{.viewer = kIdentified, .group = 1, .count = 1, .reached = true});
  });
  expect_refused("an id of no row", [](Parts& p) {
    p.ids = coded<IdCoder>(SavedId{.key = 5, .time_us = 1, .group = 2});
  });
  expect_refused("an id's partition that there is not", [](Parts& p) {
    p.ids = coded<IdCoder>(SavedId{.key = 5, .time_us = 1, .group = 0, .partition = kPartitions});
  });
  expect_refused("half an id", [](Parts& p) { p.ids.pop_back(); });
  for (const int sign : {1, -1}) {
    expect_refused("a cost beyond 64 bits", [sign](Parts& p) {
      ByteWriter out;
      for (const std::uint64_t number : {0, 5, 0, 8}) out.number(number);
      out.signed_number(sign * (absl::int128(1) << 64));
      p.ids = out.bytes();
    });
  }
  expect_refused("an id's viewer beyond every hash", [](Parts& p) {
    ByteWriter out;
    for (const std::uint64_t number : {0, 5, 0, 32}) out.number(number);
    out.word(kIdentified);
    p.ids = out.bytes();
  });
  expect_refused("an id of no class", [](Parts& p) {
    ByteWriter out;
    for (const std::uint64_t number : {0, 5, 0}) out.number(number);
    out.number(std::uint64_t{kEventClassCount});
    p.ids = out.bytes();
  });
  for (const std::size_t number : {0U, 1U, 2U}) {
    expect_refused("an end that counts otherwise", [number](Parts& p) { p.end[number] = 9; });
  }
  expect_refused("an end with more behind it", [](Parts& p) { p.end += '\0'; });
}

TEST(MalformedTally, OfSectionsMissingOutOfOrderOrTwiceIsRefused) {
  using Kinds = std::vector<SectionKind>;
  constexpr auto kSettings = SectionKind::kSettings;
  constexpr auto kAccounting = SectionKind::kAccounting;
  const Parts parts = good();
  const std::map<SectionKind, std::string> bytes = {{kSettings, parts.settings},
                                                    {kAccounting, parts.accounting},
                                                    {SectionKind::kMarks, "m"},
                                                    {SectionKind::kGroups, parts.groups},
                                                    {SectionKind::kViewers, parts.viewers},
                                                    {SectionKind::kIds, parts.ids},
                                                    {SectionKind::kEnd, parts.end}};
  const auto refusal_of_kinds = [&](const Kinds& kinds) {
    std::string file;
    SectionWriter out([&file](std::string_view more) { file += more; });
    for (const SectionKind kind : kinds) out.section(kind, bytes.at(kind));
    return refusal_of(file);
  };
  const Kinds in_order = {kSettings,
                          kAccounting,
                          SectionKind::kMarks,
                          SectionKind::kGroups,
                          SectionKind::kViewers,
                          SectionKind::kIds,
                          SectionKind::kEnd};
  EXPECT_EQ(refusal_of_kinds(in_order), "");
  for (std::size_t i = 0; i + 1 < in_order.size(); ++i) {
    Kinds swapped = in_order;
    std::swap(swapped[i], swapped[i + 1]);
    EXPECT_TRUE(refusal_of_kinds(swapped).starts_with("x: damaged tally")) << i;
  }
  for (const std::size_t once : {0U, 1U, 2U, 6U}) {
    Kinds twice = in_order;
    twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(once), in_order[once]);
    EXPECT_TRUE(refusal_of_kinds(twice).starts_with("x: damaged tally")) << once;
  }
  for (const std::size_t needed : {0U, 1U}) {
    Kinds fewer = in_order;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(needed));
    EXPECT_TRUE(refusal_of_kinds(fewer).starts_with("x: damaged tally")) << needed;
  }
}

TEST(MalformedTally, ThatBeginsOtherwiseIsRefused) {
  std::string file = file_of(good());
  file[3] = '?';
  EXPECT_TRUE(refusal_of(file).starts_with("x: damaged tally, found before byte 16"))
      << refusal_of(file);
}

TEST(IdCoder, ReadsBackWhatWasWritten) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  const std::vector<SavedId> ids = {
      {.key = 5, .viewer = kIdentified | 77, .time_us = 3, .group = 1, .worth = {.weight = 9}},
      {.key = 5, .time_us = kNoTime, .worth = {EventClass::kClick, true, 1, -kMost}},
      {.key = 9, .time_us = kNoTime - 1, .worth = {EventClass::kSave, true, 0, kMost}},
      {.key = 9, .time_us = -kMost, .worth = {.weight = ViewerEntry::kMostCount}}};
  ByteWriter out;
  IdCoder writer;
  for (const SavedId& id : ids) writer.write(id, out);
  ByteReader in(out.bytes());
  IdCoder reader;
  for (const SavedId& id : ids) {
    const SavedId read = reader.read(in);
    EXPECT_EQ(read.key, id.key);
    EXPECT_EQ(read.viewer, id.viewer);
    EXPECT_EQ(read.time_us, id.time_us);
    EXPECT_EQ(read.group, id.group);
    EXPECT_TRUE(read.worth == id.worth);
  }
  EXPECT_TRUE(in.at_end());
}

TEST(GroupCounts, RefuseToOverflow) {
  GroupCounts most;
  most.by_class[0] = std::numeric_limits<std::uint64_t>::max();
  GroupCounts one;
  one.by_class[0] = 1;
  EXPECT_THROW(most += one, Error);
  GroupCounts rich;
  rich.spend_micros = absl::Int128Max();
  GroupCounts refund;
  refund.spend_micros = -1;
  EXPECT_NO_THROW(rich += refund);
  GroupCounts cent;
  cent.spend_micros = 2;
  EXPECT_THROW(rich += cent, Error);
  GroupCounts poor;
  poor.spend_micros = absl::Int128Min();
  EXPECT_THROW(poor += refund, Error);
}

}  // namespace
}  // namespace seenby
