#include "random_mapping.h"

#include <array>

namespace seenby {
namespace {

constexpr std::array<std::string_view, 4> kKeys = {"a", "b", "items", "k v"};
constexpr std::array<std::string_view, 3> kEntries = {"a", "b", "x.y"};
constexpr std::array<std::string_view, 24> kScalars = {
    R"("view")",     R"("view")",  R"("click")", R"("v\u0069ew")",
    "null",          R"("")",      R"("-")",     "\"(not set)\"",
    R"("\u002d")",   "0",          "1",          "2",
    "-1.5",          "0.0",        "true",       "false",
    "1073741823",    "1073741824", R"("12")",    R"("a\"b\\n")",
    "1767323045250", "-3.125",     R"("[1")",    R"("{}")"};
constexpr std::array<std::string_view, 11> kPlainStrings = {
    "view", "view", "click", "1", "true", "", "-", "(not set)", "u1", "u2", "1767323045250"};
constexpr std::array<std::string_view, 9> kPlainScalars = {
    "0", "1", "2", "-1.5", "0.0", "true", "false", "null", "1767323045250"};
constexpr std::array<std::string_view, 5> kConditionValues = {"view", "click", "1", "true",
                                                              "a\"b\\n"};

std::string quoted(std::string_view text, Dice& dice) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (c == 'a' && dice.percent(5)) {
      out += "\\u0061";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string value_text(Dice& dice, std::size_t depth);

std::string space(Dice& dice) { return dice.percent(95) ? "" : " "; }

std::string object_text(Dice& dice, std::size_t depth) {
  std::string text = "{";
  for (std::size_t left = (depth > 1 ? 2 : 0) + dice.below(5); left > 0; --left) {
    text.append(space(dice)).append(quoted(dice.one_of(kKeys), dice)).append(":");
    text.append(space(dice)).append(value_text(dice, depth)).append(left > 1 ? "," : "");
  }
  return text + space(dice) + "}";
}

std::string entries_text(Dice& dice, std::size_t depth) {
  std::string text = "[";
  for (std::size_t left = dice.below(4); left > 0; --left) {
    const std::string key = "\"key\":" + quoted(dice.one_of(kEntries), dice);
    std::string value = "\"value\":";
    if (dice.percent(25)) {
      value += value_text(dice, depth);
    } else {
      value += "{";
      constexpr std::array<std::string_view, 5> kTypes = {"string_value", "int_value",
                                                          "float_value", "double_value", "other"};
      for (std::size_t types = dice.below(3); types > 0; --types) {
        value.append("\"").append(dice.one_of(kTypes)).append("\":");
        value += value_text(dice, depth);
        if (types > 1) value += ",";
      }
      value += "}";
    }
    text += dice.percent(10)   ? value_text(dice, depth)
            : dice.percent(50) ? "{" + key + "," + value + "}"
                               : "{" + value + "," + key + "}";
    if (left > 1) text += ",";
  }
  return text + "]";
}

std::string value_text(Dice& dice, std::size_t depth) {
  if (depth == 0 || dice.percent(30)) return std::string(dice.one_of(kScalars));
  switch (dice.below(8)) {
    case 0:
    case 1:
    case 2:
      return object_text(dice, depth - 1);
    case 3:
    case 4: {
      std::string text = "[";
      for (std::size_t left = 1 + dice.below(4); left > 0; --left) {
        text += space(dice);
        text.append(value_text(dice, depth - 1)).append(left > 1 ? "," : "");
      }
      return text + "]";
    }
    case 5:
      return entries_text(dice, depth - 1);
    default: {
      std::string inside = value_text(dice, depth - 1);
      if (dice.percent(10)) inside = spoil(inside, dice);
      if (dice.percent(10)) inside.insert(dice.percent(50) ? 0 : inside.size(), "\n");
      return quoted(inside, dice);
    }
  }
}

std::string outline_text(Dice& dice, std::size_t depth);

std::string outlined_value(Dice& dice, std::size_t depth) {
  // Most strings are further in than any path goes on, as JSON in one has no shape.
  const std::size_t kind = dice.below(depth == 0 ? 5 : 9);
  if (kind < 5) return dice.percent(depth == 0 ? 80 : 10) ? "\"$\"" : "#";
  if (kind < 7) return outline_text(dice, depth - 1);
  std::string text = "[";
  for (std::size_t left = dice.below(4); left > 0; --left) {
    if (kind == 7) {
      text += outline_text(dice, depth - 1);
    } else {
      text.append("{\"key\":\"").append(dice.one_of(kEntries)).append("\",\"value\":");
      text += dice.percent(50) ? R"({"string_value":"$"}})" : R"({"int_value":#}})";
    }
    if (left > 1) text += ',';
  }
  return text + "]";
}

std::string outline_text(Dice& dice, std::size_t depth) {
  std::string text;
  for (const std::string_view key : kKeys) {
    if (dice.percent(30)) continue;
    text.append(text.empty() ? "{\"" : ",\"").append(key).append("\":");
    text += outlined_value(dice, depth);
  }
  return text.empty() ? "{}" : text + "}";
}

Path random_path(Dice& dice, bool for_array = false) {
  Path path;
  if (!for_array && dice.percent(10)) return path;
  for (std::size_t left = 1 + dice.below(3); left > 0; --left) {
    PathStep& step = path.steps.emplace_back();
    step.key = dice.one_of(kKeys);
    if (!for_array && dice.percent(15)) step.entry = dice.one_of(kEntries);
    if (dice.percent(60)) break;
  }
  return path;
}

std::vector<Condition> random_conditions(Dice& dice, std::size_t chance) {
  std::vector<Condition> conditions;
  while (dice.percent(chance)) {
    Condition& condition = conditions.emplace_back();
    condition.path = random_path(dice);
    condition.relation = static_cast<Relation>(dice.below(3));
    if (condition.relation != Relation::kHolds) condition.value = dice.one_of(kConditionValues);
  }
  return conditions;
}

Sources random_sources(Dice& dice, Field field) {
  Sources sources;
  const bool is_plain = dice.percent(50);
  for (std::size_t left = 1 + dice.below(4); left > 0; --left) {
    Source& source = sources.emplace_back();
    source.parts.push_back(random_path(dice));
    if (is_plain) continue;
    source.when = random_conditions(dice, 30);
    if (field == Field::kViewer || field == Field::kId) {
      while (dice.percent(30)) source.parts.push_back(random_path(dice));
    }
    if (field == Field::kCost) source.unit = static_cast<CostUnit>(dice.below(kCostUnitCount));
  }
  return sources;
}

std::vector<Explode> random_explodes(Dice& dice, std::size_t chance) {
  std::vector<Explode> explodes;
  while (dice.percent(chance)) {
    Explode& explode = explodes.emplace_back();
    do {
      explode.levels.push_back(random_path(dice, true));
    } while (explode.levels.size() < kMostExplodeLevels && dice.percent(40));
    explode.when = random_conditions(dice, 20);
  }
  return explodes;
}

EventClass random_class(Dice& dice) { return static_cast<EventClass>(dice.below(3)); }

}  // namespace

Mapping random_mapping(Dice& dice) {
  Mapping mapping;
  mapping.name = "random";
  if (dice.percent(50)) mapping.missing = {"(not set)", "-"};
  if (dice.percent(60)) mapping.event_class = random_class(dice);
  mapping.explode = random_explodes(dice, 50);
  for (std::size_t field = 0; field < kFieldCount; ++field) {
    mapping.fields[field] = random_sources(dice, static_cast<Field>(field));
  }
  mapping.names[0] = {"view", "1", "true"};
  mapping.names[1] = {"click"};
  while (dice.percent(40)) {
    RecordRule& rule = mapping.more_records.emplace_back();
    if (dice.percent(60)) rule.event_class = random_class(dice);
    rule.when = random_conditions(dice, 30);
    if (dice.percent(50)) rule.explode = random_explodes(dice, 60);
    for (std::size_t field = 0; field < kFieldCount; ++field) {
      if (dice.percent(20)) rule.fields[field] = random_sources(dice, static_cast<Field>(field));
    }
  }
  return mapping;
}

std::vector<GroupField> random_grouping(Dice& dice) {
  std::vector<GroupField> group_by;
  for (std::size_t left = 1 + dice.below(3); left > 0; --left) {
    if (dice.percent(50)) {
      group_by.push_back({"content", Field::kContent, {}});
    } else {
      group_by.push_back({"path", std::nullopt, random_path(dice)});
    }
  }
  return group_by;
}

std::string random_document(Dice& dice) { return object_text(dice, 5); }

std::string random_outline(Dice& dice) { return outline_text(dice, 2); }

std::string fill_outline(const std::string& outline, Dice& dice) {
  std::string line;
  for (const char c : outline) {
    if (c == '$') {
      line += dice.one_of(kPlainStrings);
    } else if (c == '#') {
      line += dice.one_of(kPlainScalars);
    } else {
      line += c;
    }
  }
  return line;
}

}  // namespace seenby
