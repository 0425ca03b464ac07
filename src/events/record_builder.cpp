#include "events/record_builder.h"

#include <algorithm>
#include <utility>

#include "events/money.h"
#include "events/record_values.h"

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
  rows_[0] = line.scopes.front().values.data();
  ++line_;
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
