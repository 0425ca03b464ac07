// From the wanted values of one line to a record in a batch: picks each field's first value, names
// the class, reads cost and time, and says which accounting term a line without a record belongs to.
#pragma once

#include <string>

#include "events/line_walker.h"
#include "events/plan.h"
#include "seenby/accounting.h"
#include "seenby/record.h"
#include "seenby/record_parser.h"
#include "text_map.h"

namespace seenby {

class RecordBuilder {
 public:
  explicit RecordBuilder(const Plan& plan);

  /// Appends the line's record to the batch, or counts it as unmapped or without content.
  void build(const LineWalker& line, RecordBatch& batch, Accounting& accounting);

  [[nodiscard]] const MappingFindings& findings() const { return findings_; }

 private:
  std::string_view text(const LineWalker& line, int field, RecordBatch& batch) const;
  void note_unmapped(std::string_view name);

  const Plan& plan_;
  TextMap<EventClass> classes_;
  MappingFindings findings_;
};

}  // namespace seenby
