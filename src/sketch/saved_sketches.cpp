// From the lines of a file of sketches into a tally, one line in memory at a time. What is wrong is
// said with its file and line; a file that ends early is known by its number of rows.
#include "seenby/saved_sketches.h"

#include <absl/strings/escaping.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "accounting_terms.h"
#include "checksum.h"
#include "coded_bytes.h"
#include "events/json_value.h"
#include "seenby/error.h"
#include "seenby/selection.h"
#include "sketch/row_text.h"

namespace seenby {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 16;
/// Two images of 2^26 viewers in base64.
constexpr std::size_t kMostLineBytes = std::size_t{3} << 29;

/// What is wrong with a line, in words.
struct BadRow {
  std::string what;
};

[[noreturn]] void refuse(std::string what) { throw BadRow{std::move(what)}; }

/// Lines of a source, the last with or without its newline, and the checksum of all of them.
class Lines {
 public:
  explicit Lines(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  /// False at the end. The line lives until the next call.
  bool next(std::string_view& line) {
    buffer_.erase(0, taken_);
    std::size_t end = buffer_.find('\n');
    while (end == std::string::npos) {
      const std::size_t size = buffer_.size();
      if (size > kMostLineBytes) refuse("longer than any row of sketches");
      buffer_.resize(size + kPieceBytes);
      const std::size_t got = source_->read(buffer_.data() + size, kPieceBytes);
      buffer_.resize(size + got);
      checksum_ = crc64(checksum_, std::string_view(buffer_).substr(size));
      if (got == 0) break;
      end = buffer_.find('\n', size);
    }
    taken_ = end == std::string::npos ? buffer_.size() : end + 1;
    line = std::string_view(buffer_).substr(0, end);
    return taken_ > 0;
  }
  [[nodiscard]] std::uint64_t checksum() const { return checksum_; }

 private:
  std::unique_ptr<ByteSource> source_;
  std::string buffer_;
  std::size_t taken_ = 0;
  std::uint64_t checksum_ = 0;
};

std::uint64_t count_in(const JsonValue& object, std::string_view name) {
  const JsonValue* const value = object.find(name);
  if (value == nullptr) refuse(fmt::format("it has no {}", name));
  std::uint64_t count = 0;
  const char* const end = value->text.data() + value->text.size();
  const auto [stop, failure] = std::from_chars(value->text.data(), end, count);
  if (value->kind != JsonValue::Kind::kNumber || failure != std::errc() || stop != end) {
    refuse(fmt::format("{} is no count", name));
  }
  return count;
}

ThetaSketch sketch_in(const JsonValue& row, std::string_view name, const SketchNotes& notes) {
  const JsonValue* const value = row.find(name);
  if (value == nullptr || value->kind != JsonValue::Kind::kText) {
    refuse(fmt::format("it has no image of its {}", name));
  }
  std::string image;
  if (!absl::Base64Unescape(value->text, &image)) refuse(fmt::format("{} is no base64", name));
  try {
    ThetaSketch sketch = parse_theta_image(image);
    if (sketch.theta != ThetaSketch::kAll && !notes.is_sample) {
      refuse(fmt::format("{} leaves viewers out, and the first line says that no row does", name));
    }
    return sketch;
  } catch (const Error& error) {
    refuse(fmt::format("{}: {}", name, error.what()));
  }
}

std::vector<TallySetting> settings_in(const JsonValue& notes) {
  const JsonValue* const list = notes.find("settings");
  std::vector<TallySetting> settings;
  if (list == nullptr || list->kind != JsonValue::Kind::kArray) refuse("it has no settings");
  for (const auto& [unnamed, pair] : list->members) {
    const auto is_text = [](const JsonMember& member) {
      return member.value.kind == JsonValue::Kind::kText;
    };
    if (pair.members.size() != 2 || !is_text(pair.members[0]) || !is_text(pair.members[1])) {
      refuse("a setting is no pair of texts");
    }
    settings.push_back({pair.members[0].value.text, pair.members[1].value.text});
  }
  return settings;
}

Accounting accounting_in(const JsonValue& notes) {
  const JsonValue* const object = notes.find("accounting");
  if (object == nullptr || object->kind != JsonValue::Kind::kObject) refuse("it has no accounting");
  AccountingTerms terms;
  for (const auto& [name, value] : object->members) terms[name] = count_in(*object, name);
  try {
    return accounting_of(std::move(terms));
  } catch (const MalformedBytes&) {
    refuse("its accounting does not add up");
  }
}

}  // namespace

class SavedSketches::Impl {
 public:
  Impl(std::unique_ptr<ByteSource> source, std::string name)
      : lines_(std::move(source)), name_(std::move(name)) {
    on_next_line([this](const JsonValue& row) { read_notes(row); });
  }

  [[nodiscard]] const SketchNotes& sketch_notes() const { return sketch_notes_; }
  [[nodiscard]] const TallyNotes& notes() const { return notes_; }
  [[nodiscard]] const std::string& name() const { return name_; }

  Contents add_to(TallyWriter& writer) {
    do {
      if (!has_row_) continue;
      const std::string key = group_key();
      row_.key = key;
      writer.add(row_);
      has_row_ = false;
    } while (on_next_line([this](const JsonValue& row) { read_row(row); }));
    if (rows_ != sketch_notes_.rows) {
      fail(fmt::format("it has {} rows, and {} of them are there", sketch_notes_.rows, rows_));
    }
    return {0, lines_.checksum()};
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    throw Error(ExitCode::kIo, fmt::format("{}:{}: damaged sketches: {}; write the file again",
                                           name_, line_, what));
  }

