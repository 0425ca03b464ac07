#include "events/plain_line.h"

#include <algorithm>
#include <iterator>

#include "events/record_rows.h"

namespace seenby {
namespace {

/// Records and questions of one line.
constexpr std::size_t kMost = 64;

class PlainLineFinder {
 public:
  PlainLineFinder(const Plan& plan, const Shape& shape)
      : plan_(plan), shape_(shape), evaluation_(plan, rows_.rows(), Notes{this}) {}

  PlainLine find() {
    rows_.begin(shape_.values());
    for (const RecordPlan& record : plan_.records) {
      std::uint32_t element = record.first_element;
      rows_.visit(
          record, shape_.values(),
          [&](const std::vector<ConditionPlan>& when) { return evaluation_.hold(when); },
          [&](const RecordLayout& layout) { add_record(record, layout, element++); });
    }
    return std::move(line_);
  }

 private:
  struct Notes {
    PlainLineFinder* finder;
    void has_value(const Value& value, bool answer) const { finder->note(value, nullptr, answer); }
    void meets(const Value& value, const ConditionPlan& condition, bool answer) const {
      finder->note(value, &condition, answer);
    }
  };

  static bool ask_alike(const ConditionPlan* a, const ConditionPlan* b) {
    if (a == nullptr || b == nullptr) return a == b;
    return a->relation == b->relation && a->value == b->value;
  }

  void note(const Value& value, const ConditionPlan* condition, bool answer) {
    const Place place = shape_.place_of(value);
    const bool is_known = std::any_of(
        line_.questions.begin(), line_.questions.end(), [&](const PlainQuestion& question) {
          return question.place == place && ask_alike(question.condition, condition);
        });
    if (!is_known) line_.questions.push_back({place, condition, answer});
  }

  void add_record(const RecordPlan& rule, const RecordLayout& layout, std::uint32_t element) {
    line_.looks.push_back({&layout, rows_.rows()});
    if (!evaluation_.hold(layout.when)) return;
    PlainRecord& record = line_.records.emplace_back();
    record.event_class = rule.event_class;
    record.element = element;
    for (std::size_t i = 0; i < kFieldCount; ++i) {
      const auto field = static_cast<Field>(i);
      if (field == Field::kId && plan_.id_use != IdUse::kDedup) continue;
      record.fields[i] = text(layout, plan_.field(field));
    }
    record.cost_unit = cost_unit(layout);
    for (const int field : plan_.group_fields) record.groups.push_back(text(layout, field));
    for (const FilterPlan& filter : plan_.filters) {
      record.filtered.push_back(text(layout, filter.field));
    }
  }

  PlainText text(const RecordLayout& layout, int index) {
    if (index == kNone) return {};
    const FieldPlan& field = layout.fields[static_cast<std::size_t>(index)];
    if (field.sources.empty()) return {place_of_first(field.refs)};
    const SourcePlan* const source = evaluation_.source(field);
    if (source == nullptr) return {};
    if (source->parts.size() == 1) return {place(source->parts.front())};
    std::vector<Place> parts;
    for (const SlotRefs& part : source->parts) parts.push_back(place(part));
    const auto found = std::find(line_.joins.begin(), line_.joins.end(), parts);
    const auto join = static_cast<int>(found - line_.joins.begin());
    if (found == line_.joins.end()) line_.joins.push_back(std::move(parts));
    return {{}, join};
  }

  /// Whether the value at an only place is one can be left open.
  Place place_of_first(const SlotRefs& refs) {
    const Value* only = nullptr;
    for (const SlotRef& ref : refs) {
      const Value& value = rows_.rows()[ref.level][ref.slot];
      if (value.data == nullptr) continue;
      if (only != nullptr) return place(refs);
      only = &value;
    }
    return only != nullptr ? shape_.place_of(*only) : Place();
  }

  Place place(const SlotRefs& refs) {
    const Value* const value = evaluation_.first(refs);
    return value != nullptr ? shape_.place_of(*value) : Place();
  }

  CostUnit cost_unit(const RecordLayout& layout) {
    const int index = plan_.field(Field::kCost);
    if (index == kNone) return CostUnit::kPerEvent;
    const FieldPlan& field = layout.fields[static_cast<std::size_t>(index)];
    const SourcePlan* const source = evaluation_.source(field);
    return source != nullptr ? source->unit : CostUnit::kPerEvent;
  }

  const Plan& plan_;
  const Shape& shape_;
  RecordRows rows_;
  Evaluation<Notes> evaluation_;
  PlainLine line_;
};

/// Whether some record may find the field's value in a line that it looks at.
bool may_match(const PlainLine& line, std::size_t field) {
  return std::any_of(line.looks.begin(), line.looks.end(), [&](const PlainLine::Look& look) {
    const FieldPlan& plan = look.layout->fields[field];
    return !plan.sources.empty() ||
           std::any_of(plan.refs.begin(), plan.refs.end(), [&](const SlotRef& ref) {
             return look.rows[ref.level][ref.slot].data != nullptr;
           });
  });
}

}  // namespace

std::optional<PlainLine> find_plain_line(const Plan& plan, const Shape& shape,
                                         const std::vector<std::size_t>& unmatched) {
  PlainLine line = PlainLineFinder(plan, shape).find();
  if (line.looks.size() > kMost || line.questions.size() > kMost) return std::nullopt;
  std::copy_if(unmatched.begin(), unmatched.end(), std::back_inserter(line.unmatched),
               [&](std::size_t field) { return may_match(line, field); });
  return line;
}

}  // namespace seenby
