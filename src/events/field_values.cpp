// The part of the record builder that evaluates: conditions, and a field's first value.
#include <absl/container/inlined_vector.h>
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "events/record_builder.h"
#include "events/text.h"

namespace seenby {
namespace {

/// The value's text for the moment; `unescaped` is where it goes if it has escapes.
std::string_view plain_text(const Value& value, std::string& unescaped) {
  if (!value.has_escapes) return value.text();
  return unescaped = unescape(value.text());
}

/// 0 in any spelling.
bool is_zero(std::string_view text) {
  return text.substr(0, text.find_first_of("eE")).find_first_not_of("-0.") ==
             std::string_view::npos &&
         is_json_number(text);
}

/// The parts' texts with their lengths before them, so that no two lists of texts look alike.
std::string joined(std::span<const Value* const> parts) {
  constexpr std::size_t kLengthBytes = 3;  // of most
  std::size_t size = 0;
  for (const Value* const part : parts) size += kLengthBytes + part->size;
  std::string text;
  text.reserve(size);
  std::string unescaped;
  for (const Value* const part : parts) {
    const std::string_view bytes = plain_text(*part, unescaped);
    const fmt::format_int length(bytes.size());
    text.append(length.data(), length.size()).append(1, ':').append(bytes);
  }
  return text;
}

}  // namespace

bool RecordBuilder::holds(const ConditionPlan& condition) const {
  const Value* const value = first(condition.refs);
  if (value == nullptr) return condition.relation == Relation::kDiffers;
  std::string unescaped;
  const std::string_view text = plain_text(*value, unescaped);
  if (condition.relation == Relation::kHolds) return text != "false" && !is_zero(text);
  return (text == condition.value) == (condition.relation == Relation::kEquals);
}

bool RecordBuilder::hold(const std::vector<ConditionPlan>& conditions) const {
  return std::all_of(conditions.begin(), conditions.end(),
                     [this](const ConditionPlan& condition) { return holds(condition); });
}

bool RecordBuilder::has_value(const SourcePlan& source) const {
  return std::all_of(source.parts.begin(), source.parts.end(),
                     [this](const SlotRefs& part) { return first(part) != nullptr; }) &&
         hold(source.when);
}

bool RecordBuilder::has_value(const FieldPlan& field) const {
  return first(field.refs) != nullptr || source(field) != nullptr;
}

const SourcePlan* RecordBuilder::source(const FieldPlan& field) const {
  for (const SourcePlan& source : field.sources) {
    if (has_value(source)) return &source;
  }
  return nullptr;
}

/// Most often it is the event's own, such as an id that the records of its elements share, and
/// looked for once a line.
std::string_view RecordBuilder::source_text(const FieldPlan& field, RecordBatch& batch) {
  const bool is_of_line =
      std::none_of(field.in_elements.begin(), field.in_elements.end(),
                   [&](const SlotRef& ref) { return rows_[ref.level][ref.slot].data != nullptr; });
  if (!is_of_line) return find_source_text(field, batch);
  LineText& known = line_texts_[field.number];
  if (known.line != line_) known = {line_, find_source_text(field, batch)};
  return known.text;
}

std::string_view RecordBuilder::find_source_text(const FieldPlan& field, RecordBatch& batch) const {
  for (const SourcePlan& source : field.sources) {
    if (source.parts.size() == 1) {
      const Value* const value = first(source.parts.front());
      if (value != nullptr && hold(source.when)) return kept_text(*value, batch);
      continue;
    }
    absl::InlinedVector<const Value*, 8> parts;
    for (const SlotRefs& part : source.parts) parts.push_back(first(part));
    const bool has_all = std::find(parts.begin(), parts.end(), nullptr) == parts.end();
    if (has_all && hold(source.when)) return batch.unescaped.emplace_back(joined(parts));
  }
  return {};
}

std::string_view RecordBuilder::copied_text(const Value& value, RecordBatch& batch) {
  return batch.unescaped.emplace_back(value.has_escapes ? unescape(value.text())
                                                        : std::string(value.text()));
}

}  // namespace seenby
