#include "events/record_builder.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "events/money.h"

namespace seenby {
namespace {

constexpr std::size_t kMostUnmappedNames = 64;
constexpr std::uint32_t kMostWeight = (std::uint32_t{1} << 30) - 1;

std::optional<std::uint32_t> parse_weight(std::string_view text) {
  std::uint32_t weight = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, weight);
  if (failure != std::errc() || stop != end || weight > kMostWeight) return std::nullopt;
  return weight;
}

void set_cost(std::optional<std::int64_t> micros, Record& record, Accounting& accounting) {
  record.has_cost = micros.has_value();
  record.cost_micros = micros.value_or(0);
  accounting.unreadable_cost += micros ? 0 : 1;
}

void set_weight(std::string_view text, Record& record, Accounting& accounting) {
  const auto weight = parse_weight(text);
  record.weight = weight.value_or(1);
  accounting.unreadable_weight += weight ? 0 : 1;
}

}  // namespace

RecordBuilder::RecordBuilder(const Plan& plan)
    : plan_(plan), classes_(plan.names), selector_(plan) {
  findings_.matched.resize(plan.fields.size());
  for (std::size_t field = 0; field < plan.fields.size(); ++field) unmatched_.push_back(field);
}

void RecordBuilder::build(const LineValues& line, RecordBatch& batch, Accounting& accounting) {
  rows_[0] = line.scopes.front().values.data();
  for (const RecordPlan& record : plan_.records) {
    Output out{batch, accounting, record.first_element};
    if (record.explodes.empty()) {
      emit(record, record.event, out);
    } else {
      explode(record, line, out);
    }
  }
}

void RecordBuilder::explode(const RecordPlan& record, const LineValues& line, Output& out) {
  for (const ExplodePlan& explode : record.explodes) {
    const int innermost = explode.levels.back().scopes.back();
    if (line.scopes[static_cast<std::size_t>(innermost)].count() == 0) continue;
    if (!hold(explode.when)) continue;
    findings_.has_elements = true;
    next_row_.fill(0);
    elements(record, explode, line, 0, 0, out);
    return;
  }
  if (!record.needs_element) emit(record, record.event, out);
}

/// The records of the array at `level` in its parent's row; their number. An element whose own
/// array is empty makes a record itself, unless only elements do.
std::size_t RecordBuilder::elements(const RecordPlan& record, const ExplodePlan& explode,
                                    const LineValues& line, std::size_t level, std::uint32_t parent,
                                    Output& out) {
  const RecordLayout& layout = explode.levels[level];
  const ValueRows& rows = line.scopes[static_cast<std::size_t>(layout.scopes.back())];
  std::size_t count = 0;
  for (std::uint32_t& next = next_row_[level]; next < rows.count() && rows.parents[next] == parent;
       ++count) {
    const std::uint32_t row = next++;
    rows_[level + 1] = rows.row(row);
    const bool is_innermost = level + 1 == explode.levels.size();
    const std::size_t inside =
        is_innermost ? 0 : elements(record, explode, line, level + 1, row, out);
    if (is_innermost || (inside == 0 && !record.needs_element)) emit(record, layout, out);
  }
  return count;
}

void RecordBuilder::add_record(EventClass event_class, const Texts& texts, Output& out) {
  Record& record = out.batch.records.emplace_back();
  record.event_class = event_class;
  record.element = out.element - 1;
  record.viewer = texts.viewer;
  record.id = texts.id;
  if (!texts.cost.empty()) {
    set_cost(parse_micros(texts.cost, texts.cost_unit), record, out.accounting);
  }
  if (!texts.weight.empty()) set_weight(texts.weight, record, out.accounting);
  record.time_us = texts.time_us;
  // Of two records with one id it says which is the earlier.
  if (!texts.id.empty() && !texts.time.empty()) {
    record.time_us = selector_.time_us(texts.time, out.accounting);
  }
}

void RecordBuilder::emit(const RecordPlan& record, const RecordLayout& layout, Output& out) {
  ++out.element;
  if (!unmatched_.empty()) note_matches(layout, unmatched_);
  if (!layout.when.empty() && !hold(layout.when)) return;
  ++out.accounting.records;
  std::string_view time = text(layout, Field::kTime, out.batch);
  std::int64_t time_us = kNoTime;
  if (selector_.needs_times()) {
    time_us = selector_.time_us(std::exchange(time, {}), out.accounting);
  }
  const auto filtered = [&](std::size_t filter) {
    return text(layout.fields[static_cast<std::size_t>(plan_.filters[filter].field)], out.batch);
  };
  if (!selector_.takes(time_us, filtered, out.accounting)) return;
  std::optional<EventClass> event_class = record.event_class;
  if (!event_class) {
    const std::string_view name = text(layout, Field::kEvent, out.batch);
    event_class = classes_.find(name);
    if (!event_class) {
      note_unmapped(name, out.accounting);
      return;
    }
  }
  const std::string_view content = text(layout, Field::kContent, out.batch);
  if (content.empty()) {
    ++out.accounting.no_content;
    return;
  }
  if (selector_.excludes_bots() &&
      selector_.is_bot(text(layout, Field::kUserAgent, out.batch), out.accounting)) {
    return;
  }
  const bool wants_id = plan_.id_use == IdUse::kDedup;
  const std::string_view cost = text(layout, Field::kCost, out.batch);
  add_record(*event_class,
             {.viewer = text(layout, Field::kViewer, out.batch),
              .id = wants_id ? text(layout, Field::kId, out.batch) : std::string_view(),
              .time = time,
              .time_us = time_us,
              .cost = cost,
              .cost_unit = cost.empty() ? CostUnit::kPerEvent : cost_unit(layout),
              .weight = text(layout, Field::kWeight, out.batch)},
             out);
  for (std::size_t i = 0; i < plan_.group_fields.size(); ++i) {
    const int field = plan_.group_fields[i];
    out.batch.group_values.push_back(
        field == plan_.field(Field::kContent) ? content
        : selector_.is_time(i)                ? selector_.bucket(i, time_us)
                               : text(layout.fields[static_cast<std::size_t>(field)], out.batch));
  }
}

