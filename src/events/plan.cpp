#include "events/plan.h"

#include <fmt/format.h>

#include "seenby/error.h"

namespace seenby {
namespace {

constexpr std::size_t kMostPaths = 64;

int child_of(Plan& plan, int node, const std::string& key) {
  auto& children = plan.nodes[static_cast<std::size_t>(node)].children;
  const auto [found, is_new] = children.try_emplace(key, static_cast<int>(plan.nodes.size()));
  const int child = found->second;
  if (is_new) plan.nodes.emplace_back();
  return child;
}

void add_path(Plan& plan, const Path& path, Target target) {
  int node = 0;
  for (const PathStep& step : path.steps) {
    if (node != 0) plan.nodes[static_cast<std::size_t>(node)].below.push_back(target);
    node = child_of(plan, node, step.key);
  }
  plan.nodes[static_cast<std::size_t>(node)].targets.push_back(target);
}

int add_field(Plan& plan, std::string name, Sources sources) {
  if (sources.size() > kMostPaths) {
    throw Error(ExitCode::kUsage, fmt::format("{}: {} fallback paths; at most {} are possible",
                                              name, sources.size(), kMostPaths));
  }
  const auto field = static_cast<std::uint16_t>(plan.fields.size());
  const std::uint32_t first_slot = plan.slot_count;
  std::uint16_t rank = 0;
  for (const Source& source : sources) {
    add_path(plan, source.parts.front(), {field, rank, first_slot + rank});
    ++rank;
  }
  plan.slot_count += rank;
  plan.fields.push_back({std::move(name), std::move(sources), first_slot});
  return field;
}

int add_mapped(Plan& plan, const Mapping& mapping, Field field) {
  int& index = plan.mapped[static_cast<std::size_t>(field)];
  if (index < 0) {
    index = add_field(plan, std::string(kFields[static_cast<std::size_t>(field)].name),
                      mapping.sources(field));
  }
  return index;
}

}  // namespace

Plan compile_plan(const Mapping& mapping, const MappingOverrides& overrides,
                  const std::vector<GroupField>& group_by, IdUse id_use) {
  Plan plan;
  plan.nodes.emplace_back();
  plan.mapped.fill(-1);
  plan.id_use = id_use;
  plan.names = mapping.names;
  plan.missing = mapping.missing;
  for (const Field field : {Field::kEvent, Field::kContent}) {
    if (mapping.sources(field).empty()) {
      const FieldInfo& info = kFields[static_cast<std::size_t>(field)];
      throw Error(ExitCode::kUsage, fmt::format("mapping '{}' names no {} field; add {} PATH",
                                                mapping.name, info.name, info.flag));
    }
    add_mapped(plan, mapping, field);
  }
  add_mapped(plan, mapping, Field::kViewer);
  add_mapped(plan, mapping, Field::kCost);
  if (id_use == IdUse::kDedup && !mapping.sources(Field::kId).empty()) {
    add_mapped(plan, mapping, Field::kId);
    add_mapped(plan, mapping, Field::kTime);
  }
  for (std::size_t field = 0; field < kFieldCount; ++field) {
    if (overrides.fields[field]) add_mapped(plan, mapping, static_cast<Field>(field));
  }
  for (const GroupField& group : group_by) {
    plan.group_fields.push_back(group.field ? add_mapped(plan, mapping, *group.field)
                                            : add_field(plan, group.name, {{{group.path}}}));
  }
  return plan;
}

}  // namespace seenby
