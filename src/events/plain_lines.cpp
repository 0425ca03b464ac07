// The part of the record builder that takes the short way: lines of one shape, which make the same
// records of the same places. Some are taken at once, record by record and field by field, each
// field in a small loop, so that what is the same for all lines is looked up once.
#include <bit>
#include <numeric>
#include <optional>

#include "events/joined_texts.h"
#include "events/money.h"
#include "events/record_builder.h"
#include "events/record_values.h"
#include "word.h"

namespace seenby {
namespace {

using Missing = std::vector<std::string>;

/// What stands there in a line, or empty: null and words for missing are no values.
std::string_view text_at_place(const ShapedLines& lines, std::size_t line, Place place,
                               const Missing& missing) {
  const std::string_view text = lines.line(line).at(place);
  if (place.kind == Place::Kind::kString) {
    return is_missing_word(text, missing) ? std::string_view() : text;
  }
  return text.starts_with('n') ? std::string_view() : text;
}

/// Whether a text of a block equals another one, of 1 to 16 bytes, without a call.
class ShortText {
 public:
  static constexpr std::size_t kMost = 16;
  explicit ShortText(std::string_view text) : size_(text.size()), words_(load_words(text)) {}

  [[nodiscard]] bool is(std::string_view text) const {
    return text.size() == size_ && load_padded_words(text.data(), size_) == words_;
  }

