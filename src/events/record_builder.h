// From the values of one line to records in a batch: for each record that the plan makes of a line
// and each element that it explodes, picks every field's first value, names the class, reads cost,
// weight and time, and says which accounting term a record that is not made belongs to. It sees
// the plan and the line's values and nothing else of the line.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/class_names.h"
#include "events/line_values.h"
#include "events/plan.h"
#include "events/selector.h"
#include "events/shape.h"
#include "seenby/accounting.h"
#include "seenby/record.h"
#include "seenby/record_parser.h"

namespace seenby {

/// Lines of a shape that make one record each, every field of which stands at one place or nowhere,
/// as long as what is `needed` has values.
struct PlainLine {
  std::array<Place, kFieldCount> fields{};
  std::vector<Place> groups;
  std::vector<Place> filtered;         ///< by filter
  std::vector<Place> needed;           ///< where a field looks further when there is no value
  std::vector<std::size_t> unmatched;  ///< plan fields that could have a value here, none so far

  [[nodiscard]] Place place(Field field) const { return fields[static_cast<std::size_t>(field)]; }
};

class RecordBuilder {
 public:
  explicit RecordBuilder(const Plan& plan);

  /// Appends the line's records to the batch, or counts them as unmapped or without content.
  void build(const LineValues& line, RecordBatch& batch, Accounting& accounting);

  /// The short way for lines of the shape; nullopt where there is none.
  [[nodiscard]] std::optional<PlainLine> plain(const Shape& shape) const;
  void build(PlainLine& plain, const ShapedLines& lines, Shape& shape, RecordBatch& batch,
             Accounting& accounting);

  [[nodiscard]] const MappingFindings& findings() const { return findings_; }

 private:
  /// The values of one record; empty where there is none.
  struct Texts {
    std::string_view viewer;
    std::string_view id;
    std::string_view time;  ///< empty where it was read
    std::int64_t time_us = kNoTime;
    std::string_view cost;
    CostUnit cost_unit = CostUnit::kPerEvent;
    std::string_view weight;
  };
  /// Where the records of one line go.
  struct Output {
    RecordBatch& batch;
    Accounting& accounting;
    std::uint32_t element;  ///< of the next record
  };
  void explode(const RecordPlan& record, const LineValues& line, Output& out);
  std::size_t elements(const RecordPlan& record, const ExplodePlan& explode, const LineValues& line,
                       std::size_t level, std::uint32_t parent, Output& out);
  void build_run(const PlainLine& plain, const ShapedLines& lines, RecordBatch& batch,
                 Accounting& accounting);
  void choose(const PlainLine& plain, const ShapedLines& lines, Accounting& accounting);
  template <typename Use>
  void for_each_text(const ShapedLines& lines, Place place, Use use) const;
  void set_costs(const ShapedLines& lines, Place place, Record* records, Accounting& accounting);
  void emit(const RecordPlan& record, const RecordLayout& layout, Output& out);
  // Inlined, so that the texts stay in registers: written to memory word by word and read back as
  // a whole they would wait for each other.
  [[gnu::always_inline]] inline void add_record(EventClass event_class, const Texts& texts,
                                                Output& out);

  [[nodiscard]] const Value* first(const SlotRefs& refs) const {
    for (const SlotRef& ref : refs) {
      const Value& value = rows_[ref.level][ref.slot];
      if (seenby::holds(value, plan_.missing)) return &value;
    }
    return nullptr;
  }
  [[nodiscard]] bool holds(const ConditionPlan& condition) const;
  [[nodiscard]] bool hold(const std::vector<ConditionPlan>& conditions) const;
  [[nodiscard]] bool has_value(const SourcePlan& source) const;
  [[nodiscard]] bool has_value(const FieldPlan& field) const;
  /// The first source that has a value, of a field that is more than paths.
  [[nodiscard]] const SourcePlan* source(const FieldPlan& field) const;
  [[nodiscard]] CostUnit cost_unit(const RecordLayout& layout) const;

  /// A field's value, which lives as long as the batch; empty when it has none.
  std::string_view text(const FieldPlan& field, RecordBatch& batch) {
    if (const Value* const value = first(field.refs)) return kept_text(*value, batch);
    return field.sources.empty() ? std::string_view() : source_text(field, batch);
  }
  std::string_view text(const RecordLayout& layout, Field field, RecordBatch& batch) {
    const int index = plan_.field(field);
    if (index == kNone) return {};
    return text(layout.fields[static_cast<std::size_t>(index)], batch);
  }
  std::string_view source_text(const FieldPlan& field, RecordBatch& batch);
  std::string_view find_source_text(const FieldPlan& field, RecordBatch& batch) const;
  static std::string_view kept_text(const Value& value, RecordBatch& batch) {
    return value.has_escapes || value.is_embedded ? copied_text(value, batch) : value.text();
  }
  static std::string_view copied_text(const Value& value, RecordBatch& batch);

  void note_unmapped(std::string_view name, Accounting& accounting);
  void note_matches(const RecordLayout& layout, std::vector<std::size_t>& unmatched);

  const Plan& plan_;
  ClassNames classes_;
  std::vector<std::size_t> unmatched_;                       ///< plan fields that never had a value
  std::array<const Value*, kMostExplodeLevels + 1> rows_{};  ///< by level
  std::array<std::uint32_t, kMostExplodeLevels> next_row_{};  ///< by level, from the first array
  Selector selector_;
  MappingFindings findings_;

  /// What a field's sources found on the event alone.
  struct LineText {
    std::uint64_t line = 0;
    std::string_view text;
  };
  std::vector<LineText> line_texts_;  ///< by FieldPlan::number
  std::uint64_t line_ = 0;            ///< how many were built

  /// The lines of a run that make records, and what is known of each by then.
  struct Chosen {
    std::size_t count = 0;
    std::array<const MarkPlace*, Literals::kMostLines> marks{};
    std::array<std::uint16_t, Literals::kMostLines> lines{};  ///< in the run
    std::array<EventClass, Literals::kMostLines> classes{};
    std::array<std::int64_t, Literals::kMostLines> times_us{};  ///< where all matter

    void begin(const ShapedLines& run);
    /// A bit for each that stays.
    void keep(std::uint32_t kept);
  };
  Chosen chosen_;
};

}  // namespace seenby
