// The part of the record builder that takes the short way: lines of one shape, of which each makes
// at most one record. A run of them is taken field by field, each field in a small loop, so that
// what is the same for all lines is looked up once.
#include <algorithm>
#include <bit>
#include <numeric>

#include "events/money.h"
#include "events/record_builder.h"
#include "events/record_values.h"

namespace seenby {
namespace {

using Missing = std::vector<std::string>;

/// text_at() where there are words for missing, or the place is no string's.
std::string_view other_text_at(const ShapedLines& lines, std::size_t index, Place place,
                               const Missing& missing) {
  const std::string_view text = lines.line(index).at(place);
  if (place.kind == Place::Kind::kString) {
    return is_missing_word(text, missing) ? std::string_view() : text;
  }
  return text.starts_with('n') ? std::string_view() : text;
}

/// What stands there in a line, or empty: null and words for missing are no values.
inline std::string_view text_at(const ShapedLines& lines, std::size_t index, Place place,
                                const Missing& missing) {
  if (place.kind == Place::Kind::kString && missing.empty()) [[likely]] {
    return lines.line(index).string_at(place);
  }
  return other_text_at(lines, index, place, missing);
}

/// How many lines have a value at every one of the places, up to the first that has not.
std::size_t count_with(const std::vector<Place>& places, const ShapedLines& lines,
                       const Missing& missing) {
  std::size_t count = lines.count;
  for (const Place place : places) {
    for (std::size_t i = 0; i < count; ++i) {
      if (text_at(lines, i, place, missing).empty()) count = i;
    }
  }
  return count;
}

}  // namespace

std::optional<PlainLine> RecordBuilder::plain(const Shape& shape) const {
  const RecordPlan& record = plan_.records.front();
  if (plan_.records.size() > 1 || !record.explodes.empty() || !record.event.when.empty()) {
    return std::nullopt;
  }
  const Value* const row = shape.values().scopes.front().values.data();
  PlainLine plain;
  bool is_plain = true;
  // Of the field's first value.
  const auto place_of = [&](int field) -> Place {
    if (field == kNone) return {};
    const FieldPlan& plan = record.event.fields[static_cast<std::size_t>(field)];
    is_plain &= plan.sources.empty();
    Place place;
    for (const SlotRef& ref : plan.refs) {
      const Value& value = row[ref.slot];
      if (value.data == nullptr) continue;
      if (place.kind != Place::Kind::kNowhere) {
        plain.needed.push_back(place);
        break;
      }
      is_plain &= !value.has_escapes && !value.is_embedded;
      place = shape.place_of(value);
    }
    return place;
  };
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    plain.fields[i] = place_of(plan_.field(static_cast<Field>(i)));
  }
  if (plan_.id_use != IdUse::kDedup) plain.fields[static_cast<std::size_t>(Field::kId)] = {};
  for (const int field : plan_.group_fields) plain.groups.push_back(place_of(field));
  for (const FilterPlan& filter : plan_.filters) plain.filtered.push_back(place_of(filter.field));
  if (!is_plain) return std::nullopt;
  for (const std::size_t field : unmatched_) {
    const FieldPlan& plan = record.event.fields[field];
    const bool has_place = std::any_of(plan.refs.begin(), plan.refs.end(), [&](const SlotRef& ref) {
      return row[ref.slot].data != nullptr;
    });
    if (has_place || !plan.sources.empty()) plain.unmatched.push_back(field);
  }
  return plain;
}

void RecordBuilder::build(PlainLine& plain, const ShapedLines& lines, Shape& shape,
                          RecordBatch& batch, Accounting& accounting) {
  for (std::size_t i = 0; i < lines.count && !plain.unmatched.empty(); ++i) {
    rows_[0] = shape.fill_in(lines.line(i)).scopes.front().values.data();
    note_matches(plan_.records.front().event, plain.unmatched);
  }
  for (std::size_t done = 0; done < lines.count; ++done) {
    ShapedLines rest = lines.from(done);
    rest.count = count_with(plain.needed, rest, plan_.missing);
    build_run(plain, rest, batch, accounting);
    done += rest.count;
    if (done < lines.count) build(shape.fill_in(lines.line(done)), batch, accounting);
  }
}

void RecordBuilder::Chosen::begin(const ShapedLines& run) {
  count = run.count;
  std::iota(lines.begin(), lines.end(), std::uint16_t{0});
  const MarkPlace* mark = run.first.marks;
  for (std::size_t i = 0; i < count; ++i, mark += run.marks_per_line) marks[i] = mark;
}

void RecordBuilder::Chosen::keep(std::uint32_t kept) {
  if (static_cast<std::size_t>(std::popcount(kept)) == count) return;
  count = 0;
  for (; kept != 0; kept &= kept - 1, ++count) {
    const auto from = static_cast<std::size_t>(std::countr_zero(kept));
    marks[count] = marks[from];
    lines[count] = lines[from];
    classes[count] = classes[from];
    times_us[count] = times_us[from];
  }
}

/// Has `use(i, text)` see what text_at() is for the chosen lines, with its condition out of the
/// loop, which was 2% of a run's instructions.
template <typename Use>
void RecordBuilder::for_each_text(const ShapedLines& lines, Place place, Use use) const {
  const std::size_t count = chosen_.count;
  if (place.kind == Place::Kind::kString && plan_.missing.empty()) {
    const char* const text = lines.first.text;
    const std::size_t open = place.index;
    for (std::size_t i = 0; i < count; ++i) {
      const MarkPlace* const mark = chosen_.marks[i] + open;
      const std::size_t begin = mark[0] + std::size_t{1};
      use(i, std::string_view(text + begin, mark[1] - begin));
    }
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    use(i, other_text_at(lines, chosen_.lines[i], place, plan_.missing));
  }
}

