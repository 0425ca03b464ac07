// A mapping and a grouping compiled to a tree of keys: one pass over a line, following the tree,
// finds every wanted value. A plan field is a mapped field or a --by path; each has a fallback
// list, whose members are its ranks, and a value slot for every rank.
// Limit: 64 paths in one fallback list (a presence mask is one word).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "seenby/mapping.h"
#include "text_map.h"

namespace seenby {

inline constexpr int kNoNode = -1;

/// Where a value found at a node goes.
struct Target {
  std::uint16_t field;
  std::uint16_t rank;  ///< place in the field's fallback list, 0 first
  std::uint32_t slot;
};

struct PlanNode {
  TextMap<int> children;
  std::vector<Target> targets;
  std::vector<Target> below;  ///< targets of all descendants: emptied when the key comes again
};

struct PlanField {
  std::string name;  ///< for messages
  Sources sources;
  std::uint32_t first_slot = 0;
};

enum class IdUse : std::uint8_t { kDedup, kIgnored };

struct Plan {
  std::vector<PlanNode> nodes;  ///< nodes[0] is the event itself
  std::vector<PlanField> fields;
  std::uint32_t slot_count = 0;

  /// Plan field of each mapped field, or -1 where the run does not need it.
  std::array<int, kFieldCount> mapped{};
  IdUse id_use = IdUse::kDedup;
  std::vector<int> group_fields;  ///< plan field of each --by column

  std::array<std::vector<std::string>, kEventClassCount> names;
  std::vector<std::string> missing;

  [[nodiscard]] int field(Field f) const { return mapped[static_cast<std::size_t>(f)]; }
};

/// The fields that `overrides` sets are part of the plan even where nothing needs them, so that a
/// path of the user's that matches nothing is noticed. Throws Error(kUsage) for a fallback list
/// that is too long, or a mapping without event or content paths.
Plan compile_plan(const Mapping& mapping, const MappingOverrides& overrides,
                  const std::vector<GroupField>& group_by, IdUse id_use);

}  // namespace seenby
