#include "events/record_builder.h"

#include <algorithm>
#include <charconv>

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

}  // namespace

RecordBuilder::RecordBuilder(const Plan& plan) : plan_(plan) {
  findings_.matched.resize(plan.fields.size());
  for (std::size_t field = 0; field < plan.fields.size(); ++field) unmatched_.push_back(field);
  for (std::size_t i = 0; i < kEventClassCount; ++i) {
    for (const std::string& name : plan.names[i]) {
      if (class_of(name)) continue;
      classes_[name.size() % classes_.size()].push_back({name, static_cast<EventClass>(i)});
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

void RecordBuilder::emit(const RecordPlan& record, const RecordLayout& layout, Output& out) {
  ++out.element;
  if (!unmatched_.empty()) note_matches(layout);
  if (!layout.when.empty() && !hold(layout.when)) return;
  ++out.accounting.records;
  std::optional<EventClass> event_class = record.event_class;
  if (!event_class) {
    const std::string_view name = text(layout, Field::kEvent, out.batch);
    event_class = class_of(name);
    if (!event_class) {
      ++out.accounting.unmapped;
      if (!name.empty()) note_unmapped(name);
      return;
    }
  }
  const std::string_view content = text(layout, Field::kContent, out.batch);
  if (content.empty()) {
    ++out.accounting.no_content;
    return;
  }
  Record& made = out.batch.records.emplace_back();
  made.event_class = *event_class;
  made.element = out.element - 1;
  fill(layout, content, made, out);
}

void RecordBuilder::fill(const RecordLayout& layout, std::string_view content, Record& record,
                         Output& out) {
  RecordBatch& batch = out.batch;
  record.viewer = text(layout, Field::kViewer, batch);
  if (const std::string_view cost = text(layout, Field::kCost, batch); !cost.empty()) {
    const FieldPlan& field = layout.fields[static_cast<std::size_t>(plan_.field(Field::kCost))];
    const auto micros =
        parse_micros(cost, field.sources.empty() ? CostUnit::kPerEvent : source(field)->unit);
    record.has_cost = micros.has_value();
    record.cost_micros = micros.value_or(0);
    out.accounting.unreadable_cost += micros ? 0 : 1;
  }
  if (const std::string_view weight = text(layout, Field::kWeight, batch); !weight.empty()) {
    const auto count = parse_weight(weight);
    record.weight = count.value_or(1);
    out.accounting.unreadable_weight += count ? 0 : 1;
  }
  if (plan_.id_use == IdUse::kDedup) record.id = text(layout, Field::kId, batch);
  // Time decides nothing but which of two records with one id is the earlier.
  if (!record.id.empty()) {
    if (const std::string_view time = text(layout, Field::kTime, batch); !time.empty()) {
      const auto instant = time_.read(time);
      record.time_us = instant.value_or(kNoTime);
      out.accounting.unreadable_time += instant ? 0 : 1;
    }
  }
  for (const int field : plan_.group_fields) {
    batch.group_values.push_back(field == plan_.field(Field::kContent)
                                     ? content
                                     : text(layout.fields[static_cast<std::size_t>(field)], batch));
  }
}

std::optional<EventClass> RecordBuilder::class_of(std::string_view name) const {
  for (const NamedClass& known : classes_[name.size() % classes_.size()]) {
    if (known.name == name) return known.event_class;
  }
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
