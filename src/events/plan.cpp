#include "events/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "events/key_tree.h"
#include "seenby/error.h"

namespace seenby {
namespace {

constexpr std::size_t kMostSources = 64;
/// Sets apart the element indexes of records of one line that may be of the same class. A line
/// would have to be longer than 32 MB to have more elements.
constexpr std::uint32_t kElementsPerRecord = std::uint32_t{1} << 24;

class PlanCompiler {
 public:
  PlanCompiler(const Mapping& mapping, Plan& plan) : mapping_(mapping), plan_(plan), tree_(plan) {
    plan.mapped.fill(kNone);
    plan.names = mapping.names;
    plan.missing = mapping.missing;
  }

  /// Whether any record reads the field.
  [[nodiscard]] bool has(Field field) const {
    const auto index = static_cast<std::size_t>(field);
    return !mapping_.fields[index].empty() ||
           std::any_of(mapping_.more_records.begin(), mapping_.more_records.end(),
                       [&](const RecordRule& rule) {
                         return rule.fields[index] && !rule.fields[index]->empty();
                       });
  }

  /// A mapping with records and no way to an event's class leaves all to those.
  [[nodiscard]] bool has_own_record() const {
    return mapping_.event_class || !mapping_.sources(Field::kEvent).empty() ||
           mapping_.more_records.empty();
  }

  void require(Field field, bool is_needed, std::string_view or_else) const {
    if (!is_needed || !mapping_.sources(field).empty()) return;
    const FieldInfo& info = kFields[static_cast<std::size_t>(field)];
    throw Error(ExitCode::kUsage, fmt::format("mapping '{}' names no {} field; add {} PATH{}",
                                              mapping_.name, info.name, info.flag, or_else));
  }

  int add_mapped(Field field) {
    const auto index = static_cast<std::size_t>(field);
    if (plan_.mapped[index] != kNone) return plan_.mapped[index];
    const FieldInfo& info = kFields[index];
    Sources sources = mapping_.fields[index];
    check_count(info, sources);
    for (const RecordRule& rule : mapping_.more_records) {
      if (!rule.fields[index]) continue;
      check_count(info, *rule.fields[index]);
      sources.insert(sources.end(), rule.fields[index]->begin(), rule.fields[index]->end());
    }
    plan_.mapped[index] = add_field({std::string(info.name), std::move(sources), field});
    return plan_.mapped[index];
  }

  /// A field without which `asked` makes no sense.
  int add_asked(Field field, std::string_view asked) {
    if (!has(field)) {
      const FieldInfo& info = kFields[static_cast<std::size_t>(field)];
      throw Error(ExitCode::kUsage, fmt::format("{}: mapping {} names no {} field; add {} PATH",
                                                asked, mapping_.name, info.name, info.flag));
    }
    return add_mapped(field);
  }

  int add_path(std::string name, const Path& path) {
    return add_field({std::move(name), {{{path}}}, std::nullopt});
  }

  void add_group(const GroupField& group) {
    plan_.group_units.push_back(group.time_unit);
    plan_.group_fields.push_back(group.time_unit ? add_asked(Field::kTime, "--by " + group.name)
                                 : group.field   ? add_mapped(*group.field)
                                                 : add_path(group.name, group.path));
  }

  void add_selection(const Selection& selection) {
    plan_.selection = selection;
    constexpr auto kNever = std::numeric_limits<std::int64_t>::min();
    if (selection.has_window()) {
      add_asked(Field::kTime, selection.since_us != kNever ? "--since" : "--until");
    }
    if (selection.bots == Bots::kExcluded) add_asked(Field::kUserAgent, "--exclude-bots");
    for (const Filter& filter : selection.where) {
      const std::string asked = fmt::format("--where '{}'", filter.text);
      const int field = filter.field ? add_asked(*filter.field, asked)
                                     : add_path(path_text(filter.path), filter.path);
      plan_.filters.push_back({field, FilterTest(filter)});
    }
  }

  /// Once all fields are known: the mapping's own record and those of its rules.
  void add_records() {
    if (has_own_record()) add_record({mapping_.event_class, {}, std::nullopt, {}});
    for (const RecordRule& rule : mapping_.more_records) add_record(rule);
  }

 private:
  static void check_count(const FieldInfo& info, const Sources& sources) {
    if (sources.size() <= kMostSources) return;
    throw Error(ExitCode::kUsage,
                fmt::format("field {} ({}): {} fallback paths; at most {} are possible", info.name,
                            info.flag, sources.size(), kMostSources));
  }

  int add_field(PlanField field) {
    plan_.fields.push_back(std::move(field));
    return static_cast<int>(plan_.fields.size()) - 1;
  }

