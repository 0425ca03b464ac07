#include "events/record_builder.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "events/money.h"
#include "word.h"

namespace seenby {
namespace {

constexpr std::size_t kMostUnmappedNames = 64;
/// Names up to this long are all in their ClassName.
constexpr std::size_t kWholeName = 16;
constexpr std::uint32_t kMostWeight = (std::uint32_t{1} << 30) - 1;

std::optional<std::uint32_t> parse_weight(std::string_view text) {
  std::uint32_t weight = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, weight);
  if (failure != std::errc() || stop != end || weight > kMostWeight) return std::nullopt;
  return weight;
}

}  // namespace

inline RecordBuilder::ClassName RecordBuilder::class_name(std::string_view name) {
  const std::size_t low = std::min<std::size_t>(name.size(), 8);
  const std::size_t high = std::min<std::size_t>(name.size() - low, 8);
  return {load_word(name.data(), low), load_word(name.data() + name.size() - high, high),
          name.size()};
}

RecordBuilder::RecordBuilder(const Plan& plan) : plan_(plan), selector_(plan) {
  findings_.matched.resize(plan.fields.size());
  for (std::size_t field = 0; field < plan.fields.size(); ++field) unmatched_.push_back(field);
  for (std::size_t i = 0; i < kEventClassCount; ++i) {
    for (const std::string& name : plan.names[i]) {
      classes_.push_back({class_name(name), name, static_cast<EventClass>(i)});
    }
  }
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
    const auto micros = parse_micros(texts.cost, texts.cost_unit);
    record.has_cost = micros.has_value();
    record.cost_micros = micros.value_or(0);
    out.accounting.unreadable_cost += micros ? 0 : 1;
  }
  if (!texts.weight.empty()) {
    const auto count = parse_weight(texts.weight);
    record.weight = count.value_or(1);
    out.accounting.unreadable_weight += count ? 0 : 1;
  }
  record.time_us = texts.time_us;
  // Of two records with one id it says which is the earlier.
  if (!texts.id.empty() && !texts.time.empty()) {
    record.time_us = selector_.time_us(texts.time, out.accounting);
  }
}

void RecordBuilder::emit(const RecordPlan& record, const RecordLayout& layout, Output& out) {
  ++out.element;
  if (!unmatched_.empty()) note_matches(layout);
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
  if (!event_class && !(event_class = class_of(text(layout, Field::kEvent, out.batch), out)))
    return;
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

std::optional<PlainLine> RecordBuilder::plain(const LineValues& line) const {
  const RecordPlan& record = plan_.records.front();
  if (plan_.records.size() > 1 || !record.explodes.empty() || !record.event.when.empty()) {
    return std::nullopt;
  }
  PlainLine plain;
  plain.row = line.scopes.front().values.data();
  bool is_plain = true;
  // The field's only value; none where there could be several.
  const auto value_of = [&](int field) -> const Value* {
    if (field == kNone) return nullptr;
    const FieldPlan& plan = record.event.fields[static_cast<std::size_t>(field)];
    const Value* only = nullptr;
    is_plain &= plan.sources.empty();
    for (const SlotRef& ref : plan.refs) {
      const Value& value = plain.row[ref.slot];
      if (value.data == nullptr) continue;
      is_plain &= only == nullptr && !value.has_escapes && !value.is_embedded;
      only = &value;
    }
    return only;
  };
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    plain.fields[i] = value_of(plan_.field(static_cast<Field>(i)));
  }
  if (plan_.id_use != IdUse::kDedup) plain.fields[static_cast<std::size_t>(Field::kId)] = nullptr;
  for (const int field : plan_.group_fields) plain.groups.push_back(value_of(field));
  for (const FilterPlan& filter : plan_.filters) plain.filtered.push_back(value_of(filter.field));
  return is_plain ? std::optional(std::move(plain)) : std::nullopt;
}

void RecordBuilder::build(const PlainLine& line, RecordBatch& batch, Accounting& accounting) {
  const RecordPlan& record = plan_.records.front();
  Output out{batch, accounting, record.first_element + 1};
  if (!unmatched_.empty()) {
    rows_[0] = line.row;
    note_matches(record.event);
  }
  const auto text_of = [this](const Value* value) {
    return value != nullptr && seenby::holds(*value, plan_.missing) ? value->text()
                                                                    : std::string_view();
  };
  const auto text = [&](Field field) {
    return text_of(line.fields[static_cast<std::size_t>(field)]);
  };
  ++accounting.records;
  std::string_view time = text(Field::kTime);
  std::int64_t time_us = kNoTime;
  if (selector_.needs_times()) time_us = selector_.time_us(std::exchange(time, {}), accounting);
  const auto filtered = [&](std::size_t filter) { return text_of(line.filtered[filter]); };
  if (!selector_.takes(time_us, filtered, accounting)) return;
  std::optional<EventClass> event_class = record.event_class;
  if (!event_class && !(event_class = class_of(text(Field::kEvent), out))) return;
  const std::string_view content = text(Field::kContent);
  if (content.empty()) {
    ++accounting.no_content;
    return;
  }
  if (selector_.excludes_bots() && selector_.is_bot(text(Field::kUserAgent), accounting)) return;
  add_record(*event_class,
             {.viewer = text(Field::kViewer),
              .id = text(Field::kId),
              .time = time,
              .time_us = time_us,
              .cost = text(Field::kCost),
              .cost_unit = CostUnit::kPerEvent,
              .weight = text(Field::kWeight)},
             out);
  for (std::size_t i = 0; i < line.groups.size(); ++i) {
    batch.group_values.push_back(selector_.is_time(i) ? selector_.bucket(i, time_us)
                                                      : text_of(line.groups[i]));
  }
}

/// Counts the record as unmapped when its event name has no class.
std::optional<EventClass> RecordBuilder::class_of(std::string_view name, Output& out) {
  const ClassName key = class_name(name);
  for (const NamedClass& known : classes_) {
    if (known.key == key && (key.size <= kWholeName || known.name == name)) {
      return known.event_class;
    }
  }
  ++out.accounting.unmapped;
  if (!name.empty()) note_unmapped(name);
  return std::nullopt;
}

void RecordBuilder::note_matches(const RecordLayout& layout) {
  std::erase_if(unmatched_, [&](std::size_t field) {
    if (!has_value(layout.fields[field])) return false;
    findings_.matched[field] = 1;
    return true;
  });
}

void RecordBuilder::note_unmapped(std::string_view name) {
  auto& names = findings_.unmapped_names;
  const auto found = names.find(std::string(name));
  if (found != names.end()) {
    ++found->second;
  } else if (names.size() < kMostUnmappedNames) {
    names.emplace(name, 1);
  }
}

}  // namespace seenby
