// An element is a chain: the event, then the elements that were exploded, the innermost last.
#include "naive_mapping.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>

#include "events/time.h"
#include "seenby/record.h"

namespace seenby {
namespace {

using Kind = SlowJson::Kind;
using Text = std::optional<std::string>;
using Json = std::shared_ptr<const SlowJson>;
using Chain = std::vector<Json>;

Json shared(SlowJson json) { return std::make_shared<const SlowJson>(std::move(json)); }

Json member(const Json& object, const std::string& key) {
  if (object == nullptr || object->kind != Kind::kObject) return nullptr;
  const SlowJson* const found = object->find({{key, std::nullopt}});
  return found == nullptr ? nullptr : shared(*found);
}

/// What a step goes into: a string is the JSON in it.
Json opened(const Json& json) {
  if (json == nullptr || json->kind != Kind::kText) return json;
  auto inside = read_any_slowly(json->text);
  return inside ? shared(std::move(*inside)) : nullptr;
}

bool is_number(const std::string& text) {
  const auto json = read_any_slowly(text);
  return json && json->kind == Kind::kPlain && json->text == text && text != "true" &&
         text != "false";
}

class NaiveMapper {
 public:
  NaiveMapper(const Mapping& mapping, const std::vector<GroupField>& group_by)
      : mapping_(mapping), group_by_(group_by) {}

  void rule(const RecordRule& rule, const Json& event, std::uint32_t first_element,
            std::vector<NaiveRecord>& records, Accounting& a) const {
    std::uint32_t element = first_element;
    for (const Chain& chain : chains(rule, event)) record(rule, chain, element++, records, a);
  }

  [[nodiscard]] std::optional<EventClass> constant_class(const RecordRule& rule) const {
    return rule.event_class ? rule.event_class : mapping_.event_class;
  }

 private:
  /// Only scalars that are not missing.
  [[nodiscard]] Text text_of(const Json& json) const {
    if (json == nullptr) return std::nullopt;
    if (json->kind == Kind::kPlain) return json->text;
    if (json->kind != Kind::kText || json->text.empty()) return std::nullopt;
    const auto& missing = mapping_.missing;
    const bool is_missing = std::count(missing.begin(), missing.end(), json->text) > 0;
    return is_missing ? Text() : json->text;
  }

  [[nodiscard]] Json entry(const Json& array, const std::string& name) const {
    if (array == nullptr || array->kind != Kind::kArray) return nullptr;
    for (const SlowJson& item : array->values) {
      const Json candidate = shared(item);
      const Json key = member(candidate, "key");
      if (key == nullptr || key->kind != Kind::kText || key->text != name) continue;
      const Json value = member(candidate, "value");
      for (const char* const type : {"string_value", "int_value", "float_value", "double_value"}) {
        Json typed = member(value, type);
        if (text_of(typed)) return typed;
      }
      return text_of(value) ? value : nullptr;
    }
    return nullptr;
  }

  [[nodiscard]] Json at(const Json& element, const Path& path) const {
    Json here = element;
    for (const PathStep& step : path.steps) {
      here = member(opened(here), step.key);
      if (step.entry) here = entry(opened(here), *step.entry);
    }
    return here;
  }

  [[nodiscard]] Text text_at(const Chain& chain, const Path& path) const {
    for (auto element = chain.rbegin(); element != chain.rend(); ++element) {
      if (Text text = text_of(at(*element, path))) return text;
    }
    return std::nullopt;
  }

  [[nodiscard]] bool holds(const Chain& chain, const Condition& condition) const {
    const Text text = text_at(chain, condition.path);
    if (condition.relation == Relation::kEquals) return text == condition.value;
    if (condition.relation == Relation::kDiffers) return text != condition.value;
    if (!text || *text == "false") return false;
    return !is_number(*text) || std::strtod(text->c_str(), nullptr) != 0;
  }

  [[nodiscard]] bool hold(const Chain& chain, const std::vector<Condition>& conditions) const {
    return std::all_of(conditions.begin(), conditions.end(),
                       [&](const Condition& condition) { return holds(chain, condition); });
  }

  struct Found {
    Text text;
    CostUnit unit;
  };
  [[nodiscard]] Found found(const RecordRule& rule, const Chain& chain, Field field) const {
    const auto index = static_cast<std::size_t>(field);
    const Sources& sources = rule.fields[index] ? *rule.fields[index] : mapping_.fields[index];
    for (const Source& source : sources) {
      if (!hold(chain, source.when)) continue;
      if (source.parts.size() == 1) {
        if (const Text text = text_at(chain, source.parts[0])) return {text, source.unit};
        continue;
      }
      std::string joined;
      bool is_whole = true;
      for (const Path& part : source.parts) {
        const Text text = text_at(chain, part);
        is_whole = is_whole && text;
        if (text) joined += std::to_string(text->size()) + ":" + *text;
      }
      if (is_whole) return {joined, source.unit};
    }
    return {std::nullopt, CostUnit::kPerEvent};
  }