  /// False at the end.
  template <typename Use>
  bool on_next_line(Use use) {
    try {
      std::string_view line;
      if (!lines_.next(line)) return false;
      ++line_;
      if (!has_right_checksum(line)) refuse("its checksum does not agree");
      const std::optional<JsonValue> row = parse_json_object(line);
      if (!row) refuse("no JSON object");
      use(*row);
      return true;
    } catch (const BadRow& bad) {
      fail(bad.what);
    }
  }

  void read_notes(const JsonValue& row) {
    const JsonValue* const notes = row.find("seenby_sketches");
    if (notes == nullptr) refuse("the first line does not say how it was counted");
    const std::uint64_t version = count_in(*notes, "version");
    if (version != kSketchesVersion) {
      throw Error(ExitCode::kIo,
                  fmt::format("{}: sketches of format version {}, and this seenby reads {}", name_,
                              version, kSketchesVersion));
    }
    notes_.settings = settings_in(*notes);
    notes_.accounting = accounting_in(*notes);
    const std::uint64_t lg_k = count_in(*notes, "lg_k");
    if (lg_k < 2 || lg_k > 26) refuse("lg_k is from 2 to 26");
    sketch_notes_.lg_k = static_cast<unsigned>(lg_k);
    sketch_notes_.rows = count_in(*notes, "rows");
    sketch_notes_.rows_left_out = count_in(*notes, "rows_left_out");
    sketch_notes_.ids = count_in(*notes, "ids");
    const JsonValue* const sample = notes->find("sample");
    if (sample == nullptr || sample->kind != JsonValue::Kind::kBool) refuse("it has no sample");
    sketch_notes_.is_sample = sample->text == "true";
    read_group_by();
    const bool has_more =
        std::any_of(row.members.begin(), row.members.end(), [](const auto& member) {
          return member.name != "seenby_sketches" && member.name != "crc64";
        });
    if (has_more) read_row(row);
  }

  void read_group_by() {
    for (const TallySetting& setting : notes_.settings) {
      if (setting.name != "by") continue;
      try {
        for (const GroupField& field : parse_group_by(setting.value)) {
          group_by_.push_back(field.name);
        }
      } catch (const Error& error) {
        refuse(error.what());
      }
    }
    if (group_by_.empty()) refuse("it does not say what it is grouped by");
  }

  void read_row(const JsonValue& row) {
    if (row.find("total") != nullptr && row.find("viewers") == nullptr) return;  // of --total
    values_.clear();
    for (const std::string& name : group_by_) {
      const JsonValue* const value = row.find(name);
      const bool is_missing = value != nullptr && value->kind == JsonValue::Kind::kNull;
      if (value == nullptr || (!is_missing && value->kind != JsonValue::Kind::kText)) {
        refuse(fmt::format("it has no {}", name));
      }
      values_.push_back(value->text);
    }
    row_ = {};
    for (std::size_t i = 0; i < kEventClassCount; ++i) {
      row_.by_class[i] = count_in(row, kSketchedCounts[i]);
    }
    const std::uint64_t impressions = row_.by_class[0];
    const std::uint64_t anonymous = count_in(row, "anonymous_impressions");
    if (anonymous > impressions) refuse("more anonymous_impressions than impressions");
    row_.identified_impressions = impressions - anonymous;
    const JsonValue* const spend = row.find("spend");
    if (spend != nullptr && spend->kind != JsonValue::Kind::kNull) {
      row_.spend = exact_money(spend->text);
      if (!row_.spend) refuse("spend is no sum of money");
    }
    row_.sketches = {sketch_in(row, "viewers", sketch_notes_),
                     sketch_in(row, "clickers", sketch_notes_)};
    if (row_.sketches.viewers.hashes.size() > row_.identified_impressions) {
      refuse("more viewers than impressions of viewers");
    }
    if (row_.sketches.clickers.hashes.size() > row_.by_class[1]) {
      refuse("more clickers than clicks");
    }
    has_row_ = true;
    ++rows_;
  }

  [[nodiscard]] std::string group_key() const {
    std::vector<char> key;
    append_group_key(std::vector<std::string_view>(values_.begin(), values_.end()), key);
    return {key.begin(), key.end()};
  }

  Lines lines_;
  std::string name_;
  std::uint64_t line_ = 0;
  TallyNotes notes_;
  SketchNotes sketch_notes_;
  std::vector<std::string> group_by_;
  /// The row of the current line, if it is one.
  bool has_row_ = false;
  std::vector<std::string> values_;
  SketchedRow row_;
  std::uint64_t rows_ = 0;
};

SavedSketches::SavedSketches(std::unique_ptr<ByteSource> source, std::string name)
    : impl_(std::make_unique<Impl>(std::move(source), std::move(name))) {}
SavedSketches::~SavedSketches() = default;

const SketchNotes& SavedSketches::sketch_notes() const { return impl_->sketch_notes(); }
const TallyNotes& SavedSketches::notes() const { return impl_->notes(); }
const std::string& SavedSketches::name() const { return impl_->name(); }

SavedInput::Contents SavedSketches::add_to(TallyWriter& writer, std::size_t) {
  return impl_->add_to(writer);
}

}  // namespace seenby
