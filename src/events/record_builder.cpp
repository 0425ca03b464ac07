#include "events/record_builder.h"

#include <algorithm>
#include <utility>

#include "events/joined_texts.h"
#include "events/money.h"
#include "events/record_values.h"
#include "events/text.h"

namespace seenby {
namespace {

constexpr std::size_t kMostUnmappedNames = 64;

}  // namespace

RecordBuilder::RecordBuilder(const Plan& plan)
    : plan_(plan), classes_(plan.names), selector_(plan), line_texts_(plan.sourced_fields) {
  findings_.matched.resize(plan.fields.size());
  for (std::size_t field = 0; field < plan.fields.size(); ++field) unmatched_.push_back(field);
}

void RecordBuilder::build(const LineValues& line, RecordBatch& batch, Accounting& accounting) {
  rows_.begin(line);
  ++line_;
  for (const RecordPlan& record : plan_.records) {
    Output out{batch, accounting, record.first_element};
    findings_.has_elements |= rows_.visit(
        record, line,
        [&](const std::vector<ConditionPlan>& when) { return evaluation().hold(when); },
        [&](const RecordLayout& layout) { emit(record, layout, out); });
  }
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
  if (!unmatched_.empty()) note_matches(layout, rows_.rows(), unmatched_);
  if (!evaluation().hold(layout.when)) return;
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
    if (!name.empty()) event_class = classes_.find(name);
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
  return cost.sources.empty() ? CostUnit::kPerEvent : evaluation().source(cost)->unit;
}

/// Most often it is the event's own, such as an id that the records of its elements share, and
/// looked for once a line.
std::string_view RecordBuilder::source_text(const FieldPlan& field, RecordBatch& batch) {
  const bool is_of_line = std::none_of(
      field.in_elements.begin(), field.in_elements.end(),
      [&](const SlotRef& ref) { return rows_.rows()[ref.level][ref.slot].data != nullptr; });
  if (!is_of_line) return find_source_text(field, batch);
  LineText& known = line_texts_[field.number];
  if (known.line != line_) known = {line_, find_source_text(field, batch)};
  return known.text;
}

std::string_view RecordBuilder::find_source_text(const FieldPlan& field, RecordBatch& batch) const {
  const SourcePlan* const source = evaluation().source(field);
  if (source == nullptr) return {};
  if (source->parts.size() == 1) {
    return kept_text(*evaluation().first(source->parts.front()), batch);
  }
  std::string& text = batch.unescaped.emplace_back();
  for (const SlotRefs& part : source->parts) {
    const Value& value = *evaluation().first(part);
    const std::string_view bytes = value.has_escapes ? copied_text(value, batch) : value.text();
    const std::size_t size = text.size();
    text.resize(size + joined_room(bytes.size()));
    text.resize(static_cast<std::size_t>(join(bytes, text.data() + size) - text.data()));
  }
  return text;
}

std::string_view RecordBuilder::copied_text(const Value& value, RecordBatch& batch) {
  return batch.unescaped.emplace_back(value.has_escapes ? unescape(value.text())
                                                        : std::string(value.text()));
}

void RecordBuilder::note_matches(const RecordLayout& layout, const Rows& rows,
                                 std::vector<std::size_t>& unmatched) {
  const Evaluation evaluation(plan_, rows);
  std::erase_if(unmatched, [&](std::size_t field) {
    if (!evaluation.has_value(layout.fields[field])) return false;
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
