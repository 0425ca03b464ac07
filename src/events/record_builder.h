// From the values of a line to records in a batch: for each record that the plan makes of it and
// each element that it explodes, picks every field's first value, names the class, reads cost,
// weight and time, and says which accounting term a record that is not made belongs to. The long
// way takes any line's values; the short way takes lines of one shape together, from where their
// values stand (plain_lines.cpp).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/class_names.h"
#include "events/evaluation.h"
#include "events/line_values.h"
#include "events/plain_line.h"
#include "events/plan.h"
#include "events/record_rows.h"
#include "events/selector.h"
#include "events/shape.h"
#include "seenby/accounting.h"
#include "seenby/record.h"
#include "seenby/record_parser.h"

namespace seenby {

class RecordBuilder {
 public:
  explicit RecordBuilder(const Plan& plan);

  /// Appends the line's records to the batch, or counts them as unmapped or without content.
  void build(const LineValues& line, RecordBatch& batch, Accounting& accounting);

  /// The short way for lines of the shape, valid as long as it; nullopt where there is none.
  [[nodiscard]] std::optional<PlainLine> plain(const Shape& shape) const {
    return find_plain_line(plan_, shape, unmatched_);
  }
  /// The same for 0 to kMostShaped lines of `shape` by its short way, in any order of records.
  /// Changes the shape's values, and of `plain` what is still unmatched.
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
  void emit(const RecordPlan& record, const RecordLayout& layout, Output& out);
  // Inlined, so that the texts stay in registers: written to memory word by word and read back as
  // a whole they would wait for each other.
  [[gnu::always_inline]] inline void add_record(EventClass event_class, const Texts& texts,
                                                Output& out);
  [[nodiscard]] Evaluation<> evaluation() const { return {plan_, rows_.rows()}; }
  [[nodiscard]] CostUnit cost_unit(const RecordLayout& layout) const;

  /// A field's value, which lives as long as the batch; empty when it has none.
  std::string_view text(const FieldPlan& field, RecordBatch& batch) {
    if (const Value* const value = evaluation().first(field.refs)) return kept_text(*value, batch);
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
  void note_matches(const RecordLayout& layout, const Rows& rows,
                    std::vector<std::size_t>& unmatched);

  // The short way: lines of one shape, field by field.
  [[nodiscard]] std::uint64_t lines_that_fit(const PlainLine& plain, const ShapedLines& lines);
  void join_texts(const PlainLine& plain, const ShapedLines& lines, RecordBatch& batch);
  void build_record(const PlainRecord& record, const ShapedLines& lines, RecordBatch& batch,
                    Accounting& accounting);
  void choose(const PlainRecord& record, const ShapedLines& lines, Accounting& accounting);
  [[nodiscard]] std::string_view text_at(const ShapedLines& lines, std::size_t line,
                                         PlainText text) const;
  template <typename Use>
  void for_each_text(const ShapedLines& lines, PlainText text, Use use) const;
  void set_costs(const ShapedLines& lines, const PlainRecord& record, Record* records,
                 Accounting& accounting);

  const Plan& plan_;
  ClassNames classes_;
  std::vector<std::size_t> unmatched_;  ///< plan fields that never had a value
  RecordRows rows_;
  Selector selector_;
  MappingFindings findings_;

  /// What a field's sources found on the event alone.
  struct LineText {
    std::uint64_t line = 0;
    std::string_view text;
  };
  std::vector<LineText> line_texts_;  ///< by FieldPlan::number
  std::uint64_t line_ = 0;            ///< how many were built

  /// Those of some lines that make records, and what is known of each by then.
  struct Chosen {
    std::size_t count = 0;
    const MarkPlace* const* marks = nullptr;  ///< of each
    const std::uint8_t* lines = nullptr;      ///< which of the lines
    std::array<EventClass, kMostShaped> classes{};
    std::array<std::int64_t, kMostShaped> times_us{};  ///< where all matter

    /// With those of all, which must outlive it, that have a bit.
    void begin(const ShapedLines& all, std::uint64_t of_all);
    /// A bit for each that stays.
    void keep(std::uint64_t kept);

   private:
    std::array<const MarkPlace*, kMostShaped> kept_marks_{};
    std::array<std::uint8_t, kMostShaped> kept_lines_{};
  };
  Chosen chosen_;
  /// By join, and by line.
  std::vector<std::array<std::string_view, kMostShaped>> joined_;
};

}  // namespace seenby