  void add_record(const RecordRule& rule) {
    RecordPlan record;
    record.event_class = rule.event_class ? rule.event_class : mapping_.event_class;
    record.needs_element = rule.explode && !rule.explode->empty();
    record.event = layout(rule, {});
    for (const Explode& explode : rule.explode ? *rule.explode : mapping_.explode) {
      ExplodePlan& plan = record.explodes.emplace_back();
      plan.when = conditions(explode.when, {});
      std::vector<int> scopes;
      for (const Path& level : explode.levels) {
        scopes.push_back(tree_.elements(scopes.empty() ? 0 : scopes.back(), level));
        plan.levels.push_back(layout(rule, scopes));
      }
    }
    const auto may_share_a_class = [&](const RecordPlan& other) {
      return !other.event_class || !record.event_class || other.event_class == record.event_class;
    };
    record.first_element =
        kElementsPerRecord * static_cast<std::uint32_t>(std::count_if(
                                 plan_.records.begin(), plan_.records.end(), may_share_a_class));
    plan_.records.push_back(std::move(record));
  }

  RecordLayout layout(const RecordRule& rule, const std::vector<int>& scopes) {
    RecordLayout layout;
    layout.scopes = scopes;
    layout.when = conditions(rule.when, scopes);
    for (const PlanField& field : plan_.fields) {
      const auto index = static_cast<std::size_t>(field.field.value_or(Field{}));
      const Sources& sources = !field.field         ? field.sources
                               : rule.fields[index] ? *rule.fields[index]
                                                    : mapping_.fields[index];
      layout.fields.push_back(field_plan(sources, scopes));
    }
    return layout;
  }

  FieldPlan field_plan(const Sources& sources, const std::vector<int>& scopes) {
    FieldPlan plan;
    const bool is_plain = std::all_of(sources.begin(), sources.end(), [](const Source& source) {
      return source.parts.size() == 1 && source.when.empty() && source.unit == CostUnit::kPerEvent;
    });
    for (const Source& source : sources) {
      if (is_plain) {
        const SlotRefs refs = places(source.parts.front(), scopes);
        plan.refs.insert(plan.refs.end(), refs.begin(), refs.end());
        continue;
      }
      SourcePlan& part = plan.sources.emplace_back();
      for (const Path& path : source.parts) part.parts.push_back(places(path, scopes));
      part.when = conditions(source.when, scopes);
      part.unit = source.unit;
      for (const SlotRefs& refs : part.parts) add_in_elements(refs, plan.in_elements);
      for (const ConditionPlan& condition : part.when)
        add_in_elements(condition.refs, plan.in_elements);
    }
    if (!is_plain) plan.number = plan_.sourced_fields++;
    return plan;
  }

  static void add_in_elements(const SlotRefs& refs, SlotRefs& in_elements) {
    std::copy_if(refs.begin(), refs.end(), std::back_inserter(in_elements),
                 [](const SlotRef& ref) { return ref.level > 0; });
  }

  std::vector<ConditionPlan> conditions(const std::vector<Condition>& conditions,
                                        const std::vector<int>& scopes) {
    std::vector<ConditionPlan> plans;
    plans.reserve(conditions.size());
    for (const Condition& condition : conditions) {
      plans.push_back({places(condition.path, scopes), condition.relation, condition.value});
    }
    return plans;
  }

  /// The innermost element first, the event last.
  SlotRefs places(const Path& path, const std::vector<int>& scopes) {
    SlotRefs refs;
    refs.reserve(scopes.size() + 1);
    for (auto level = static_cast<std::uint32_t>(scopes.size()); level > 0; --level) {
      refs.push_back({level, tree_.slot(scopes[level - 1], path)});
    }
    // The event itself is an object and no value.
    if (!path.steps.empty()) refs.push_back({0, tree_.slot(0, path)});
    return refs;
  }

  const Mapping& mapping_;
  Plan& plan_;
  KeyTree tree_;
};

}  // namespace

bool Plan::needs_times() const {
  return selection.has_window() ||
         std::any_of(group_units.begin(), group_units.end(),
                     [](const std::optional<TimeUnit>& unit) { return unit.has_value(); });
}

Plan compile_plan(const Mapping& mapping, const MappingOverrides& overrides,
                  const std::vector<GroupField>& group_by, IdUse id_use,
                  const Selection& selection) {
  Plan plan;
  plan.id_use = id_use;
  PlanCompiler compiler(mapping, plan);
  const bool has_own = compiler.has_own_record();
  compiler.require(Field::kEvent, has_own && !mapping.event_class, ", or --class CLASS");
  compiler.require(Field::kContent, has_own || !compiler.has(Field::kContent), "");
  if (!mapping.event_class) compiler.add_mapped(Field::kEvent);
  compiler.add_mapped(Field::kContent);
  compiler.add_mapped(Field::kViewer);
  compiler.add_mapped(Field::kCost);
  if (compiler.has(Field::kWeight)) compiler.add_mapped(Field::kWeight);
  if (id_use == IdUse::kDedup && compiler.has(Field::kId)) {
    compiler.add_mapped(Field::kId);
    compiler.add_mapped(Field::kTime);
  }
  for (std::size_t field = 0; field < kFieldCount; ++field) {
    if (overrides.fields[field]) compiler.add_mapped(static_cast<Field>(field));
  }
  for (const GroupField& group : group_by) compiler.add_group(group);
  compiler.add_selection(selection);
  compiler.add_records();
  return plan;
}

}  // namespace seenby