void RecordBuilder::build_run(const PlainLine& plain, const ShapedLines& lines, RecordBatch& batch,
                              Accounting& accounting) {
  choose(plain, lines, accounting);
  const std::size_t count = chosen_.count;
  if (count == 0) return;
  const std::size_t begin = batch.records.size();
  batch.records.resize(begin + count);
  Record* const records = batch.records.data() + begin;
  const std::uint32_t element = plan_.records.front().first_element;
  for (std::size_t i = 0; i < count; ++i) {
    records[i].event_class = chosen_.classes[i];
    records[i].element = element;
  }
  const auto for_each = [&](Place place, auto use) {
    if (place.kind != Place::Kind::kNowhere) for_each_text(lines, place, use);
  };
  for_each(plain.place(Field::kViewer),
           [&](std::size_t i, std::string_view text) { records[i].viewer = text; });
  for_each(plain.place(Field::kId),
           [&](std::size_t i, std::string_view text) { records[i].id = text; });
  if (selector_.needs_times()) {
    for (std::size_t i = 0; i < count; ++i) records[i].time_us = chosen_.times_us[i];
  } else if (plain.place(Field::kId).kind != Place::Kind::kNowhere) {
    for_each(plain.place(Field::kTime), [&](std::size_t i, std::string_view text) {
      if (!records[i].id.empty()) records[i].time_us = selector_.time_us(text, accounting);
    });
  }
  set_costs(lines, plain.place(Field::kCost), records, accounting);
  for_each(plain.place(Field::kWeight), [&](std::size_t i, std::string_view text) {
    if (!text.empty()) set_weight(text, records[i], accounting);
  });
  const std::size_t groups = plain.groups.size();
  batch.group_values.resize((begin + count) * groups);
  for (std::size_t group = 0; group < groups; ++group) {
    std::string_view* const values = batch.group_values.data() + begin * groups + group;
    if (selector_.is_time(group)) {
      for (std::size_t i = 0; i < count; ++i) {
        values[i * groups] = selector_.bucket(group, records[i].time_us);
      }
    } else {
      for_each(plain.groups[group],
               [&](std::size_t i, std::string_view text) { values[i * groups] = text; });
    }
  }
}

/// Of the chosen lines.
void RecordBuilder::set_costs(const ShapedLines& lines, Place place, Record* records,
                              Accounting& accounting) {
  if (place.kind == Place::Kind::kNowhere) return;
  const auto set_from_text = [&](std::size_t i) {
    const std::string_view text = text_at(lines, chosen_.lines[i], place, plan_.missing);
    if (!text.empty()) set_cost(parse_micros(text), records[i], accounting);
  };
  if (place.kind == Place::Kind::kString) {
    for (std::size_t i = 0; i < chosen_.count; ++i) set_from_text(i);
    return;
  }
  const PlainDecimals& decimals = lines.first.scalars[place.index].decimals;
  for (std::size_t i = 0; i < chosen_.count; ++i) {
    const std::size_t index = lines.first.index + chosen_.lines[i];
    if (decimals.is_plain(index) && is_whole_micros(decimals.at(index))) [[likely]] {
      records[i].has_cost = true;
      records[i].cost_micros = whole_micros(decimals.at(index));
    } else {
      set_from_text(i);
    }
  }
}

/// Of the lines, those that make a record.
void RecordBuilder::choose(const PlainLine& plain, const ShapedLines& lines,
                           Accounting& accounting) {
  const RecordPlan& plan = plan_.records.front();
  accounting.records += lines.count;
  chosen_.begin(lines);
  const auto keep_if = [&](auto keeps) {
    std::uint32_t kept = 0;
    for (std::size_t i = 0; i < chosen_.count; ++i) kept |= std::uint32_t{keeps(i)} << i;
    chosen_.keep(kept);
  };
  if (selector_.needs_times()) {
    for_each_text(lines, plain.place(Field::kTime), [&](std::size_t i, std::string_view text) {
      chosen_.times_us[i] = selector_.time_us(text, accounting);
    });
  }
  if (selector_.selects()) {
    keep_if([&](std::size_t i) {
      const std::size_t line = chosen_.lines[i];
      const auto text_of = [&](std::size_t filter) {
        return text_at(lines, line, plain.filtered[filter], plan_.missing);
      };
      return selector_.takes(chosen_.times_us[i], text_of, accounting);
    });
  }
  if (plan.event_class) {
    chosen_.classes.fill(*plan.event_class);
  } else {
    std::uint32_t kept = 0;
    for_each_text(lines, plain.place(Field::kEvent), [&](std::size_t i, std::string_view name) {
      const auto event_class = name.empty() ? std::nullopt : classes_.find_padded(name);
      if (event_class) [[likely]] {
        chosen_.classes[i] = *event_class;
        kept |= std::uint32_t{1} << i;
      } else {
        note_unmapped(name, accounting);
      }
    });
    chosen_.keep(kept);
  }
  std::uint32_t with_content = 0;
  for_each_text(lines, plain.place(Field::kContent), [&](std::size_t i, std::string_view text) {
    with_content |= std::uint32_t{!text.empty()} << i;
  });
  accounting.no_content += chosen_.count - static_cast<std::size_t>(std::popcount(with_content));
  chosen_.keep(with_content);
  if (selector_.excludes_bots()) {
    const Place user_agent = plain.place(Field::kUserAgent);
    keep_if([&](std::size_t i) {
      const std::string_view text = text_at(lines, chosen_.lines[i], user_agent, plan_.missing);
      return !selector_.is_bot(text, accounting);
    });
  }
}

}  // namespace seenby
