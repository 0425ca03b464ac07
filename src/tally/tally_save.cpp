// From a tally to the bytes of a file. Whatever order groups, viewers and ids were met in, they are
// written in theirs: groups by key, viewers by hash and then group, ids by partition and hash.
#include <algorithm>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "accounting_terms.h"
#include "coded_bytes.h"
#include "seenby/saved_tally.h"
#include "tally/ordered_viewers.h"
#include "tally/tally_entries.h"
#include "tally/tally_sections.h"
#include "tally/tally_state.h"

namespace seenby {
namespace {

/// A section is closed once it has as many entries or bytes.
constexpr std::size_t kMostEntries = std::size_t{1} << 16;
constexpr std::size_t kMostBytes = std::size_t{1} << 20;
constexpr std::uint32_t kNotSaved = std::numeric_limits<std::uint32_t>::max();

/// Sections of one kind, one after another as they fill up.
template <typename Coder>
class Entries {
 public:
  Entries(SectionWriter& out, SectionKind kind) : out_(out), kind_(kind) {}

  template <typename Entry>
  void add(const Entry& entry) {
    coder_.write(entry, bytes_);
    ++count_;
    if (++in_section_ == kMostEntries || bytes_.bytes().size() >= kMostBytes) close();
  }
  void close() {
    if (in_section_ == 0) return;
    out_.section(kind_, bytes_.bytes());
    bytes_.clear();
    coder_ = {};
    in_section_ = 0;
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  SectionWriter& out_;
  SectionKind kind_;
  Coder coder_;
  ByteWriter bytes_;
  std::size_t in_section_ = 0;
  std::uint64_t count_ = 0;
};

std::string settings_bytes(const std::vector<TallySetting>& settings) {
  ByteWriter bytes;
  for (const TallySetting& setting : settings) {
    bytes.text(setting.name);
    bytes.text(setting.value);
  }
  return bytes.bytes();
}

/// The groups that the file is about, in its order, and the place of each by number.
class SavedGroups {
 public:
  SavedGroups(const GroupKeys& keys, const std::vector<bool>& is_saved) {
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
      if (is_saved[i]) numbers_.push_back(i);
    }
    std::sort(numbers_.begin(), numbers_.end(),
              [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
    places_.assign(keys.size(), kNotSaved);
    for (std::uint32_t i = 0; i < numbers_.size(); ++i) places_[numbers_[i]] = i;
  }
  [[nodiscard]] const std::vector<std::uint32_t>& numbers() const { return numbers_; }
  [[nodiscard]] std::uint32_t place_of(std::uint32_t number) const { return places_[number]; }

 private:
  std::vector<std::uint32_t> numbers_;
  std::vector<std::uint32_t> places_;
};

/// Viewer entries come by viewer and number of the group; they go out by viewer and its place.
class ViewersByPlace {
 public:
  ViewersByPlace(const SavedGroups& groups, Entries<ViewerCoder>& out)
      : groups_(groups), out_(out) {}

  void add(std::span<const ViewerEntry> entries) {
    for (const ViewerEntry& entry : entries) {
      if (!waiting_.empty() && waiting_.front().viewer != entry.viewer()) close();
      waiting_.push_back({entry.viewer(), groups_.place_of(entry.group()), entry.count(),
                          entry.reached(), entry.has_clicked()});
    }
  }
  void close() {
    std::sort(waiting_.begin(), waiting_.end(),
              [](const SavedViewer& a, const SavedViewer& b) { return a.group < b.group; });
    for (const SavedViewer& entry : waiting_) out_.add(entry);
    waiting_.clear();
  }

 private:
  const SavedGroups& groups_;
  Entries<ViewerCoder>& out_;
  std::vector<SavedViewer> waiting_;  ///< of one viewer
};

SavedId saved_id(const IdRecord& record, const Worth& worth, const SavedGroups& groups) {
  return {record.key, record.viewer, record.time_us, groups.place_of(record.group), worth};
}

}  // namespace

void Tally::save(const TallyNotes& notes,
                 const std::function<void(std::string_view)>& write) const {
  const State& state = *state_;
  const GroupKeys& keys = state.groups.keys();
  std::vector<bool> is_saved(keys.size());
  for (std::uint32_t i = 0; i < keys.size(); ++i)
    is_saved[i] = !(state.counters.of(i) == GroupCounts()) && !state.hides(i);
  for (std::size_t partition = 0; partition < kPartitions; ++partition) {
    state.visit_waiting(partition, [&](const IdRecord& record, const IdWorth&) {
      is_saved[record.group] = !state.hides(record.group);
    });
  }
  const SavedGroups groups(keys, is_saved);

  SectionWriter out(write);
  out.section(SectionKind::kSettings, settings_bytes(notes.settings));
  out.section(SectionKind::kAccounting, accounting_bytes(notes.accounting));
  if (!notes.marks.empty()) out.section(SectionKind::kMarks, notes.marks);

  Entries<GroupCoder> saved_groups(out, SectionKind::kGroups);
  for (const std::uint32_t number : groups.numbers()) {
    const std::uint64_t ceiling = state.ceiling(number);
    saved_groups.add(SavedGroup{keys[number], state.counters.of(number),
                                ceiling == ViewerSample::kNoCeiling ? 0 : ceiling});
  }
  saved_groups.close();

  Entries<ViewerCoder> viewers(out, SectionKind::kViewers);
  ViewersByPlace by_place(groups, viewers);
  OrderedViewers all(*state_);
  for (std::size_t partition = 0; partition < kPartitions; ++partition) {
    all.visit(partition, [&](std::span<const ViewerEntry> entries) { by_place.add(entries); });
  }
  by_place.close();
  viewers.close();

  Entries<IdCoder> ids(out, SectionKind::kIds);
  std::vector<SavedId> waiting;
  for (std::size_t partition = 0; partition < kPartitions; ++partition) {
    waiting.clear();
    state.visit_waiting(partition, [&](const IdRecord& record, const IdWorth& worth) {
      if (!state.hides(record.group)) waiting.push_back(saved_id(record, worth.worth, groups));
    });
    std::sort(waiting.begin(), waiting.end(),
              [](const SavedId& a, const SavedId& b) { return a.key < b.key; });
    for (SavedId& id : waiting) {
      id.partition = partition;
      ids.add(id);
    }
    ids.close();
  }

  ByteWriter end;
  end.number(groups.numbers().size());
  end.number(viewers.count());
  end.number(ids.count());
  end.number(std::uint64_t{state.counters.has_cost()});
  out.section(SectionKind::kEnd, end.bytes());
}

}  // namespace seenby