/// Of a cost that has a value.
CostUnit RecordBuilder::cost_unit(const RecordLayout& layout) const {
  const FieldPlan& cost = layout.fields[static_cast<std::size_t>(plan_.field(Field::kCost))];
  return cost.sources.empty() ? CostUnit::kPerEvent : source(cost)->unit;
}

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

void RecordBuilder::build(PlainLine& plain, const ShapedLine& found, Shape& shape,
                          RecordBatch& batch, Accounting& accounting) {
  const RecordPlan& plan = plan_.records.front();
  const ShapedLine line = found;
  const bool has_missing = !plan_.missing.empty();
  const auto text_of = [&](Place at) {
    if (at.kind == Place::Kind::kString) [[likely]] {
      const std::string_view text = line.string_at(at);
      return has_missing && is_missing_word(text, plan_.missing) ? std::string_view() : text;
    }
    const std::string_view text = line.at(at);
    return text.starts_with('n') ? std::string_view() : text;
  };
  for (const Place needed : plain.needed) {
    if (text_of(needed).empty()) return build(shape.fill_in(line), batch, accounting);
  }
  if (!plain.unmatched.empty()) {
    rows_[0] = shape.fill_in(line).scopes.front().values.data();
    note_matches(plan.event, plain.unmatched);
  }
  const auto place = [&](Field field) { return plain.fields[static_cast<std::size_t>(field)]; };
  const auto text = [&](Field field) { return text_of(place(field)); };
  ++accounting.records;
  std::int64_t time_us = kNoTime;
  if (selector_.needs_times()) time_us = selector_.time_us(text(Field::kTime), accounting);
  const auto filtered = [&](std::size_t filter) { return text_of(plain.filtered[filter]); };
  if (!selector_.takes(time_us, filtered, accounting)) return;
  std::optional<EventClass> event_class = plan.event_class;
  if (!event_class) {
    const std::string_view name = text(Field::kEvent);
    event_class = name.empty() ? std::nullopt : classes_.find_padded(name);
    if (!event_class) {
      note_unmapped(name, accounting);
      return;
    }
  }
  if (text(Field::kContent).empty()) {
    ++accounting.no_content;
    return;
  }
  if (selector_.excludes_bots() && selector_.is_bot(text(Field::kUserAgent), accounting)) return;
  Record& record = batch.records.emplace_back();
  record.event_class = *event_class;
  record.element = plan.first_element;
  record.viewer = text(Field::kViewer);
  record.id = text(Field::kId);
  const PlainDecimal* const plain_cost = line.decimal_at(place(Field::kCost));
  if (plain_cost != nullptr && is_whole_micros(*plain_cost)) {
    record.has_cost = true;
    record.cost_micros = whole_micros(*plain_cost);
  } else if (const std::string_view cost = text(Field::kCost); !cost.empty()) {
    set_cost(parse_micros(cost), record, accounting);
  }
  const std::string_view weight = text(Field::kWeight);
  if (!weight.empty()) set_weight(weight, record, accounting);
  if (!selector_.needs_times() && !record.id.empty()) {
    time_us = selector_.time_us(text(Field::kTime), accounting);
  }
  record.time_us = time_us;
  for (std::size_t i = 0; i < plain.groups.size(); ++i) {
    batch.group_values.push_back(selector_.is_time(i) ? selector_.bucket(i, time_us)
                                                      : text_of(plain.groups[i]));
  }
}

void RecordBuilder::note_matches(const RecordLayout& layout, std::vector<std::size_t>& unmatched) {
  std::erase_if(unmatched, [&](std::size_t field) {
    if (!has_value(layout.fields[field])) return false;
    findings_.matched[field] = 1;
    return true;
  });
}

void RecordBuilder::note_unmapped(std::string_view name, Accounting& accounting) {
  ++accounting.unmapped;
  if (name.empty()) return;
  auto& names = findings_.unmapped_names;
  const auto found = names.find(std::string(name));
  if (found != names.end()) {
    ++found->second;
  } else if (names.size() < kMostUnmappedNames) {
    names.emplace(name, 1);
  }
}

}  // namespace seenby
