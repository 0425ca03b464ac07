// From the bytes of a tally file into a tally. Checksums come first, so what fails here is a file
// that no seenby wrote; it is refused all the same, whatever is in it.
#include "seenby/saved_tally.h"

#include <fmt/format.h>

#include <utility>

#include "accounting_terms.h"
#include "coded_bytes.h"
#include "seenby/error.h"
#include "tally/tally_entries.h"
#include "tally/tally_sections.h"
#include "tally/tally_state.h"

namespace seenby {

static_assert(kTallyMagic.size() == kTallyMagicBytes);

bool is_saved_tally(std::string_view first_bytes) { return first_bytes.starts_with(kTallyMagic); }

class SavedTally::Impl {
 public:
  explicit Impl(TallyFile file) : sections_(std::move(file)) { read_notes(); }

  [[nodiscard]] const TallyNotes& notes() const { return notes_; }
  [[nodiscard]] const std::string& name() const { return sections_.name(); }

  Contents add_to(TallyWriter::State& writer, std::size_t input) {
    bool is_end = false;
    while (!is_end) {
      try {
        is_end = add_section(writer, input);
      } catch (const MalformedBytes&) {
        sections_.fail_damaged();
      }
      if (!is_end) section_ = &sections_.next();
    }
    return {ids_, sections_.checksum(), group_values_};
  }

 private:
  void read_notes() {
    try {
      section_ = &sections_.next();
      if (section_->kind != SectionKind::kSettings) throw MalformedBytes();
      for (ByteReader reader(section_->bytes); !reader.at_end();) {
        std::string name(reader.text());
        notes_.settings.push_back({std::move(name), std::string(reader.text())});
      }
      section_ = &sections_.next();
      if (section_->kind != SectionKind::kAccounting) throw MalformedBytes();
      notes_.accounting = accounting_in(section_->bytes);
      section_ = &sections_.next();
      if (section_->kind != SectionKind::kMarks) return;
      notes_.marks = section_->bytes;
      section_ = &sections_.next();
    } catch (const MalformedBytes&) {
      sections_.fail_damaged();
    }
  }

  /// Whether it is the last.
  bool add_section(TallyWriter::State& writer, std::size_t input) {
    ByteReader reader(section_->bytes);
    switch (section_->kind) {
      case SectionKind::kGroups:
        add_groups(reader, writer);
        return false;
      case SectionKind::kViewers:
        add_viewers(reader, writer);
        return false;
      case SectionKind::kIds:
        add_ids(reader, writer, input);
        return false;
      case SectionKind::kEnd:
        check_end(reader, writer);
        return true;
      default:
        throw MalformedBytes();
    }
  }

  void add_groups(ByteReader& reader, TallyWriter::State& writer) {
    GroupCoder coder;
    while (!reader.at_end()) {
      const SavedGroup group = coder.read(reader);
      const std::optional<std::size_t> values = count_group_values(group.key);
      const bool is_first = numbers_.empty();
      if (!values || (!is_first && *values != group_values_)) throw MalformedBytes();
      group_values_ = *values;
      const std::uint32_t number = writer.tally.groups.find_or_add(group.key).number;
      numbers_.push_back(number);
      writer.counting.add(number, group.counts);
      if (group.ceiling == 0) continue;
      ViewerSample* const sample = writer.tally.viewers.sample.get();
      if (sample == nullptr) throw MalformedBytes();  // its settings say that it has none
      sample->lower(number, group.ceiling);
    }
  }

  void add_viewers(ByteReader& reader, TallyWriter::State& writer) {
    ViewerCoder coder;
    for (; !reader.at_end(); ++viewers_) {
      const SavedViewer entry = coder.read(reader);
      writer.counting.add(ViewerEntry::of(entry.viewer, number_of(entry.group), entry.count,
                                          entry.reached, entry.clicked));
    }
  }

  void add_ids(ByteReader& reader, TallyWriter::State& writer, std::size_t input) {
    IdCoder coder;
    for (; !reader.at_end(); ++ids_) {
      const SavedId id = coder.read(reader);
      // Of a hash only the partition and the first half are told apart.
      writer.id_log->add(id.worth, id.time_us, {id.key, id.partition}, id.viewer,
                         number_of(id.group), static_cast<std::uint32_t>(input));
    }
  }

  void check_end(ByteReader& reader, TallyWriter::State& writer) {
    const bool is_whole = reader.number() == numbers_.size() && reader.number() == viewers_ &&
                          reader.number() == ids_;
    const bool has_cost = reader.number(1) != 0;
    if (!is_whole || !reader.at_end() || notes_.accounting.counted < ids_) throw MalformedBytes();
    if (has_cost) writer.counting.note_cost();
  }

  [[nodiscard]] std::uint32_t number_of(std::uint32_t place) const {
    if (place >= numbers_.size()) throw MalformedBytes();
    return numbers_[place];
  }

  SectionReader sections_;
  TallyNotes notes_;
  const SectionReader::Section* section_ = nullptr;
  std::vector<std::uint32_t> numbers_;  ///< of the groups, by place in the file
  std::size_t group_values_ = 0;
  std::uint64_t viewers_ = 0;
  std::uint64_t ids_ = 0;
};

SavedTally::SavedTally(TallyFile file) : impl_(std::make_unique<Impl>(std::move(file))) {}
SavedTally::~SavedTally() = default;

const TallyNotes& SavedTally::notes() const { return impl_->notes(); }
const std::string& SavedTally::name() const { return impl_->name(); }

SavedTally::Contents SavedTally::add_to(TallyWriter& writer, std::size_t input) {
  return impl_->add_to(*writer.state_, input);
}

}  // namespace seenby