 private:
  std::size_t size_;
  TwoWords words_;
};

/// What a condition compares texts with, if it does and that is short.
std::optional<ShortText> short_text(const ConditionPlan& condition) {
  const std::string& value = condition.value;
  if (condition.relation == Relation::kHolds || value.empty() || value.size() > ShortText::kMost) {
    return std::nullopt;
  }
  return ShortText(value);
}

}  // namespace

void RecordBuilder::build(PlainLine& plain, const ShapedLines& lines, Shape& shape,
                          RecordBatch& batch, Accounting& accounting) {
  if (lines.count == 0) return;
  const std::uint64_t fit = lines_that_fit(plain, lines);
  for (std::uint64_t left = fit; left != 0 && !plain.unmatched.empty(); left &= left - 1) {
    shape.fill_in(lines.line(static_cast<std::size_t>(std::countr_zero(left))));
    for (const PlainLine::Look& look : plain.looks) {
      note_matches(*look.layout, look.rows, plain.unmatched);
    }
  }
  if (fit != 0) {
    chosen_.begin(lines, fit);
    join_texts(plain, lines, batch);
    for (const PlainRecord& record : plain.records) {
      chosen_.begin(lines, fit);
      build_record(record, lines, batch, accounting);
    }
  }
  for (std::uint64_t odd = fit ^ lowest_bits(lines.count); odd != 0; odd &= odd - 1) {
    const auto line = static_cast<std::size_t>(std::countr_zero(odd));
    build(shape.fill_in(lines.line(line)), batch, accounting);
  }
}

/// A bit for each line that answers all questions as the one that taught the shape.
std::uint64_t RecordBuilder::lines_that_fit(const PlainLine& plain, const ShapedLines& lines) {
  std::uint64_t fit = lowest_bits(lines.count);
  if (plain.questions.empty()) return fit;
  chosen_.begin(lines, fit);
  for (const PlainQuestion& question : plain.questions) {
    std::uint64_t yes = 0;
    const auto ask = [&](auto answer) {
      for_each_text(lines, {question.place}, [&](std::size_t i, std::string_view text) {
        yes |= std::uint64_t{answer(text)} << i;
      });
    };
    const ConditionPlan* const condition = question.condition;
    if (condition == nullptr) {
      ask([](std::string_view text) { return !text.empty(); });
    } else if (const auto wanted = short_text(*condition)) {
      const bool equals = condition->relation == Relation::kEquals;
      ask([&](std::string_view text) { return wanted->is(text) == equals; });
    } else {
      ask([&](std::string_view text) { return meets(text, *condition); });
    }
    fit &= question.answer ? yes : ~yes;
  }
  return fit;
}

/// Of the chosen lines.
void RecordBuilder::join_texts(const PlainLine& plain, const ShapedLines& lines,
                               RecordBatch& batch) {
  if (plain.joins.empty()) return;
  joined_.resize(plain.joins.size());
  std::size_t room = 0;
  for (const auto& places : plain.joins) {
    for (const Place place : places) {
      for_each_text(lines, {place},
                    [&](std::size_t, std::string_view text) { room += joined_room(text.size()); });
    }
  }
  // Of all of them together.
  std::string& all = batch.unescaped.emplace_back(room, '\0');
  char* to = all.data();
  for (std::size_t i = 0; i < plain.joins.size(); ++i) {
    for (std::size_t j = 0; j < chosen_.count; ++j) {
      const std::size_t line = chosen_.lines[j];
      const char* const begin = to;
      for (const Place place : plain.joins[i]) to = join_padded(lines.line(line).at(place), to);
      joined_[i][line] = {begin, static_cast<std::size_t>(to - begin)};
    }
  }
}

void RecordBuilder::Chosen::begin(const ShapedLines& all, std::uint64_t of_all) {
  static constexpr auto kNumbers = [] {
    std::array<std::uint8_t, kMostShaped> numbers{};
    std::iota(numbers.begin(), numbers.end(), std::uint8_t{0});
    return numbers;
  }();
  count = all.count;
  marks = all.marks;
  lines = kNumbers.data();
  keep(of_all);
}

void RecordBuilder::Chosen::keep(std::uint64_t kept) {
  if (static_cast<std::size_t>(std::popcount(kept)) == count) return;
  count = 0;
  for (; kept != 0; kept &= kept - 1, ++count) {
    const auto from = static_cast<std::size_t>(std::countr_zero(kept));
    kept_marks_[count] = marks[from];
    kept_lines_[count] = lines[from];
    classes[count] = classes[from];
    times_us[count] = times_us[from];
  }
  marks = kept_marks_.data();
  lines = kept_lines_.data();
}

/// What stands there in one of the lines, or empty.
std::string_view RecordBuilder::text_at(const ShapedLines& lines, std::size_t line,
                                        PlainText text) const {
  if (text.join != kNone) return joined_[static_cast<std::size_t>(text.join)][line];
  return text_at_place(lines, line, text.place, plan_.missing);
}

/// Has `use(i, text)` see what text_at() is for the chosen lines, with its conditions out of the
/// loop, which was 2% of all instructions.
template <typename Use>
void RecordBuilder::for_each_text(const ShapedLines& lines, PlainText text, Use use) const {
  const std::size_t count = chosen_.count;
  if (text.place.kind == Place::Kind::kString) {
    const auto string_of = [&](std::size_t i) {
      const MarkPlace* const mark = chosen_.marks[i] + text.place.index;
      const std::size_t begin = mark[0] + std::size_t{1};
      return std::string_view(lines.text + begin, mark[1] - begin);
    };
    if (plan_.missing.empty()) {
      for (std::size_t i = 0; i < count; ++i) use(i, string_of(i));
    } else {
      for (std::size_t i = 0; i < count; ++i) {
        const std::string_view string = string_of(i);
        use(i, is_missing_word(string, plan_.missing) ? std::string_view() : string);
      }
    }
    return;
  }
  for (std::size_t i = 0; i < count; ++i) use(i, text_at(lines, chosen_.lines[i], text));
}

/// Of the chosen lines.
void RecordBuilder::build_record(const PlainRecord& record, const ShapedLines& lines,
                                 RecordBatch& batch, Accounting& accounting) {
  choose(record, lines, accounting);
  const std::size_t count = chosen_.count;
  if (count == 0) return;
  const std::size_t begin = batch.records.size();
  const auto add = [&](std::size_t i, std::string_view viewer) {
    Record& added = batch.records.emplace_back();
    added.event_class = chosen_.classes[i];
    added.viewer = viewer;
    added.element = record.element;
  };
  const auto for_each = [&](PlainText text, auto use) {
    if (text.is_somewhere()) for_each_text(lines, text, use);
  };
  if (const PlainText viewer = record.text(Field::kViewer); viewer.is_somewhere()) {
    for_each_text(lines, viewer, add);
  } else {
    for (std::size_t i = 0; i < count; ++i) add(i, {});
  }
  Record* const records = batch.records.data() + begin;
  for_each(record.text(Field::kId),
           [&](std::size_t i, std::string_view text) { records[i].id = text; });
  if (selector_.needs_times()) {
    for (std::size_t i = 0; i < count; ++i) records[i].time_us = chosen_.times_us[i];
  } else if (record.text(Field::kId).is_somewhere()) {
    for_each(record.text(Field::kTime), [&](std::size_t i, std::string_view text) {
      if (!records[i].id.empty()) records[i].time_us = selector_.time_us(text, accounting);
    });
  }
  set_costs(lines, record, records, accounting);
  for_each(record.text(Field::kWeight), [&](std::size_t i, std::string_view text) {
    if (!text.empty()) set_weight(text, records[i], accounting);
  });
  const std::size_t groups = record.groups.size();
  batch.group_values.resize((begin + count) * groups);
  for (std::size_t group = 0; group < groups; ++group) {
    std::string_view* const values = batch.group_values.data() + begin * groups + group;
    if (selector_.is_time(group)) {
      for (std::size_t i = 0; i < count; ++i) {
        values[i * groups] = selector_.bucket(group, records[i].time_us);
      }
    } else {
      for_each(record.groups[group],
               [&](std::size_t i, std::string_view text) { values[i * groups] = text; });
    }
  }
}

/// Of the chosen lines.
void RecordBuilder::set_costs(const ShapedLines& lines, const PlainRecord& record, Record* records,
                              Accounting& accounting) {
  const PlainText cost = record.text(Field::kCost);
  if (!cost.is_somewhere()) return;
  const auto set_from_text = [&](std::size_t i) {
    const std::string_view text = text_at(lines, chosen_.lines[i], cost);
    if (text.empty()) return;
    set_cost(parse_micros(text, record.cost_unit), records[i], accounting);
  };
  const Place place = cost.place;
  if (place.kind != Place::Kind::kScalar || record.cost_unit != CostUnit::kPerEvent) {
    for (std::size_t i = 0; i < chosen_.count; ++i) set_from_text(i);
    return;
  }
  const PlainDecimals& decimals = lines.scalars[place.index].decimals;
  for (std::size_t i = 0; i < chosen_.count; ++i) {
    const std::size_t index = lines.first + chosen_.lines[i];
    if (decimals.is_plain(index)) [[likely]] {
      records[i].has_cost = true;
      records[i].cost_micros = whole_micros(decimals.at(index));
    } else {
      set_from_text(i);
    }
  }
}

/// Of the chosen lines, those that make the record.
void RecordBuilder::choose(const PlainRecord& record, const ShapedLines& lines,
                           Accounting& accounting) {
  accounting.records += chosen_.count;
  const auto keep_if = [&](auto keeps) {
    std::uint64_t kept = 0;
    for (std::size_t i = 0; i < chosen_.count; ++i) kept |= std::uint64_t{keeps(i)} << i;
    chosen_.keep(kept);
  };
  if (selector_.needs_times()) {
    for_each_text(lines, record.text(Field::kTime), [&](std::size_t i, std::string_view text) {
      chosen_.times_us[i] = selector_.time_us(text, accounting);
    });
  }
  if (selector_.selects()) {
    keep_if([&](std::size_t i) {
      const std::size_t line = chosen_.lines[i];
      const auto text_of = [&](std::size_t filter) {
        return text_at(lines, line, record.filtered[filter]);
      };
      return selector_.takes(chosen_.times_us[i], text_of, accounting);
    });
  }
  if (record.event_class) {
    chosen_.classes.fill(*record.event_class);
  } else {
    std::uint64_t kept = 0;
    const auto classify = [&](auto find) {
      for_each_text(lines, record.text(Field::kEvent), [&](std::size_t i, std::string_view name) {
        const auto event_class = name.empty() ? std::nullopt : find(name);
        if (event_class) [[likely]] {
          chosen_.classes[i] = *event_class;
          kept |= std::uint64_t{1} << i;
        } else {
          note_unmapped(name, accounting);
        }
      });
    };
    if (classes_.are_short()) {
      classify([&](std::string_view name) { return classes_.find_short(name); });
    } else {
      classify([&](std::string_view name) { return classes_.find_padded(name); });
    }
    chosen_.keep(kept);
  }
  std::uint64_t with_content = 0;
  for_each_text(lines, record.text(Field::kContent), [&](std::size_t i, std::string_view text) {
    with_content |= std::uint64_t{!text.empty()} << i;
  });
  accounting.no_content += chosen_.count - static_cast<std::size_t>(std::popcount(with_content));
  chosen_.keep(with_content);
  if (selector_.excludes_bots()) {
    const PlainText user_agent = record.text(Field::kUserAgent);
    keep_if([&](std::size_t i) {
      const std::string_view text = text_at(lines, chosen_.lines[i], user_agent);
      return !selector_.is_bot(text, accounting);
    });
  }
}

}  // namespace seenby