  [[nodiscard]] std::string text(const RecordRule& rule, const Chain& chain, Field field) const {
    return found(rule, chain, field).text.value_or("");
  }

  void expand(const Explode& explode, std::size_t level, const Chain& chain,
              std::vector<Chain>& chains) const {
    const Json array =
        level == explode.levels.size() ? nullptr : opened(at(chain.back(), explode.levels[level]));
    if (array == nullptr || array->kind != Kind::kArray || array->values.empty()) {
      chains.push_back(chain);
      return;
    }
    for (const SlowJson& item : array->values) {
      Chain longer = chain;
      longer.push_back(shared(item));
      expand(explode, level + 1, longer, chains);
    }
  }

  [[nodiscard]] std::vector<Chain> chains(const RecordRule& rule, const Json& event) const {
    const bool needs_element = rule.explode && !rule.explode->empty();
    for (const Explode& explode : rule.explode ? *rule.explode : mapping_.explode) {
      if (!hold({event}, explode.when)) continue;
      std::vector<Chain> chains;
      expand(explode, 0, {event}, chains);
      const auto is_partial = [&](const Chain& chain) {
        return chain.size() <= explode.levels.size();
      };
      if (std::all_of(chains.begin(), chains.end(), is_partial)) continue;
      if (needs_element) std::erase_if(chains, is_partial);
      return chains;
    }
    return needs_element ? std::vector<Chain>() : std::vector<Chain>{{event}};
  }

  void record(const RecordRule& rule, const Chain& chain, std::uint32_t element,
              std::vector<NaiveRecord>& records, Accounting& a) const {
    if (!hold(chain, rule.when)) return;
    ++a.records;
    NaiveRecord r;
    r.element = element;
    if (const auto constant = constant_class(rule)) {
      r.event_class = *constant;
    } else {
      const std::string name = text(rule, chain, Field::kEvent);
      const auto named = std::find_if(
          mapping_.names.begin(), mapping_.names.end(),
          [&](const auto& names) { return std::count(names.begin(), names.end(), name) > 0; });
      if (named == mapping_.names.end()) {
        ++a.unmapped;
        return;
      }
      r.event_class = static_cast<EventClass>(named - mapping_.names.begin());
    }
    if (!found(rule, chain, Field::kContent).text) {
      ++a.no_content;
      return;
    }
    r.viewer = text(rule, chain, Field::kViewer);
    r.id = text(rule, chain, Field::kId);
    r.time_us = kNoTime;
    if (const std::string time = text(rule, chain, Field::kTime); !r.id.empty() && !time.empty()) {
      const auto instant = parse_time_us(time);
      r.time_us = instant.value_or(kNoTime);
      a.unreadable_time += instant ? 0 : 1;
    }
    cost(found(rule, chain, Field::kCost), r, a);
    weight(text(rule, chain, Field::kWeight), r, a);
    for (const GroupField& by : group_by_) {
      r.group.push_back(by.field ? text(rule, chain, *by.field)
                                 : text_at(chain, by.path).value_or(""));
    }
    records.push_back(std::move(r));
  }

  static void cost(const Found& found, NaiveRecord& r, Accounting& a) {
    if (!found.text) return;
    if (!is_number(*found.text)) {
      ++a.unreadable_cost;
      return;
    }
    constexpr std::array<long double, kCostUnitCount> kMicros = {1e6L, 1e3L, 1};
    r.cost_micros = std::llround(std::strtold(found.text->c_str(), nullptr) *
                                 kMicros[static_cast<std::size_t>(found.unit)]);
  }

  static void weight(const std::string& text, NaiveRecord& r, Accounting& a) {
    if (text.empty()) return;
    const bool is_whole = text.find_first_not_of("0123456789") == std::string::npos;
    const double weight = std::strtod(text.c_str(), nullptr);
    if (is_whole && weight < 1073741824.0) {
      r.weight = static_cast<std::uint32_t>(weight);
    } else {
      ++a.unreadable_weight;
    }
  }

  const Mapping& mapping_;
  const std::vector<GroupField>& group_by_;
};

}  // namespace

void map_naively(const SlowJson& line, const Mapping& mapping,
                 const std::vector<GroupField>& group_by, std::vector<NaiveRecord>& records,
                 Accounting& accounting) {
  const NaiveMapper mapper(mapping, group_by);
  std::vector<RecordRule> rules = {{mapping.event_class, {}, std::nullopt, {}}};
  rules.insert(rules.end(), mapping.more_records.begin(), mapping.more_records.end());
  const Json event = shared(line);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    std::uint32_t sharing = 0;
    for (std::size_t j = 0; j < i; ++j) {
      const auto one = mapper.constant_class(rules[i]);
      const auto other = mapper.constant_class(rules[j]);
      if (!one || !other || *one == *other) ++sharing;
    }
    mapper.rule(rules[i], event, sharing << 24, records, accounting);
  }
}

}  // namespace seenby
