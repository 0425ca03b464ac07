// A mapping and a grouping compiled to two halves. The tree of keys says what a line is looked
// through for: one pass, following it, puts every wanted value in a slot. The records say what is
// made of the slots: for each record that a line makes, where each field's value may stand.
// A scope is what slots belong to: the event itself, or the elements of one exploded array.
// Limit: 64 sources for one field.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/filter.h"
#include "seenby/mapping.h"
#include "seenby/selection.h"
#include "text_map.h"

namespace seenby {

inline constexpr int kNone = -1;

/// A wanted key, entry of a key/value array, or element of an exploded array.
struct PlanNode {
  TextMap<int> children;  ///< nodes by key, of the object here
  TextMap<int> entries;   ///< nodes by the entry's key, of the array here
  int slot = kNone;       ///< of the scalar here, in a row of the node's scope
  int scope = kNone;      ///< of the elements of the array here
  bool reads_strings = true;

  /// What lies further in, which a second value of the same key does away with.
  std::vector<std::uint32_t> slots_below;
  std::vector<int> scopes_below;

  [[nodiscard]] bool is_leaf() const {
    return children.empty() && entries.empty() && scope == kNone;
  }
};

struct PlanScope {
  int parent = kNone;
  int node = 0;             ///< the element's
  std::uint32_t width = 0;  ///< slots of a row
  std::vector<int> inside;  ///< scopes whose parent this is
};

/// The slots of an entry of a key/value array: its key, and where its value may stand.
inline constexpr std::array<std::string_view, 4> kEntryValues = {"string_value", "int_value",
                                                                 "float_value", "double_value"};
inline constexpr std::size_t kEntryWidth = kEntryValues.size() + 2;

/// A slot in one of the rows that make a record: 0 the event's, then inwards.
struct SlotRef {
  std::uint32_t level = 0;
  std::uint32_t slot = 0;
};
/// The first of them that holds a value is meant.
using SlotRefs = std::vector<SlotRef>;

struct ConditionPlan {
  SlotRefs refs;
  Relation relation = Relation::kHolds;
  std::string value;
};

struct SourcePlan {
  std::vector<SlotRefs> parts;
  std::vector<ConditionPlan> when;
  CostUnit unit = CostUnit::kPerEvent;
};

/// Where a field's value may stand. Most fields are paths and no more: `refs` are then all their
/// places, and there are no sources.
struct FieldPlan {
  SlotRefs refs;
  std::vector<SourcePlan> sources;
  SlotRefs in_elements;    ///< what the sources look at below the event
  std::size_t number = 0;  ///< among the plan's fields that have sources
};

/// How records are made of elements at one depth: of the event itself, or of these scopes' rows.
struct RecordLayout {
  std::vector<int> scopes;        ///< outermost first, without the event's
  std::vector<FieldPlan> fields;  ///< by plan field
  std::vector<ConditionPlan> when;
};

struct ExplodePlan {
  std::vector<ConditionPlan> when;   ///< of the event
  std::vector<RecordLayout> levels;  ///< of elements of the first array, of the second in it, …
};

struct RecordPlan {
  std::optional<EventClass> event_class;  ///< else by event name
  RecordLayout event;
  std::vector<ExplodePlan> explodes;
  bool needs_element = false;  ///< no element of an exploded array, no record
  /// Of its first record in a line. Records of one line and class never share an element index.
  std::uint32_t first_element = 0;
};

struct PlanField {
  std::string name;  ///< for messages
  Sources sources;   ///< of all records, for messages
  std::optional<Field> field;
};

/// A condition of --where on a plan field's value.
struct FilterPlan {
  int field = 0;
  FilterTest test;
};

enum class IdUse : std::uint8_t { kDedup, kIgnored };

struct Plan {
  std::vector<PlanNode> nodes;    ///< nodes[0] is the event itself
  std::vector<PlanScope> scopes;  ///< scopes[0] is the event's
  int entry_node = kNone;         ///< an entry of a key/value array, if any is wanted
  std::vector<std::string> missing;

  std::vector<PlanField> fields;
  std::vector<RecordPlan> records;
  /// Plan field of each mapped field, or kNone where the run does not need it.
  std::array<int, kFieldCount> mapped{};
  IdUse id_use = IdUse::kDedup;
  std::vector<int> group_fields;  ///< plan field of each --by column
  /// By --by column: what its values, which are times, are cut down to.
  std::vector<std::optional<TimeUnit>> group_units;
  Selection selection;
  std::vector<FilterPlan> filters;  ///< in the order of selection.where
  std::size_t sourced_fields = 0;   ///< field plans that have sources
  std::array<std::vector<std::string>, kEventClassCount> names;

  [[nodiscard]] int field(Field f) const { return mapped[static_cast<std::size_t>(f)]; }
  /// Whether every record's time matters, not only that of possible duplicates.
  [[nodiscard]] bool needs_times() const;
};

/// The fields that `overrides` sets are part of the plan even where nothing needs them, so that a
/// path of the user's that matches nothing is noticed. Throws Error(kUsage) for a fallback list
/// that is too long, a mapping without the event or content paths that its records need, or one
/// without a field that `group_by` or `selection` cannot do without.
Plan compile_plan(const Mapping& mapping, const MappingOverrides& overrides,
                  const std::vector<GroupField>& group_by, IdUse id_use,
                  const Selection& selection = {});

}  // namespace seenby
