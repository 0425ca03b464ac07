#include "events/record_builder.h"

#include <bit>

#include "events/money.h"
#include "events/text.h"

namespace seenby {
namespace {
constexpr std::size_t kMostUnmappedNames = 64;
}

RecordBuilder::RecordBuilder(const Plan& plan) : plan_(plan) {
  findings_.matched.resize(plan.fields.size());
  for (std::size_t i = 0; i < kEventClassCount; ++i) {
    for (const std::string& name : plan.names[i]) {
      if (find_class(name) != nullptr) continue;
      classes_[name.size() % classes_.size()].push_back({name, static_cast<EventClass>(i)});
    }
  }
}

const RecordBuilder::NamedClass* RecordBuilder::find_class(std::string_view name) const {
  for (const NamedClass& known : classes_[name.size() % classes_.size()]) {
    if (known.name == name) return &known;
  }
  return nullptr;
}

/// The field's first value in fallback order; empty when it has none.
std::string_view RecordBuilder::text(const LineWalker& line, int field, RecordBatch& batch) const {
  if (field < 0) return {};
  const std::uint64_t present = line.present(field);
  if (present == 0) return {};
  const auto rank = static_cast<std::uint32_t>(std::countr_zero(present));
  const Value& value = line.value(plan_.fields[static_cast<std::size_t>(field)].first_slot + rank);
  if (!value.has_escapes) return value.text;
  return batch.unescaped.emplace_back(unescape(value.text));
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

void RecordBuilder::build(const LineWalker& line, RecordBatch& batch, Accounting& accounting) {
  for (std::size_t field = 0; field < findings_.matched.size(); ++field) {
    findings_.matched[field] |= line.present(static_cast<int>(field));
  }
  ++accounting.records;
  const std::string_view event = text(line, plan_.field(Field::kEvent), batch);
  const NamedClass* const known = find_class(event);
  if (known == nullptr) {
    ++accounting.unmapped;
    if (!event.empty()) note_unmapped(event);
    return;
  }
  if (line.present(plan_.field(Field::kContent)) == 0) {
    ++accounting.no_content;
    return;
  }
  Record& record = batch.records.emplace_back();
  record.event_class = known->event_class;
  record.viewer = text(line, plan_.field(Field::kViewer), batch);
  if (const std::string_view cost = text(line, plan_.field(Field::kCost), batch); !cost.empty()) {
    const auto micros = parse_micros(cost);
    record.has_cost = micros.has_value();
    record.cost_micros = micros.value_or(0);
    accounting.unreadable_cost += micros ? 0 : 1;
  }
  if (plan_.id_use == IdUse::kDedup) record.id = text(line, plan_.field(Field::kId), batch);
  // Time decides nothing but which of two records with one id is the earlier.
  if (!record.id.empty()) {
    if (const std::string_view time = text(line, plan_.field(Field::kTime), batch); !time.empty()) {
      const auto instant = time_.read(time);
      record.time_us = instant.value_or(kNoTime);
      accounting.unreadable_time += instant ? 0 : 1;
    }
  }
  for (const int field : plan_.group_fields) {
    batch.group_values.push_back(text(line, field, batch));
  }
}

}  // namespace seenby
