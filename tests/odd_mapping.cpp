#include "odd_mapping.h"

#include <string>
#include <utility>
#include <vector>

namespace seenby {
namespace {

std::string random_text(Dice& dice) {
  static const std::vector<std::string> kPieces = {"a",
                                                   "key",
                                                   " ",
                                                   ".",
                                                   ",",
                                                   "\"",
                                                   "'",
                                                   "\\",
                                                   "[",
                                                   "]",
                                                   "{",
                                                   "}",
                                                   "=",
                                                   "!",
                                                   ":",
                                                   "\t",
                                                   "\n",
                                                   "\r",
                                                   "\x01",
                                                   "\x7f",
                                                   "#",
                                                   "\xc3\xa4",
                                                   "\xf0\x9f\x98\x80",
                                                   "$",
                                                   "1",
                                                   "-"};
  std::string text;
  for (std::size_t left = 1 + dice.below(4); left > 0; --left) text += dice.one_of(kPieces);
  return text;
}

std::string random_key(Dice& dice) {
  static const std::vector<std::string> kPlain = {"a", "user_id", "$insert_id", "b", "c"};
  return dice.percent(70) ? dice.one_of(kPlain) : random_text(dice);
}

Path random_path(Dice& dice, bool entries) {
  Path path;
  const std::size_t steps = dice.percent(8) && entries ? 0 : 1 + dice.below(3);
  for (std::size_t i = 0; i < steps; ++i) {
    path.steps.push_back({random_key(dice), std::nullopt});
    if (entries && dice.percent(15)) path.steps.back().entry = random_key(dice);
  }
  return path;
}

template <typename Make>
auto some(Dice& dice, std::size_t least, std::size_t most, Make make) {
  std::vector<decltype(make())> list;
  for (std::size_t left = least + dice.below(most - least + 1); left > 0; --left) {
    list.push_back(make());
  }
  return list;
}

std::vector<Condition> random_conditions(Dice& dice) {
  return some(dice, 0, 2, [&] {
    Condition condition{random_path(dice, true), static_cast<Relation>(dice.below(3)), {}};
    if (condition.relation != Relation::kHolds) condition.value = random_text(dice);
    return condition;
  });
}

Sources random_sources(Dice& dice, Field field, std::size_t least) {
  return some(dice, least, 3, [&] {
    const bool may_join = field == Field::kViewer || field == Field::kId;
    const std::size_t parts = may_join && dice.percent(30) ? 2 + dice.below(3) : 1;
    Source source;
    for (std::size_t i = 0; i < parts; ++i) source.parts.push_back(random_path(dice, true));
    if (dice.percent(30)) source.when = random_conditions(dice);
    if (field == Field::kCost) source.unit = static_cast<CostUnit>(dice.below(kCostUnitCount));
    return source;
  });
}

std::vector<Explode> random_explodes(Dice& dice) {
  return some(dice, 0, 2, [&] {
    return Explode{some(dice, 1, 3, [&] { return random_path(dice, false); }),
                   random_conditions(dice)};
  });
}

std::optional<EventClass> random_class(Dice& dice) {
  if (dice.percent(60)) return std::nullopt;
  return static_cast<EventClass>(dice.below(kEventClassCount));
}

RecordRule random_rule(Dice& dice) {
  RecordRule rule;
  rule.event_class = random_class(dice);
  rule.when = random_conditions(dice);
  if (dice.percent(40)) rule.explode = random_explodes(dice);
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (dice.percent(20)) rule.fields[i] = random_sources(dice, static_cast<Field>(i), 0);
  }
  return rule;
}

}  // namespace

Mapping odd_mapping(Dice& dice) {
  Mapping mapping;
  if (dice.percent(80)) mapping.name = random_text(dice);
  if (dice.percent(50)) mapping.about = random_text(dice);
  const auto texts = [&] { return some(dice, 0, 2, [&] { return random_text(dice); }); };
  mapping.missing = texts();
  mapping.detect = random_conditions(dice);
  mapping.event_class = random_class(dice);
  mapping.explode = random_explodes(dice);
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    if (dice.percent(50)) mapping.fields[i] = random_sources(dice, static_cast<Field>(i), 0);
  }
  for (auto& names : mapping.names) names = texts();
  mapping.more_records = some(dice, 0, 2, [&] { return random_rule(dice); });
  return mapping;
}

}  // namespace seenby
