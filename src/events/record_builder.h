// From the wanted values of one line to a record in a batch: picks each field's first value, names
// the class, reads cost and time, and says which accounting term a line without a record belongs
// to.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "events/line_walker.h"
#include "events/plan.h"
#include "events/time.h"
#include "seenby/accounting.h"
#include "seenby/record.h"
#include "seenby/record_parser.h"

namespace seenby {

class RecordBuilder {
 public:
  explicit RecordBuilder(const Plan& plan);

  /// Appends the line's record to the batch, or counts it as unmapped or without content.
  void build(const LineWalker& line, RecordBatch& batch, Accounting& accounting);

  [[nodiscard]] const MappingFindings& findings() const { return findings_; }

 private:
  struct NamedClass {
    std::string name;
    EventClass event_class;
  };
  [[nodiscard]] const NamedClass* find_class(std::string_view name) const;
  std::string_view text(const LineWalker& line, int field, RecordBatch& batch) const;
  void note_unmapped(std::string_view name);

  const Plan& plan_;
  /// By the name's length modulo the table's size: a handful of names, so a short scan.
  std::array<std::vector<NamedClass>, 32> classes_;
  TimeReader time_;
  MappingFindings findings_;
};

}  // namespace seenby
